// Schedules never lose their place: the transaction that fires one also writes its next firing, so that at any instant
// of any crash an active recurring schedule has exactly one firing to come.
//
// Locks, in this order: live runs, schedules, triggers, the heads of the audit logs. Whoever fires holds schedules first,
// so it takes only live runs that are free.
import { Audit } from "@genie/audit/effect"
import { CurrentActor } from "@genie/operation"
import { Db, Notifications } from "@genie/store/database"
import { type RunOutcome, uuidv7 } from "@genie/store/model"
import {
  EnqueueRepository,
  type FiringTrigger,
  LiveRunRepository,
  ScheduleRepository,
  ScheduleSettlingRepository,
  type SettlingSchedule,
  TriggerRepository
} from "@genie/store/scheduler"
import { type Cause, Effect } from "effect"
import { SchedulePaused, TriggersCancelled, TriggersFired, TriggersHeld, TriggersSkipped } from "../events.ts"
import { cadenceOf } from "./cadenceOf.ts"
import { makeCancelQueued } from "./cancelQueued.ts"
import { FiringLimits } from "./FiringLimits.ts"
import { firstFree } from "./firstFree.ts"
import { type FiringPlan, planFiring, REPLACED } from "./planFiring.ts"
import { schedulerActor } from "./schedulerActor.ts"

/** How long until a firing that another daemon holds is looked for again. Its transaction takes about as long. */
const HELD_ELSEWHERE_MS = 20

/** A run that was just ended, as its firing and its schedule see it. */
export interface Ended {
  readonly runId: string
  readonly triggerId: string | null
  readonly scheduleId: string | null
  readonly outcome: RunOutcome
  /** Nothing is tried after it. */
  readonly isLast: boolean
  readonly message?: string | null
}

/** The event of a firing that did not become a run. */
const unfired = [
  ["held", TriggersHeld],
  ["skipped", TriggersSkipped],
  ["cancelled", TriggersCancelled]
] as const

type FiringEvent = typeof TriggersFired

/** Fires what is due, and settles what was fired. */
export const makeFiring = Effect.gen(function* () {
  const db = yield* Db
  const audit = yield* Audit
  const notifications = yield* Notifications
  const limits = yield* FiringLimits
  const schedules = yield* ScheduleRepository
  const settling = yield* ScheduleSettlingRepository
  const triggers = yield* TriggerRepository
  const queue = yield* EnqueueRepository
  const liveRuns = yield* LiveRunRepository
  const cancelQueued = yield* makeCancelQueued

  /** Enqueues the runs of these firings, records them, and calls the workers of their queues. */
  const start = Effect.fnUntraced(function* (firings: ReadonlyArray<Started>) {
    if (firings.length === 0) return
    yield* queue.enqueueFired(
      firings.map(({ dueAt, run, schedule, triggerId }) => ({
        id: run,
        scheduleId: schedule.scheduleId,
        triggerId,
        dueAt: dueAt === "now" ? null : dueAt
      }))
    )
    yield* record(
      TriggersFired,
      firings.map(({ run, scheduledFor, schedule, triggerId }) => ({ schedule, triggerId, scheduledFor, run }))
    )
    for (const queue of new Set(firings.map(({ schedule }) => schedule.queue))) {
      yield* notifications.publish("genie_run", `queued:${queue}`)
    }
  })

  /** One event for many firings, in the log of each project. */
  const record = Effect.fnUntraced(function* (type: FiringEvent, firings: ReadonlyArray<Recorded>) {
    for (const [project, recorded] of Map.groupBy(firings, ({ schedule }) => schedule.projectId)) {
      const [first] = recorded
      const subject =
        recorded.length === 1
          ? { id: first!.schedule.scheduleId }
          : { type: "organization", id: first!.schedule.organizationId }
      yield* audit.record(
        type.many(
          { log: project, ...subject },
          recorded.map(({ reason, run, schedule, scheduledFor, triggerId }) => ({
            trigger: triggerId,
            schedule: schedule.scheduleId,
            scheduledFor: scheduledFor.toISOString(),
            ...(run === undefined ? {} : { run }),
            ...(reason === undefined ? {} : { reason })
          }))
        )
      )
    }
  })

  /** The next firings whose instants a clock ahead has fired already come at the first instant that it has not. */
  const skipFired = Effect.fnUntraced(function* (next: FiringPlan["next"]) {
    if (next.length === 0) return
    const before = new Date(Math.min(...next.map(({ at }) => at.getTime())) - 1)
    const ids = next.map(({ schedule }) => schedule.scheduleId)
    const taken = Map.groupBy(yield* triggers.takenAfter(ids, before), ({ scheduleId }) => scheduleId)
    yield* triggers.insert(
      next.flatMap(({ at, schedule }) => {
        const instants = (taken.get(schedule.scheduleId) ?? []).map(({ scheduledFor }) => scheduledFor.getTime())
        const free = firstFree(cadenceOf(schedule), at, new Set(instants))
        if (free === undefined) return []
        const { scheduleId } = schedule
        return [{ id: uuidv7(), scheduleId, scheduledFor: free, dueAt: free, state: "pending" as const, reason: null }]
      })
    )
  })

  const pauseBroken = Effect.fnUntraced(function* (broken: FiringPlan["broken"]) {
    if (broken.length === 0) return
    yield* settling.settle(
      broken.map(({ reason, schedule }) => ({ id: schedule.scheduleId, failuresInARow: null, pauseReason: reason }))
    )
    yield* triggers.cancelWaiting(
      broken.map(({ schedule }) => schedule.scheduleId),
      "The schedule was paused: it cannot fire."
    )
    for (const { reason, schedule } of broken) {
      yield* audit.record(
        SchedulePaused({ log: schedule.projectId, id: schedule.scheduleId }, { name: schedule.name, reason })
      )
    }
  })

  /**
   * Locks and reads what the overlap policies ask about. A schedule whose runs make room for the next firing, and one of
   * whose runs is just being claimed, renewed or ended, is not ready: it fires a moment later.
   */
  const survey = Effect.fnUntraced(function* (due: ReadonlyArray<FiringTrigger>) {
    const idsWhere = (wanted: (overlap: FiringTrigger["overlap"]) => boolean) => [
      ...new Set(due.filter(({ overlap }) => wanted(overlap)).map(({ scheduleId }) => scheduleId))
    ]
    const guarded = idsWhere((overlap) => overlap !== "allow")
    const replacing = idsWhere((overlap) => overlap === "replace")
    const queueing = idsWhere((overlap) => overlap === "queue")

    const locked = replacing.length === 0 ? [] : yield* settling.lockUnfinished(replacing)
    const counts = guarded.length === 0 ? [] : yield* settling.countUnfinished(guarded)
    const held = queueing.length === 0 ? [] : yield* triggers.countHeld(queueing)

    const unfinished = new Map(counts.map((count) => [count.scheduleId, count.unfinished]))
    const lockedCounts = new Map(
      [...Map.groupBy(locked, ({ scheduleId }) => scheduleId)].map(([id, { length }]) => [id, length])
    )
    const isReady = ({ overlap, scheduleId }: FiringTrigger) =>
      overlap !== "replace" || (unfinished.get(scheduleId) ?? 0) <= (lockedCounts.get(scheduleId) ?? 0)
    return {
      ready: due.filter(isReady),
      locked,
      unfinished,
      held: new Map(held.map((count) => [count.scheduleId, count.held]))
    }
  })

  /** Fires what is locked, and says how many were taken, and whether more are due. */
  const fire = Effect.fnUntraced(function* (due: ReadonlyArray<FiringTrigger>, limit: number) {
    const now = yield* schedules.now
    const { held, locked, ready, unfinished } = yield* survey(due)
    const plan = planFiring(ready, { now, unfinished, held }, limits, uuidv7)

    // The firing that is due ends or begins before the next one is written: a schedule has one pending at a time.
    const known = plan.firings.filter(({ isNew }) => !isNew)
    const isSpread = ready.length > limits.jitterThreshold
    yield* triggers.change(
      known.map(({ dueAt, reason, state, triggerId }) => ({
        id: triggerId,
        state,
        reason,
        ...(isSpread && state === "executing" ? { dueAt } : {})
      }))
    )
    const added = [
      ...plan.firings
        .filter(({ isNew }) => isNew)
        .map(({ dueAt, reason, schedule, scheduledFor, state, triggerId }) => ({
          id: triggerId,
          scheduleId: schedule.scheduleId,
          scheduledFor,
          dueAt,
          state,
          reason
        })),
      ...plan.next.map(({ at, schedule }) => ({
        id: uuidv7(),
        scheduleId: schedule.scheduleId,
        scheduledFor: at,
        dueAt: at,
        state: "pending" as const,
        reason: null
      }))
    ]
    const written = new Set((added.length > 0 ? yield* triggers.insertFree(added) : []).map(nameOf))
    yield* skipFired(plan.next.filter(({ at, schedule }) => !written.has(nameOf({ ...schedule, scheduledFor: at }))))
    const firings = plan.firings.filter(({ isNew, schedule, scheduledFor }) =>
      isNew ? written.has(nameOf({ ...schedule, scheduledFor })) : true
    )

    const making = locked.filter(({ scheduleId }) => plan.replaced.has(scheduleId))
    yield* cancelQueued(making, REPLACED)
    const asked = making.filter(({ state }) => state !== "queued").map(({ runId }) => runId)
    if (asked.length > 0) {
      yield* liveRuns.askToCancel(asked, REPLACED)
      for (const run of asked) yield* notifications.publish("genie_run", `cancel:${run}`)
    }

    yield* start(firings.filter(({ state }) => state === "executing").map((firing) => ({ ...firing, run: uuidv7() })))
    for (const [state, type] of unfired) {
      const others = firings.filter((firing) => firing.state === state)
      yield* record(
        type,
        others.map(({ reason, schedule, scheduledFor, triggerId }) => ({
          schedule,
          triggerId,
          scheduledFor,
          ...(reason === null ? {} : { reason })
        }))
      )
    }
    yield* pauseBroken(plan.broken)
    return { fired: known.length, more: plan.more || due.length === triggers.batchSize(limit) }
  })

  return {
    /**
     * Fires what is due, so many triggers at most, in one transaction: their runs are enqueued, their next firings
     * written. Says how many were taken, and whether more are due. What another daemon holds at the moment is left out
     * and not counted: `nextDueAt` tells.
     */
    fireDue: Effect.fn("Firing.fireDue")(
      function* (limit: number) {
        const due = yield* triggers.lockDue(limit)
        return due.length === 0 ? NOTHING_DUE : yield* fire(due, limit)
      },
      db.transaction,
      Effect.provideService(CurrentActor, schedulerActor)
    ),

    /**
     * Fires the one that is due first. Where it cannot be fired, its schedule is paused, for the reason that is found in the
     * failure; none is found in one that is not about the firing.
     */
    fireFirst: Effect.fn("Firing.fireFirst")(
      function* (reasonIn: (cause: Cause.Cause<unknown>) => string | undefined) {
        const due = yield* triggers.lockDue(1)
        if (due.length === 0) return NOTHING_DUE
        return yield* Effect.catchCause(db.transaction(fire(due, 1)), (cause) => {
          const reason = reasonIn(cause)
          if (reason === undefined) return Effect.failCause(cause)
          return Effect.as(pauseBroken(due.map((schedule) => ({ schedule, reason }))), { fired: 0, more: true })
        })
      },
      db.transaction,
      Effect.provideService(CurrentActor, schedulerActor)
    ),

    /** When the next firing of any schedule is due; null when none is to come. */
    nextDueAt: triggers.nextDueAt,

    /** How long to wait for it, so long at most. What is due now is held by another daemon: it is looked for again soon. */
    untilNextMs: Effect.fn("Firing.untilNextMs")((longestMs: number) =>
      Effect.map(triggers.untilDueMs, (waitMs) => {
        if (waitMs === null) return longestMs
        return Math.min(longestMs, waitMs > 0 ? waitMs : HELD_ELSEWHERE_MS)
      })
    ),

    /**
     * What follows for firings and schedules when runs have ended, inside the transaction that ended them: the firing
     * gets its end, a schedule that keeps failing is paused, and a firing that was held is released.
     */
    settle: Effect.fn("Firing.settle")(
      function* (ended: ReadonlyArray<Ended>) {
        const last = ended.filter(({ isLast }) => isLast)
        const settled = last.flatMap(({ message = null, outcome, triggerId }) =>
          triggerId === null ? [] : [{ id: triggerId, state: stateAfter(outcome), reason: message }]
        )
        if (settled.length > 0) yield* triggers.settle(settled)

        const ofSchedules = Map.groupBy(
          last.filter(({ scheduleId }) => scheduleId !== null),
          ({ scheduleId }) => scheduleId!
        )
        if (ofSchedules.size === 0) return
        const failed = [...ofSchedules].filter(([, runs]) => runs.some(isFailure)).map(([id]) => id)
        const affected = yield* settling.lockForSettling([...ofSchedules.keys()], failed)
        if (affected.length === 0) return

        const counts = affected.map((schedule) => countFailures(schedule, ofSchedules.get(schedule.id) ?? []))
        const changed = counts.filter(({ failuresInARow, schedule }) => failuresInARow !== schedule.failuresInARow)
        if (changed.length > 0) {
          yield* settling.settle(
            changed.map(({ failuresInARow, pauseReason, schedule }) => ({
              id: schedule.id,
              failuresInARow,
              pauseReason
            }))
          )
        }
        const tripped = changed.filter(({ pauseReason }) => pauseReason !== null)
        if (tripped.length > 0) {
          yield* triggers.cancelWaiting(
            tripped.map(({ schedule }) => schedule.id),
            "The schedule paused itself: too many of its runs failed in a row."
          )
          for (const { pauseReason, schedule } of tripped) {
            yield* audit.record(
              SchedulePaused({ log: schedule.projectId, id: schedule.id }, { name: schedule.name, reason: pauseReason })
            )
          }
        }

        const queueing = affected.filter(({ overlap }) => overlap === "queue").map(({ id }) => id)
        if (queueing.length === 0) return
        const released = yield* triggers.lockReleased(queueing)
        if (released.length === 0) return
        yield* triggers.change(released.map(({ id }) => ({ id, state: "executing", reason: null })))
        yield* start(
          released.map((trigger) => ({
            schedule: trigger,
            triggerId: trigger.id,
            scheduledFor: trigger.scheduledFor,
            dueAt: "now",
            run: uuidv7()
          }))
        )
      },
      Effect.provideService(CurrentActor, schedulerActor)
    )
  }
})

const NOTHING_DUE = { fired: 0, more: false }

/** A firing that begins. */
interface Started {
  readonly schedule: FiringTrigger
  readonly triggerId: string
  readonly scheduledFor: Date
  readonly dueAt: Date | "now"
  readonly run: string
}

/** A firing as the audit log tells it. */
interface Recorded {
  readonly schedule: FiringTrigger
  readonly triggerId: string
  readonly scheduledFor: Date
  readonly run?: string
  readonly reason?: string
}

/** A firing by its schedule and its instant. */
const nameOf = ({ scheduleId, scheduledFor }: { readonly scheduleId: string; readonly scheduledFor: Date }) =>
  `${scheduleId} ${scheduledFor.getTime()}`

const stateAfter = (outcome: RunOutcome): "completed" | "cancelled" | "failed" =>
  outcome === "succeeded" ? "completed" : outcome === "cancelled" ? "cancelled" : "failed"

const isFailure = ({ outcome }: Ended): boolean => stateAfter(outcome) === "failed"

/** A success starts the count anew; a run that was cancelled says nothing about the schedule. */
const countFailures = (schedule: SettlingSchedule, ended: ReadonlyArray<Ended>) => {
  let failuresInARow = schedule.failuresInARow
  for (const run of ended) {
    if (isFailure(run)) failuresInARow++
    else if (run.outcome === "succeeded") failuresInARow = 0
  }
  const isTripped = schedule.status === "active" && schedule.failuresMax > 0 && failuresInARow >= schedule.failuresMax
  return {
    schedule,
    failuresInARow,
    pauseReason: isTripped ? `Paused itself: ${failuresInARow} runs failed in a row.` : null
  }
}
