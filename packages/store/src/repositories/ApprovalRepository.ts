import { Effect, Schema } from "effect"
import { sql } from "kysely"
import { Db } from "../database/Db.ts"
import { uuids } from "../database/uuids.ts"
import type { ActorKind } from "../model/Actor.ts"
import { Approval } from "../model/Task.ts"
import { isCurrentApproval } from "./isCurrentApproval.ts"

/** A decision to be asked for, or one that is made without anybody having asked. */
export interface NewApproval {
  readonly id: string
  readonly taskId: string
  readonly stageId: string
  /** Of what is to be decided on. */
  readonly digest: string
  readonly askedBy: string
  readonly askedOf?: string | null
  readonly question?: string | null
  readonly expiresAt?: Date | null
}

/** What somebody decided. */
export interface Decision {
  readonly decision: "approved" | "rejected" | "withdrawn"
  readonly by: string
  readonly byKind: ActorKind
  readonly reason: string | null
  /** What was decided on, when it was changed by the decision. */
  readonly digest?: string
}

const decode = Schema.decodeUnknownEffect(Schema.toCodecJson(Approval))

/** Every statement about approvals. */
export const makeApprovalRepository = Effect.gen(function* () {
  const db = yield* Db

  return {
    insert: Effect.fn("ApprovalRepository.insert")((approval: NewApproval) =>
      db.affected((db) =>
        db.insertInto("approvals").values({
          id: approval.id,
          taskId: approval.taskId,
          stageId: approval.stageId,
          digest: approval.digest,
          askedBy: approval.askedBy,
          askedOf: approval.askedOf ?? null,
          question: approval.question ?? null,
          expiresAt: approval.expiresAt?.toISOString() ?? null
        })
      )
    ),

    /** Decides open ones. */
    decide: Effect.fn("ApprovalRepository.decide")(
      (ids: ReadonlyArray<string>, { by, byKind, decision, digest, reason }: Decision) =>
        db.affected(
          () => sql`
            update genie.approvals
            set
              decision = ${decision},
              decided_by = ${by},
              decided_by_kind = ${byKind},
              decided_at = genie.now(),
              reason = ${reason}
              ${digest === undefined ? sql`` : sql`, digest = ${digest}`}
            where id = any(${uuids(ids)})
              and decision is null`
        )
    ),

    /** Takes back what was asked and not decided during a stay: the task has gone on without it. */
    withdrawOpen: Effect.fn("ApprovalRepository.withdrawOpen")((stageId: string, taskId: string, reason: string) =>
      db.affected(
        () => sql`
          update genie.approvals
          set decision = 'withdrawn', decided_at = genie.now(), reason = ${reason}
          where task_id = ${taskId}
            and stage_id = ${stageId}
            and decision is null`
      )
    ),

    /** Tasks, so many at most, on which somebody is asked for a decision. Few are open, so all of them are looked at. */
    tasksAwaiting: Effect.fn("ApprovalRepository.tasksAwaiting")(
      (organizationId: string, handle: string, limit: number) =>
        Effect.map(
          db.all<{ readonly id: string }>(
            () => sql`
              select distinct task_id as id
              from genie.approvals
              join genie.tasks on tasks.id = task_id
              join genie.projects on projects.id = project_id
              where organization_id = ${organizationId}
                and asked_of = ${handle}
                and decision is null
              order by task_id
              limit ${limit}`
          ),
          (rows) => rows.map(({ id }) => id)
        )
    ),

    /** Takes back what somebody is asked about tasks that are locked. */
    withdrawAskedOf: Effect.fn("ApprovalRepository.withdrawAskedOf")(
      (tasks: ReadonlyArray<string>, handle: string, reason: string) =>
        db.affected(
          () => sql`
            update genie.approvals
            set decision = 'withdrawn', decided_at = genie.now(), reason = ${reason}
            where task_id = any(${uuids(tasks)})
              and asked_of = ${handle}
              and decision is null`
        )
    ),

    /** Makes what was approved during a stay count no longer. */
    overrule: Effect.fn("ApprovalRepository.overrule")((ids: ReadonlyArray<string>) =>
      db.affected(
        () => sql`
          update genie.approvals
          set decision = 'withdrawn'
          where id = any(${uuids(ids)})
            and decision = 'approved'`
      )
    ),

    /** One approval as callers see it. */
    show: Effect.fn("ApprovalRepository.show")((id: string) =>
      Effect.flatMap(
        db.one(
          () => sql`
            select ${columns}
            from genie.approvals
            join genie.tasks on tasks.id = approvals.task_id
            join genie.task_stages on task_stages.id = approvals.stage_id
            join genie.board_columns on board_columns.id = task_stages.column_id
            where approvals.id = ${id}`
        ),
        (row) => Effect.orDie(decode(row))
      )
    )
  }
})

/** An approval as `Approval` decodes it. */
const columns = sql`
  approvals.id, board_columns.name as "column", approvals.digest,
  ${isCurrentApproval("tasks")} as is_current,
  approvals.asked_by, approvals.asked_of, approvals.question, approvals.asked_at, approvals.expires_at,
  approvals.decision, approvals.decided_by, approvals.decided_at, approvals.reason`
