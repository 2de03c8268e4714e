// How tasks are moved, held, approved and explained.
//
// Locks, in this order: the live run of the task, its row, the columns with a limit, the heads of the audit logs.
import { Audit } from "@genie/audit/effect"
import { CurrentActor } from "@genie/operation"
import { parseInstant, refuse, systemTimeZone } from "@genie/scheduler/effect"
import {
  Db,
  makeApprovalRepository,
  makeRunRepository,
  makeTaskPipelineRepository,
  orUnavailable,
  type TaskStanding
} from "@genie/store/effect"
import { type Actor, type Column, uuidv7 } from "@genie/store/model"
import { Effect } from "effect"
import { ActorDisabled } from "../contract/ActorsGroup.ts"
import type { TaskOperations } from "../contract/Tasks.ts"
import { ApprovalRefused, RoleRequired, TaskClosed } from "../contract/taskRefusals.ts"
import { checkText } from "./checkText.ts"
import { digestOf } from "./digestOf.ts"
import { countsFor, needsReviewer, openApprovals, partOf, partsOf } from "./gates.ts"
import { columnOf } from "./makeBoardOf.ts"
import { makeFindTask } from "./makeFindTask.ts"
import { makeKnownActor } from "./makeKnownActor.ts"
import { type LockedTask, makeLockTask } from "./makeLockTask.ts"
import { makeWhy } from "./makeWhy.ts"
import { obstaclesOf } from "./obstacles.ts"
import { makePipeline } from "./Pipeline.ts"
import { actorDisabledReason, alreadyThereReason, columnUnknownReason, nothingInTheWayReason } from "./reasons.ts"

/** How many approvals may be asked for at once, of one task. */
export const ASKS_OPEN_MAX = 20

type Moving = Pick<TaskOperations, "move" | "block" | "unblock" | "ask" | "approve" | "reject" | "why">

export const makeTaskMoving = Effect.gen(function* () {
  const db = yield* Db
  const audit = yield* Audit
  const runs = yield* makeRunRepository
  const approvals = yield* makeApprovalRepository
  const repository = yield* makeTaskPipelineRepository
  const find = yield* makeFindTask
  const lockTask = yield* makeLockTask
  const known = yield* makeKnownActor
  const pipeline = yield* makePipeline
  const whyOf = yield* makeWhy

  const record = (task: TaskStanding, action: string, details: Record<string, string | boolean>) =>
    audit.append({
      log: task.projectId,
      action,
      target: { type: "task", id: task.id },
      details: { key: task.key, ...details }
    })

  /** In one transaction, with its refusal on record. */
  const recorded =
    (action: string, { id, projectId }: { readonly id: string; readonly projectId: string }) =>
    <A, E, R>(work: Effect.Effect<A, E, R>) =>
      work.pipe(db.transaction, audit.recordRefusal({ log: projectId, action, target: { type: "task", id } }))

  const move = Effect.fnUntraced(function* (id: string, to: string, reason: string | undefined, revision?: number) {
    const task = yield* lockTask(id, revision)
    const mover = yield* known.ensure
    const target = yield* columnOf(task, to)
    if (target.id === task.column.id) return yield* find.show(task.id)

    // Both at once: who leaves one full column for another meets nobody who goes the other way.
    const limited = [task.column, target].filter(({ wipLimit }) => wipLimit !== null)
    if (limited.length > 0) yield* repository.lockColumns(limited.map(({ id }) => id))
    const [obstacle] = obstaclesOf({ task, to: target, mover, keysThere: yield* keysIn(target) })
    if (obstacle !== undefined) return yield* obstacle.refusal

    yield* pipeline.pursue(yield* pipeline.step(task, { to: target, by: mover, reason: reason ?? null }))
    return yield* find.show(task.id)
  })

  const keysIn = ({ id, wipLimit }: Column) =>
    wipLimit === null ? Effect.succeed([]) : repository.keysIn(id, wipLimit)

  /** A task somebody may still say something to, whatever its revision. */
  const openTask = Effect.fnUntraced(function* (id: string) {
    const task = yield* lockTask(id).pipe(Effect.catchTag("StaleRevision", Effect.die))
    return yield* unlessClosed(task)
  })

  const unlessClosed = (task: LockedTask) =>
    task.closedAt === null
      ? Effect.succeed(task)
      : Effect.fail(new TaskClosed({ task: task.key, column: task.column.name }))

  /** Whoever decides on a task where it is: refuses who may not, and answers the asks that are theirs to decide. */
  const decider = Effect.fnUntraced(function* (task: LockedTask) {
    const actor = yield* known.ensure
    if (needsReviewer(task, task.column) && !task.reviewers.includes(actor.handle)) {
      return yield* new RoleRequired({
        task: task.key,
        column: task.column.name,
        role: "reviewer",
        actors: task.reviewers
      })
    }
    if (partOf(actor.kind) === null) {
      return yield* refused(task, `People and agents decide, and ${actor.handle} is a ${actor.kind}.`)
    }
    const open = openApprovals(task)
    const theirs = open.filter(({ askedOf }) => askedOf === null || askedOf === actor.handle)
    return { actor, open, theirs }
  })

  const mayApprove = Effect.fnUntraced(function* (task: LockedTask, actor: Actor, isAsked: boolean) {
    if (openApprovals(task).some(({ askedBy }) => askedBy === actor.handle)) {
      return yield* refused(task, `${actor.handle} asked for this approval, so somebody else gives it.`)
    }
    if (!countsFor(task, actor.handle)) {
      return yield* refused(
        task,
        `${actor.handle} brought it to ${task.column.name}, which asks for a second pair of eyes: somebody else approves it.`
      )
    }
    const parts = partsOf(task.column.gate)
    if (!isAsked && parts.length > 0 && !parts.some((part) => part === partOf(actor.kind))) {
      const wanted = parts[0] === "human" ? "a person" : "an agent"
      return yield* refused(
        task,
        `The gate of ${task.column.name} asks for ${wanted}, and ${actor.handle} is ${actor.kind === "human" ? "a person" : `of kind ${actor.kind}`}.`
      )
    }
  })

  const operations: Moving = {
    move: Effect.fn("Tasks.move")(function* ({ reason, revision, task, to }) {
      yield* checkText("reason", reason)
      const found = yield* find.of(task)
      return yield* move(found.id, to, reason, revision).pipe(recorded("task.moved", found))
    }, orUnavailable),

    block: Effect.fn("Tasks.block")(
      function* ({ reason, revision, task: name }) {
        yield* checkText("reason", reason)
        const task = yield* unlessClosed(yield* lockTask(name, revision))
        const { handle } = yield* known.ensure
        yield* repository.hold(task.id, reason, handle)
        yield* record(task, "task.blocked", { reason })
        yield* pipeline.pursue([task.id])
        return yield* find.show(task.id)
      },
      db.transaction,
      orUnavailable
    ),

    unblock: Effect.fn("Tasks.unblock")(
      function* ({ reason, revision, task: name }) {
        yield* checkText("reason", reason)
        const task = yield* lockTask(name, revision)
        const { handle } = yield* known.ensure
        if (task.heldAt === null) return yield* find.show(task.id)
        yield* repository.hold(task.id, null, handle)
        yield* record(task, "task.unblocked", reason === undefined ? {} : { reason })
        yield* pipeline.pursue([task.id])
        return yield* find.show(task.id)
      },
      db.transaction,
      orUnavailable
    ),

    ask: Effect.fn("Tasks.ask")(
      function* ({ expires, of, question, task: name }) {
        yield* checkText("question", question)
        const task = yield* openTask(name)
        const { handle } = yield* known.ensure
        const asked = of === undefined ? undefined : yield* known.find(of)
        if (asked !== undefined && asked.disabledAt !== null) return yield* new ActorDisabled({ actor: asked.handle })
        if (asked?.handle === handle) {
          return yield* refused(task, "Nobody approves what they asked for themselves: ask somebody else.")
        }
        if (openApprovals(task).length >= ASKS_OPEN_MAX) {
          return yield* refused(task, `${ASKS_OPEN_MAX} approvals are asked for already: have one of them decided.`)
        }
        const expiresAt =
          expires === undefined
            ? null
            : yield* refuse("expires", parseInstant(expires, { timeZone: systemTimeZone(), now: yield* runs.now }))
        const id = uuidv7()
        yield* approvals.insert({
          id,
          taskId: task.id,
          stageId: task.stageId,
          digest: task.digest,
          askedBy: handle,
          askedOf: asked?.handle ?? null,
          question: question ?? null,
          expiresAt
        })
        yield* record(task, "task.approval_asked", {
          digest: task.digest,
          ...(asked === undefined ? {} : { of: asked.handle }),
          ...(question === undefined ? {} : { question })
        })
        return yield* approvals.show(id)
      },
      db.transaction,
      orUnavailable
    ),

    approve: Effect.fn("Tasks.approve")(function* ({ acceptance, body, digest, reason, task: name }) {
      yield* checkText("reason", reason)
      yield* checkText("body", body)
      yield* checkText("acceptance", acceptance)
      const found = yield* find.of(name)
      return yield* Effect.gen(function* () {
        const task = yield* openTask(found.id)
        const { actor, theirs } = yield* decider(task)
        yield* mayApprove(task, actor, theirs.length > 0)
        if (digest !== undefined && digest !== task.digest) {
          return yield* refused(
            task,
            "It has changed since you looked at it: look again, then approve what it says now."
          )
        }
        const said = { body: body ?? task.body, acceptance: acceptance ?? task.acceptance }
        const approved = digestOf({ ...said, title: task.title, payload: task.payload })
        if (approved !== task.digest) {
          yield* repository.edit(task.id, { ...said, digest: approved }, actor.handle)
          yield* record(task, "task.updated", { digest: approved, withApproval: true })
        }
        const ids = theirs.length > 0 ? theirs.map(({ id }) => id) : [yield* unasked(task, actor, approved)]
        const decision = { decision: "approved" as const, by: actor.handle, byKind: actor.kind, reason: reason ?? null }
        yield* approvals.decide(ids, { ...decision, digest: approved })
        yield* record(task, "task.approved", { digest: approved, ...(reason === undefined ? {} : { reason }) })
        yield* pipeline.pursue([task.id])
        return yield* find.show(task.id)
      }).pipe(recorded("task.approved", found))
    }, orUnavailable),

    reject: Effect.fn("Tasks.reject")(function* ({ reason, task: name }) {
      yield* checkText("reason", reason)
      const found = yield* find.of(name)
      return yield* Effect.gen(function* () {
        const task = yield* openTask(found.id)
        const { actor, open, theirs } = yield* decider(task)
        const ids = theirs.length > 0 ? theirs.map(({ id }) => id) : [yield* unasked(task, actor, task.digest)]
        const decided = { by: actor.handle, byKind: actor.kind, reason }
        yield* approvals.decide(ids, { ...decided, decision: "rejected" })
        yield* approvals.decide(
          open.map(({ id }) => id).filter((id) => !ids.includes(id)),
          { ...decided, decision: "withdrawn" }
        )
        // What was approved before does not carry the task past this.
        yield* approvals.overrule(task.approvals.map(({ id }) => id))
        yield* record(task, "task.rejected", { digest: task.digest, reason })
        yield* pipeline.pursue([task.id])
        return yield* find.show(task.id)
      }).pipe(recorded("task.rejected", found))
    }, orUnavailable),

    why: Effect.fn("Tasks.why")(function* ({ task: name, to }) {
      const { id } = yield* find.of(name)
      if (to === undefined) return (yield* whyOf.of([id])).get(id) ?? []
      const [task] = yield* repository.standing([id])
      return yield* whyNot(task!, to)
    }, orUnavailable)
  }

  /** Everything that `move` would refuse, the first thing first. */
  const whyNot = Effect.fnUntraced(function* (task: TaskStanding, to: string) {
    const column = yield* Effect.match(columnOf(task, to), {
      onFailure: (refusal) => refusal,
      onSuccess: (found) => found
    })
    if ("_tag" in column) return [columnUnknownReason(column)]
    if (column.id === task.column.id) return [alreadyThereReason(task)]
    const current = yield* CurrentActor
    const actor = yield* Effect.catchTag(known.find(current.handle), "ActorNotFound", () =>
      Effect.succeed({ ...current, disabledAt: null })
    )
    const obstacles = obstaclesOf({ task, to: column, mover: actor, keysThere: yield* keysIn(column) })
    const reasons = [
      ...(actor.disabledAt === null ? [] : [actorDisabledReason(actor.handle)]),
      ...obstacles.flatMap(({ reasons }) => reasons)
    ]
    return reasons.length > 0 ? reasons : [nothingInTheWayReason(task, column)]
  })

  /** A decision that nobody asked for. */
  const unasked = Effect.fnUntraced(function* (task: LockedTask, { handle }: Actor, digest: string) {
    const id = uuidv7()
    yield* approvals.insert({ id, taskId: task.id, stageId: task.stageId, digest, askedBy: handle })
    return id
  })

  return operations
})

const refused = (task: TaskStanding, reason: string) => new ApprovalRefused({ task: task.key, reason })
