// What a clock that was ahead leaves behind when it is put right: firings that are to come hours late, retries that wait
// for hours, and leases of dead workers that do not end.

import { Audit } from "@genie/audit/effect"
import { CurrentActor } from "@genie/operation"
import { Db, Notifications } from "@genie/store/database"
import { uuidv7 } from "@genie/store/model"
import {
  type FiringTrigger,
  LeaseRepository,
  LiveRunRepository,
  ScheduleRepository,
  TriggerRepository,
  WorkerRepository
} from "@genie/store/scheduler"
import { Effect } from "effect"
import { ScheduleClockCorrected } from "../events.ts"
import { cadenceOf } from "./cadenceOf.ts"
import { anchorBefore, firstFree } from "./firstFree.ts"
import { schedulerActor } from "./schedulerActor.ts"
import { LEASE_MS } from "./WorkersLive.ts"

/** How many firings one transaction computes anew. */
const AHEAD_BATCH = 500

/** Why a firing that was to come too late does not come. */
const REASON = "The clock was put back: the next firing was computed anew."

/** Computes anew what was computed from a clock that has been put back since. Says how many firings and runs it moved. */
export const makeClockCorrection = Effect.gen(function* () {
  const db = yield* Db
  const audit = yield* Audit
  const notifications = yield* Notifications
  const liveRuns = yield* LiveRunRepository
  const held = yield* LeaseRepository
  const schedules = yield* ScheduleRepository
  const triggers = yield* TriggerRepository
  const workers = yield* WorkerRepository

  /** The firing of a schedule that comes instead, if it comes earlier. */
  const correct = Effect.fnUntraced(function* (trigger: FiringTrigger, now: Date, taken: ReadonlySet<number>) {
    const anchor = anchorBefore(trigger.anchor, trigger.everyMs, now)
    const at = firstFree(cadenceOf({ ...trigger, anchor }), now, taken)
    if (at === undefined || at >= trigger.scheduledFor) return false
    if (anchor < trigger.anchor) yield* schedules.setAnchor(trigger.scheduleId, anchor)
    yield* triggers.change([{ id: trigger.id, state: "cancelled", reason: REASON }])
    const next = { id: uuidv7(), scheduleId: trigger.scheduleId, scheduledFor: at, dueAt: at }
    yield* triggers.insert([{ ...next, state: "pending", reason: null }])
    yield* audit.record(
      ScheduleClockCorrected(
        { log: trigger.projectId, id: trigger.scheduleId },
        { name: trigger.name, from: trigger.scheduledFor.toISOString(), to: at.toISOString() }
      )
    )
    return true
  })

  const firings = Effect.gen(function* () {
    let after: string | undefined
    let moved = 0
    do {
      const ahead = yield* triggers.lockAhead(AHEAD_BATCH, after)
      const now = yield* schedules.now
      const taken = Map.groupBy(
        yield* triggers.takenAfter(
          ahead.map(({ scheduleId }) => scheduleId),
          now
        ),
        ({ scheduleId }) => scheduleId
      )
      for (const trigger of ahead) {
        const instants = new Set(
          (taken.get(trigger.scheduleId) ?? []).map(({ scheduledFor }) => scheduledFor.getTime())
        )
        if (yield* correct(trigger, now, instants)) moved++
      }
      after = ahead.length === AHEAD_BATCH ? ahead.at(-1)!.id : undefined
    } while (after !== undefined)
    return moved
  })

  return Effect.gen(function* () {
    // Live runs come before schedules: that is the order of the locks.
    const queues = yield* liveRuns.bringForward
    const leases = yield* held.shortenLeases(LEASE_MS)
    const moved = yield* firings
    yield* workers.seenNow
    if (moved > 0) yield* notifications.publish("genie_trigger_due", "clock")
    for (const queue of new Set(queues.map(({ queue }) => queue))) {
      yield* notifications.publish("genie_run", `queued:${queue}`)
    }
    return { firings: moved, runs: queues.length, leases }
  }).pipe(db.transaction, Effect.provideService(CurrentActor, schedulerActor))
})
