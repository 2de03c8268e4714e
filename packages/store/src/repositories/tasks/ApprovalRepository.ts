import { Context, Effect, Layer } from "effect"
import { sql } from "kysely"
import { Db } from "../../database/Db.ts"
import { decoded } from "../../database/decoded.ts"
import { now } from "../../database/now.ts"
import { bigint, instant, text, uuid } from "../../database/SqlType.ts"
import { type ParametersOf, statement } from "../../database/statement.ts"
import type { ActorKind } from "../../model/Actor.ts"
import { Approval } from "../../model/Task.ts"
import { isCurrentApproval } from "./isCurrentApproval.ts"

/** Every statement about approvals. */
export class ApprovalRepository extends Context.Service<ApprovalRepository>()("@genie/store/ApprovalRepository", {
  make: Effect.gen(function* () {
    const db = yield* Db

    return {
      insert: Effect.fn("ApprovalRepository.insert")(
        ({ askedOf = null, expiresAt = null, question = null, ...approval }: NewApproval) =>
          db.affected(insert({ ...approval, askedOf, expiresAt, question }))
      ),

      /** Decides open ones. */
      decide: Effect.fn("ApprovalRepository.decide")((ids: ReadonlyArray<string>, decision: Decision) =>
        db.affected(decide({ ids, ...decision }))
      ),

      /** Takes back what was asked and not decided during a stay: the task has gone on without it. */
      withdrawOpen: Effect.fn("ApprovalRepository.withdrawOpen")((stageId: string, taskId: string, reason: string) =>
        db.affected(withdrawOpen({ stageId, taskId, reason }))
      ),

      /** Tasks, so many at most, on which somebody is asked for a decision. Few are open, so all of them are looked at. */
      tasksAwaiting: Effect.fn("ApprovalRepository.tasksAwaiting")(
        (organizationId: string, handle: string, limit: number) =>
          Effect.map(db.all(tasksAwaiting({ organizationId, handle, limit })), (rows) => rows.map(({ id }) => id))
      ),

      /** Takes back what somebody is asked about tasks that are locked. */
      withdrawAskedOf: Effect.fn("ApprovalRepository.withdrawAskedOf")(
        (tasks: ReadonlyArray<string>, handle: string, reason: string) =>
          db.affected(withdrawAskedOf({ tasks, handle, reason }))
      ),

      /** Makes what was approved during a stay count no longer. */
      overrule: Effect.fn("ApprovalRepository.overrule")((ids: ReadonlyArray<string>) =>
        db.affected(overrule({ ids }))
      ),

      /** One approval as callers see it. */
      show: Effect.fn("ApprovalRepository.show")((id: string) =>
        Effect.map(Effect.flatMap(db.all(show({ id })), decodeApprovals), (found) => found[0]!)
      )
    }
  })
}) {
  static readonly layer: Layer.Layer<ApprovalRepository, never, Db> = Layer.effect(this, this.make)
}

/** A decision to be asked for, or one that is made without having been asked for. */
export interface NewApproval {
  readonly id: string
  readonly taskId: string
  readonly stageId: string
  /** The digest of the text to decide on. */
  readonly digest: string
  readonly askedBy: string
  readonly askedOf?: string | null
  readonly question?: string | null
  readonly expiresAt?: Date | null
}

const decodeApprovals = decoded(Approval)

const insert = statement("ApprovalRepository.insert", {
  parameters: {
    id: uuid,
    taskId: uuid,
    stageId: uuid,
    digest: text,
    askedBy: text,
    askedOf: text.nullable,
    question: text.nullable,
    expiresAt: instant.nullable
  },
  query: (db, approval) => db.insertInto("approvals").values(approval)
})

const decision = {
  decision: text.as<"approved" | "rejected" | "withdrawn">(),
  by: text,
  byKind: text.as<ActorKind>(),
  reason: text.nullable,
  /** The digest of the text that was decided on, when the decision changed it. */
  digest: text.optional
}

const decide = statement("ApprovalRepository.decide", {
  parameters: { ids: uuid.list, ...decision },
  query: (db, { by, byKind, decision, digest, ids, reason }) =>
    db
      .updateTable("approvals")
      .set({ decision, decidedBy: by, decidedByKind: byKind, decidedAt: now, reason })
      .$if(digest !== undefined, (query) => query.set({ digest: digest! }))
      .where("id", "=", (eb) => eb.fn.any(eb.val(ids)))
      .where("decision", "is", null)
})

/** What somebody decided. */
export interface Decision extends Omit<ParametersOf<typeof decide>, "ids"> {}

const withdrawOpen = statement("ApprovalRepository.withdrawOpen", {
  parameters: { stageId: uuid, taskId: uuid, reason: text },
  query: (db, { reason, stageId, taskId }) =>
    db
      .updateTable("approvals")
      .set({ decision: "withdrawn", decidedAt: now, reason })
      .where("taskId", "=", taskId)
      .where("stageId", "=", stageId)
      .where("decision", "is", null)
})

const tasksAwaiting = statement("ApprovalRepository.tasksAwaiting", {
  parameters: { organizationId: uuid, handle: text, limit: bigint },
  query: (db, { handle, limit, organizationId }) =>
    db
      .selectFrom("approvals")
      .innerJoin("tasks", "tasks.id", "approvals.taskId")
      .innerJoin("projects", "projects.id", "tasks.projectId")
      .select("approvals.taskId as id")
      .distinct()
      .where("projects.organizationId", "=", organizationId)
      .where("askedOf", "=", handle)
      .where("decision", "is", null)
      .orderBy("approvals.taskId")
      .limit(limit)
})

const withdrawAskedOf = statement("ApprovalRepository.withdrawAskedOf", {
  parameters: { tasks: uuid.list, handle: text, reason: text },
  query: (db, { handle, reason, tasks }) =>
    db
      .updateTable("approvals")
      .set({ decision: "withdrawn", decidedAt: now, reason })
      .where("taskId", "=", (eb) => eb.fn.any(eb.val(tasks)))
      .where("askedOf", "=", handle)
      .where("decision", "is", null)
})

const overrule = statement("ApprovalRepository.overrule", {
  parameters: { ids: uuid.list },
  query: (db, { ids }) =>
    db
      .updateTable("approvals")
      .set({ decision: "withdrawn" })
      .where("id", "=", (eb) => eb.fn.any(eb.val(ids)))
      .where("decision", "=", "approved")
})

const show = statement("ApprovalRepository.show", {
  parameters: { id: uuid },
  decodes: Approval,
  sql: ({ id }) => sql`
    select
      approvals.id, board_columns.name as "column", approvals.digest,
      ${isCurrentApproval("tasks")} as is_current,
      approvals.asked_by, approvals.asked_of, approvals.question, approvals.asked_at, approvals.expires_at,
      approvals.decision, approvals.decided_by, approvals.decided_at, approvals.reason
    from genie.approvals
    join genie.tasks on tasks.id = approvals.task_id
    join genie.task_stages on task_stages.id = approvals.stage_id
    join genie.board_columns on board_columns.id = task_stages.column_id
    where approvals.id = ${id}`
})
