// How tasks go along their boards by themselves. Everything here is derived from what is stored, inside the transaction
// that changed it: whoever changes a task says so, and whatever follows happens with the change or not at all.
//
// Locks, in this order: live runs, tasks (by id), columns with a limit, the heads of the audit logs. Tasks that wait for
// others are locked after them; the edges between tasks have no cycle. Where two still meet, one is tried again.

import { Audit } from "@genie/audit/effect"
import { CurrentActor } from "@genie/operation"
import { makeEnding, makeEnqueue, RunCancelAsked } from "@genie/scheduler/effect"
import { catchConstraint, Notifications, type SqlError, type Transaction } from "@genie/store/database"
import { type ActorKind, type Column, uuidv7 } from "@genie/store/model"
import { LiveRunRepository, type NewRun } from "@genie/store/scheduler"
import {
  ApprovalRepository,
  SET_ASIDE,
  TaskPipelineRepository,
  TaskStageRepository,
  type TaskStanding
} from "@genie/store/tasks"
import { Context, Effect } from "effect"
import { TaskMoved } from "../events.ts"
import { actionRunOf, isStillWanted } from "./actionRunOf.ts"
import { advanceOf, failureOf, isActionDue, isClosing, retreatOf } from "./gates.ts"
import { reachesWork } from "./obstacles.ts"

/** How many tasks are locked and read by one statement. */
export const PURSUIT_BATCH = 200

/** How many steps one pursuit takes at most. What is left is found by the next look for what is overdue. */
export const PURSUIT_STEPS_MAX = 5_000

/** How many tasks are looked at that may wait for the place that another one left. */
export const AWAITING_MAX = 100

/** A step of a task into another column. */
export interface Step {
  readonly to: Column
  readonly by: { readonly handle: string; readonly kind: ActorKind }
  readonly reason?: string | null
  /** The run whose end brought it there. */
  readonly run?: string | null
  /** Nobody moved it. */
  readonly isByItself?: boolean
}

/** A task to pursue after another one. */
export interface Following {
  readonly id: string
  /** The blocker that was closed: it may have been the last. */
  readonly freedBy: string | null
}

/** How tasks go on. */
export interface Pipeline {
  /**
   * Lets these tasks go on as far as they go by themselves, after anything changed that may let them: moves those whose
   * gate is satisfied, enqueues the actions of their columns, takes back queued runs that are not wanted any more. Goes
   * on to the tasks that depend on them and to those that wait for the place they left.
   */
  pursue(tasks: ReadonlyArray<string | Following>): Effect.Effect<void, SqlError, Transaction | CurrentActor>
  /** Writes the first stay of a new task, whose row names it already. Then pursue it. */
  enter(
    task: { readonly id: string; readonly columnId: string },
    stageId: string
  ): Effect.Effect<void, SqlError, Transaction | CurrentActor>
  /** Moves a locked task, whatever its gates say, and answers the tasks to pursue after it. */
  step(task: TaskStanding, step: Step): Effect.Effect<ReadonlyArray<Following>, SqlError, Transaction | CurrentActor>
  /**
   * Ends queued runs and checkouts to make room, without anything following: who takes a task that waits in a queue, or
   * holds it back. What was set aside is enqueued again when the task is ready again. Answers which were: a run that was
   * enqueued while the task was locked may have been claimed since, and is its worker's.
   */
  setAside(
    runs: ReadonlyArray<string>,
    reason: string
  ): Effect.Effect<ReadonlyArray<string>, SqlError, Transaction | CurrentActor>
  /** Asks the worker that has the run of a task to end it. */
  askToStop(task: TaskStanding, run: string, reason: string): Effect.Effect<void, SqlError, Transaction | CurrentActor>
}

/** True while the one who ends a run pursues its task afterwards: the observer of runs leaves it to them. */
export const IsPursuedLater = Context.Reference<boolean>("@genie/tasks/IsPursuedLater", { defaultValue: () => false })

export const makePipeline = Effect.gen(function* () {
  const audit = yield* Audit
  const notifications = yield* Notifications
  const repository = yield* TaskPipelineRepository
  const stages = yield* TaskStageRepository
  const approvals = yield* ApprovalRepository
  const liveRuns = yield* LiveRunRepository
  const end = yield* makeEnding
  const enqueue = yield* makeEnqueue

  const setAside = Effect.fn("Pipeline.setAside")(function* (runs: ReadonlyArray<string>, reason: string) {
    const ended = yield* end(
      runs.map((run) => ({
        run,
        isForced: true,
        unlessClaimed: true,
        outcome: "cancelled",
        failureKind: SET_ASIDE,
        failureMessage: reason
      }))
    ).pipe(Effect.provideService(IsPursuedLater, true))
    return ended.map(({ id }) => id)
  })

  const askToStop = Effect.fn("Pipeline.askToStop")(function* (task: TaskStanding, run: string, reason: string) {
    if ((yield* liveRuns.askToCancel([run], reason)) === 0) return
    yield* audit.record(RunCancelAsked({ log: task.projectId, id: run }, { reason }))
    yield* notifications.publish("genie_run", `cancel:${run}`)
  })

  /** Ends what was done for the column that a task leaves: at once, or by asking the worker that does it. */
  const callOff = Effect.fnUntraced(function* (task: TaskStanding, reason: string) {
    const { run } = task
    if (run === null || run.cancelReason !== null) return
    // A checkout has no worker to ask: its holder is refused at the next step.
    const isAtOnce = run.state === "queued" || run.holder !== null
    const ended = isAtOnce ? yield* setAside([run.runId], reason) : []
    if (ended.length === 0) yield* askToStop(task, run.runId, reason)
  })

  const step = Effect.fn("Pipeline.step")(function* (
    task: TaskStanding,
    { by, isByItself = false, reason = null, run = null, to }: Step
  ) {
    const from = task.column
    const stageId = uuidv7()
    const isClosed = isClosing(to)
    yield* stages.enter({
      id: stageId,
      taskId: task.id,
      from: { columnId: from.id, stageId: task.stageId },
      columnId: to.id,
      actor: by.handle,
      actorKind: by.kind,
      runId: run,
      reason
    })
    yield* repository.move(task.id, { columnId: to.id, stageId, isClosed }, by.handle)
    yield* approvals.withdrawOpen(task.stageId, task.id, `${task.key} went on to ${to.name}.`)
    yield* callOff(task, `${task.key} went to ${to.name}.`)
    const moved = TaskMoved(
      { log: task.projectId, id: task.id },
      {
        key: task.key,
        from: from.name,
        to: to.name,
        ...(reason === null ? {} : { reason }),
        ...(run === null ? {} : { run }),
        ...(isByItself ? { byItself: true } : {})
      }
    )
    yield* Effect.provideService(audit.record(moved), CurrentActor, by)
    yield* notifications.publish("genie_task_stage", `${task.id}:${from.name}:${to.name}`)

    const dependents = isClosed === (task.closedAt !== null) ? [] : yield* repository.dependents(task.id)
    const waiting = dependents.map((id) => following(id, isClosed ? task.id : null))
    if (from.wipLimit === null) return [following(task.id), ...waiting]
    yield* repository.lockColumns([from.id])
    const awaiting = yield* repository.lockAwaiting(from.id, AWAITING_MAX)
    return [following(task.id), ...waiting, ...awaiting.map(({ id }) => following(id))]
  })

  /**
   * Whether a column takes one more. Locked first, so that of two who want the last place one gets it; with the column
   * that is left, so that two who go opposite ways do not wait for each other.
   */
  const hasRoom = Effect.fnUntraced(function* (from: Column, to: Column) {
    if (to.wipLimit === null) return true
    yield* repository.lockColumns(from.wipLimit === null ? [to.id] : [from.id, to.id])
    return (yield* repository.keysIn(to.id, to.wipLimit)).length < to.wipLimit
  })

  /** One step of a task by itself. Answers whom to look at next, or the run to enqueue when it stays where it is. */
  const advance = Effect.fnUntraced(function* (task: TaskStanding) {
    const wanted = advanceOf(task)
    if (wanted !== null && !isHeldUp(task, wanted.to) && (yield* hasRoom(task.column, wanted.to))) {
      const by = wanted.by ?? (yield* CurrentActor)
      const { reason, run, to } = wanted
      return { next: yield* step(task, { to, by, run, reason, isByItself: true }), enqueue: null }
    }

    const { run } = task
    const isUnwanted = run?.state === "queued" && !(mayBegin(task) && isStillWanted(task, run))
    // A worker that claimed it at this moment does it now, as it would have a moment earlier.
    if (isUnwanted && (yield* setAside([run.runId], unwantedBecause(task))).length === 0) return STAYS
    const standing = isUnwanted ? { ...task, run: null, lastRun: null } : task
    if (!isActionDue(standing)) return STAYS
    return { next: [], enqueue: actionRunOf(task, uuidv7(), (yield* CurrentActor).handle) }
  })

  /** These runs have no idempotency key that could be used for anything else. */
  const many = (runs: ReadonlyArray<NewRun>) => Effect.catchTag(enqueue.many(runs), "IdempotencyConflict", Effect.die)

  const enqueueAll = Effect.fnUntraced(function* (runs: ReadonlyArray<NewRun>) {
    if (runs.length === 0) return
    yield* many(runs).pipe(
      // Somebody retries an old run of one of them at this moment: the others are enqueued without it.
      catchConstraint("live_runs_task_id_unique", () =>
        Effect.forEach(
          runs,
          (run) => many([run]).pipe(catchConstraint("live_runs_task_id_unique", () => Effect.succeed([]))),
          { discard: true }
        )
      )
    )
  })

  const pursue = Effect.fn("Pipeline.pursue")(function* (tasks: ReadonlyArray<string | Following>) {
    let wave = waveOf(tasks.map((task) => (typeof task === "string" ? following(task) : task)))
    for (let steps = 0; wave.size > 0 && steps < PURSUIT_STEPS_MAX; ) {
      const batch = [...wave.keys()].slice(0, PURSUIT_BATCH)
      const next = [...wave.values()].slice(PURSUIT_BATCH)
      yield* liveRuns.lockOfTasks(batch)
      yield* repository.lock(batch)
      const runs: Array<NewRun> = []
      const standing = new Map((yield* repository.standing(batch)).map((task) => [task.id as string, task]))
      // In the order in which they were named: of those who wait for one place, the most urgent comes first.
      for (const task of batch.flatMap((id) => standing.get(id) ?? [])) {
        const freedBy = wave.get(task.id)?.freedBy ?? null
        // Said under the lock: of two last blockers that are closed at once, the later one finds the other closed.
        if (freedBy !== null && task.blockers.length === 0 && task.closedAt === null) {
          yield* notifications.publish("genie_task_dep", `${task.id}:ready:${freedBy}:depends_on`)
        }
        const outcome = yield* advance(task)
        next.push(...outcome.next)
        if (outcome.enqueue !== null) runs.push(outcome.enqueue)
        steps++
      }
      yield* enqueueAll(runs)
      wave = waveOf(next)
    }
  })

  const pipeline: Pipeline = {
    askToStop,
    pursue,
    setAside,
    step,

    enter: Effect.fn("Pipeline.enter")(function* ({ columnId, id }, stageId) {
      const { handle, kind } = yield* CurrentActor
      yield* stages.enter({ id: stageId, taskId: id, from: null, columnId, actor: handle, actorKind: kind })
    })
  }
  return pipeline
})

const following = (id: string, freedBy: string | null = null): Following => ({ id, freedBy })

/** Each task once, in the order in which they were named. */
const waveOf = (tasks: ReadonlyArray<Following>): Map<string, Following> => {
  const wave = new Map<string, Following>()
  for (const task of tasks) if (!wave.has(task.id) || task.freedBy !== null) wave.set(task.id, task)
  return wave
}

/** Nothing is to be done about a task. */
const STAYS = { next: [], enqueue: null }

const isHeldUp = (task: TaskStanding, to: Column): boolean => task.blockers.length > 0 && reachesWork(task, to)

/** An approval that is asked for while a run waits in its queue does not take it back. */
const mayBegin = (task: TaskStanding): boolean =>
  task.heldAt === null && task.blockers.length === 0 && retreatOf(task) === null

const unwantedBecause = (task: TaskStanding): string => {
  if (task.heldReason !== null) return `${task.key} is held: ${task.heldReason}`
  if (task.blockers.length > 0) return `${task.key} waits for ${task.blockers.map(({ key }) => key).join(", ")}.`
  return failureOf(task)?.kind === "rejection" ? `${task.key} was rejected.` : `${task.key} has changed.`
}
