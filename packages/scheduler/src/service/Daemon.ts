// The daemon: what makes schedules fire and finds what was lost. Any number may run beside one another: each firing is
// locked by the one that takes it, and everything here may be killed at any point and is simply done again.

import { hostname } from "node:os"
import { Audit } from "@genie/audit/effect"
import { CurrentActor } from "@genie/operation"
import { Db, Notifications } from "@genie/store/database"
import {
  LeaseRepository,
  layerSchedulerRepositories,
  RunEventRepository,
  ScheduleRepository,
  WorkerRepository
} from "@genie/store/scheduler"
import { Effect, Schedule } from "effect"
import { WorkerDied } from "../events.ts"
import { currentProcessIdentity, isProvenDead } from "../process/ProcessIdentity.ts"
import { makeEndEach } from "./endEach.ts"
import { makeFiring } from "./Firing.ts"
import { makeFireDue } from "./fireDue.ts"
import { makeClockCorrection } from "./makeClockCorrection.ts"
import { patiently } from "./patiently.ts"

/** A poll at least this often, for hints that were lost. */
export const POLL_MS = 30_000

/** How often leases are checked. A lost run waits at most its lease and this. */
export const LOST_CHECK_MS = 5_000

/** How many lost runs one transaction reclaims. */
export const LOST_BATCH = 500

/** How often the database's clock is compared with what it said before. */
export const CLOCK_CHECK_MS = 5_000

/** What a run said is kept so long; the end of its output as long as the run. */
export const RUN_EVENTS_KEPT_DAYS = 14

/** How often what runs said is looked through for what is too old. */
export const PRUNE_EVERY_MS = 3_600_000

/** How many events one transaction deletes. */
export const PRUNE_BATCH = 5_000

/** Runs until it is interrupted. */
export const runDaemon = Effect.gen(function* () {
  const db = yield* Db
  const audit = yield* Audit
  const notifications = yield* Notifications
  const leases = yield* LeaseRepository
  const runEvents = yield* RunEventRepository
  const schedules = yield* ScheduleRepository
  const workers = yield* WorkerRepository
  const firing = yield* makeFiring
  const fireDueNow = yield* makeFireDue
  const endEach = yield* makeEndEach

  const fireDue = Effect.gen(function* () {
    const { more } = yield* fireDueNow
    if (!more) yield* notifications.waitFor("genie_trigger_due", () => true, firing.untilNextMs(POLL_MS))
  })

  const findLost = Effect.map(leases.lockLost(LOST_BATCH), (lost) =>
    lost.map(({ holder, isGone, runId, workerName }) => ({
      run: runId,
      isForced: true as const,
      outcome: "lost" as const,
      failureKind: "lost",
      failureMessage:
        holder !== null
          ? `The checkout of ${holder} ran out.`
          : isGone
            ? `Its worker ${workerName} is gone.`
            : `Its worker ${workerName ?? ""} did not renew the lease.`
    }))
  )

  const reclaimLost = endEach(findLost).pipe(
    Effect.tap(({ refused }) =>
      Effect.forEach(refused, ([run, reason]) => Effect.logError(`Run ${run} is lost: ${reason}`), { discard: true })
    ),
    Effect.repeat({ while: ({ ended }) => ended.length === LOST_BATCH })
  )

  /** A worker proven dead is not waited for: what it held is reclaimed now, not when the lease ends. */
  const buryDead = Effect.gen(function* () {
    const { bootId } = yield* currentProcessIdentity
    for (const { id, pid, processStartedAt } of yield* workers.listOnHost(hostname(), bootId)) {
      if (!(yield* isProvenDead({ pid, startTime: processStartedAt, bootId }))) continue
      yield* Effect.gen(function* () {
        if ((yield* workers.markGone(id)) === 0) return
        yield* audit.record(WorkerDied({ id }, { pid }))
      }).pipe(db.transaction)
    }
  })

  const correctClock = yield* makeClockCorrection
  let seenAt: Date | undefined

  /** A clock that was put back, while this daemon ran or before it started, leaves behind what was computed from it. */
  const watchClock = Effect.gen(function* () {
    const now = yield* schedules.now
    if (seenAt === undefined || now < seenAt) {
      const corrected = yield* correctClock
      if (corrected.firings + corrected.leases + corrected.runs > 0) {
        yield* Effect.logWarning(
          `The database's clock was put back. Computed anew: ${corrected.firings} firings, ${corrected.runs} runs, ${corrected.leases} leases.`
        )
      }
    }
    seenAt = now
  })

  const prune = Effect.repeat(runEvents.prune(RUN_EVENTS_KEPT_DAYS, PRUNE_BATCH), {
    while: (deleted) => deleted === PRUNE_BATCH
  })

  const tryAgain = patiently("The daemon")
  return yield* Effect.all(
    [
      Effect.forever(tryAgain(fireDue)),
      Effect.andThen(buryDead, reclaimLost).pipe(tryAgain, Effect.repeat(Schedule.spaced(LOST_CHECK_MS))),
      watchClock.pipe(tryAgain, Effect.repeat(Schedule.spaced(CLOCK_CHECK_MS))),
      prune.pipe(tryAgain, Effect.repeat(Schedule.spaced(PRUNE_EVERY_MS)))
    ],
    { concurrency: "unbounded", discard: true }
  )
}).pipe(
  Effect.provideService(CurrentActor, { kind: "system", handle: "daemon" }),
  Effect.provide(layerSchedulerRepositories)
)
