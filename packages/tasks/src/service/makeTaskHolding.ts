import { change, steps } from "@genie/audit/effect"
import { type Actor, CurrentActor, InvalidInput } from "@genie/operation"
import { makeEnding } from "@genie/scheduler/effect"
import { catchConstraint, Db } from "@genie/store/database"
import { jsonProblem } from "@genie/store/model"
import { CheckoutRepository, RunRepository } from "@genie/store/scheduler"
import { Effect, Option } from "effect"
import { CHECKOUT_LEASE_MS, Checkout } from "../contract/TasksGroup.ts"
import {
  NotHolding,
  TaskBlocked,
  TaskClosed,
  TaskHeld,
  TaskNotStarted,
  TaskTaken,
  TaskWaiting
} from "../contract/taskRefusals.ts"
import { TaskCheckedOut, TaskCompleted, TaskReleased, TaskRenewed } from "../events.ts"
import { openApprovals } from "./gates.ts"
import { leaseOf } from "./leaseOf.ts"
import { makeCheckOut } from "./makeCheckOut.ts"
import { type FoundTask, makeFindTask } from "./makeFindTask.ts"
import { type LockedTask, type LockedTaskRun, makeLockTask } from "./makeLockTask.ts"
import { makeTaskClaiming } from "./makeTaskClaiming.ts"
import { makeTaskRecord } from "./makeTaskRecord.ts"
import { IsPursuedLater, makePipeline } from "./Pipeline.ts"
import type { TaskImplementations } from "./TaskImplementations.ts"

/**
 * How somebody holds a task: takes it, keeps it, gives it back, finishes it. Nothing is written on the task for that: to
 * hold it is to have its one unfinished run, which ends by itself when the lease does.
 */
export const makeTaskHolding = Effect.gen(function* () {
  const db = yield* Db
  const checkouts = yield* CheckoutRepository
  const runs = yield* RunRepository
  const find = yield* makeFindTask
  const lockTask = yield* makeLockTask
  const pipeline = yield* makePipeline
  const end = yield* makeEnding
  const checkOut = yield* makeCheckOut
  const claiming = yield* makeTaskClaiming
  const { record } = yield* makeTaskRecord

  /** No input of these operations has a revision, so nobody can have said one. */
  const lock = (task: string | FoundTask) => Effect.catchTag(lockTask(task), "StaleRevision", Effect.die)

  const askToStop = (task: LockedTask, { runId }: LockedTaskRun, by: string) =>
    pipeline.askToStop(task, runId, `${by} wants the task`)

  /** Holds it for so long from now. Unless said, for as long as it was checked out for, and never shorter than before. */
  const renewed = Effect.fnUntraced(function* (
    task: LockedTask,
    run: LockedTaskRun,
    { kind }: Actor,
    lease: string | undefined
  ) {
    const leaseMs = lease === undefined ? keptLeaseMs(run, yield* runs.now) : yield* leaseOf(lease, kind)
    const held = Option.getOrThrow(yield* checkouts.renewCheckout(run.runId, leaseMs))
    yield* record(TaskRenewed, task, { run: run.runId, until: held.leaseExpiresAt?.toISOString() ?? null })
    return Checkout.make({ task: yield* find.show(task.id), run: run.runId, fence: run.fence!, ...held })
  })

  /** A checkout whose lease has ended keeps nobody out, whether or not the daemon has looked. */
  const withoutLost = Effect.fnUntraced(function* (run: LockedTaskRun | null) {
    if (run === null || run.holder === null || run.leaseExpiresAt === null) return run
    if (run.leaseExpiresAt > (yield* runs.now)) return run
    const failureMessage = `The checkout of ${run.holder} ran out.`
    yield* end([{ run: run.runId, isForced: true, outcome: "lost", failureKind: "lost", failureMessage }]).pipe(
      Effect.provideService(IsPursuedLater, true)
    )
    return null
  })

  const checkedOut = Effect.fnUntraced(function* (
    task: FoundTask,
    { fence, lease, takeOver = false }: { fence?: number; lease?: string; takeOver?: boolean }
  ) {
    const actor = yield* CurrentActor
    const { handle, kind } = actor
    const leaseMs = yield* leaseOf(lease, kind)
    const locked = yield* lock(task)
    yield* refuseUnworkable(locked)
    if (fence !== undefined) return yield* renewed(locked, yield* heldBy(actor, locked, { fence }), actor, lease)
    yield* refuseWaiting(locked, actor)
    const run = yield* withoutLost(locked.run)
    if (run === null) return yield* checkOut.locked(locked, handle, leaseMs)

    const isTakenOver = run.state === "queued" || (run.holder !== null && takeOver)
    if (isTakenOver) {
      yield* pipeline.setAside([run.runId], `${handle} works on ${locked.key} in person.`)
      return yield* checkOut.locked(locked, handle, leaseMs)
    }
    if (takeOver) yield* askToStop(locked, run, handle)
    // An answer, not a failure: the worker was asked, and that is to be committed.
    return new TaskTaken({
      task: locked.key,
      by: holderOf(run),
      until: run.leaseExpiresAt,
      isAskedToStop: takeOver || run.cancelReason !== null,
      isYours: run.holder === handle
    })
  })

  const operations: Pick<TaskImplementations, "checkout" | "renew" | "release" | "complete" | "claim"> = {
    ...claiming,

    checkout: steps(TaskCheckedOut, function* ({ task, ...how }) {
      const found = yield* find.of(task)
      const attempt = db.transaction(checkedOut(found, how))
      return yield* attempt.pipe(
        // Somebody retried an old run of it at this very moment, without looking at the task. Now it can be seen.
        catchConstraint("live_runs_task_id_unique", () => attempt),
        Effect.flatMap((answer) => (answer instanceof TaskTaken ? Effect.fail(answer) : Effect.succeed(answer)))
      )
    }),

    renew: change(TaskRenewed, function* ({ fence, lease, task }) {
      const actor = yield* CurrentActor
      const locked = yield* lock(task)
      return yield* renewed(locked, yield* heldBy(actor, locked, { fence }), actor, lease)
    }),

    release: change(TaskReleased, function* ({ failed = false, fence, force, reason, task }) {
      const actor = yield* CurrentActor
      const locked = yield* lock(task)
      const run = yield* heldBy(actor, locked, { fence, force })
      const because = reason ?? `${actor.handle} ${failed ? "could not do" : "released"} ${locked.key}.`
      yield* record(TaskReleased, locked, {
        run: run.runId,
        reason: reason ?? null,
        ...(failed ? { failed: true } : {}),
        ...(run.holder === actor.handle ? {} : { from: holderOf(run) })
      })
      if (run.holder === null) {
        yield* askToStop(locked, run, actor.handle)
      } else if (failed) {
        yield* end([{ run: run.runId, isForced: true, outcome: "failed", failureMessage: because }])
      } else {
        yield* end([
          { run: run.runId, isForced: true, outcome: "cancelled", failureKind: "cancelled", failureMessage: because }
        ])
      }
      return yield* find.show(locked.id)
    }),

    complete: change(TaskCompleted, function* ({ fence, reason, result, task }) {
      const problem = jsonProblem(result)
      if (problem !== undefined) return yield* new InvalidInput({ field: "result", reason: problem })
      const actor = yield* CurrentActor
      const locked = yield* lock(task)
      const { runId: run } = yield* heldBy(actor, locked, { fence })
      yield* record(TaskCompleted, locked, { run, reason: reason ?? null })
      yield* end([{ run, isForced: true, outcome: "succeeded", ...(result === undefined ? {} : { result }) }])
      return yield* find.show(locked.id)
    })
  }
  return operations
})

/** Refuses a task on which nobody can work now, whoever has it: first what it takes longest to change. */
const refuseUnworkable = Effect.fnUntraced(function* (task: LockedTask) {
  const { blockers, closedAt, column, heldBy, heldReason, isEarly, key, startAt } = task
  if (closedAt !== null) return yield* new TaskClosed({ task: key, column: column.name })
  if (heldReason !== null) return yield* new TaskHeld({ task: key, by: heldBy ?? "", reason: heldReason })
  if (blockers.length > 0) return yield* new TaskBlocked({ task: key, wanted: "be checked out", blockers })
  if (isEarly) return yield* new TaskNotStarted({ task: key, startAt: startAt! })
})

/** Refuses an agent a task about which somebody is asked: what is decided may change the work. */
const refuseWaiting = Effect.fnUntraced(function* (task: LockedTask, { kind }: Actor) {
  const [ask] = openApprovals(task)
  if (ask === undefined || kind === "human") return
  return yield* new TaskWaiting({ task: task.key, askedBy: ask.askedBy, askedOf: ask.askedOf })
})

/** How long a renewal holds when nobody says. */
const keptLeaseMs = ({ leaseExpiresAt, payload }: LockedTaskRun, now: Date): number | null => {
  if (leaseExpiresAt === null) return null
  const { leaseMs } = payload as { readonly leaseMs?: number }
  return Math.max(leaseMs ?? CHECKOUT_LEASE_MS, leaseExpiresAt.getTime() - now.getTime())
}

/**
 * The run by which this actor holds a locked task; by force, the one by which anybody does. Whoever says under which
 * fence is refused when it is another one: they have lost the task, even if it is theirs again.
 */
const heldBy = Effect.fnUntraced(function* (
  { handle }: Actor,
  { key, run }: LockedTask,
  { fence, force = false }: { readonly fence?: number | undefined; readonly force?: boolean | undefined }
) {
  const by = run === null || run.state === "queued" ? null : holderOf(run)
  const isLost = fence !== undefined && fence !== run?.fence
  if (run === null || by === null || isLost || (run.holder !== handle && !force)) {
    return yield* new NotHolding({ task: key, by, actor: handle, lostFence: isLost ? fence : null })
  }
  return run
})

/** Handle of who holds it in person, or name of the worker. */
const holderOf = ({ holder, queue, worker }: LockedTaskRun): string => holder ?? worker ?? `a worker of ${queue}`
