// What the tests of schedules stand on: the services over a database, somebody who asks, and a clock that is set.
import { Audit, AuditKey } from "@genie/audit/effect"
import { layerIdentity } from "@genie/identity/effect"
import { CurrentActor, CurrentCaller } from "@genie/operation"
import { Db, Notifications } from "@genie/store/database"
import { layerIdentityRepositories } from "@genie/store/identity"
import { layerSchedulerRepositories } from "@genie/store/scheduler"
import { setClock } from "@genie/store/testing"
import { Effect, Layer } from "effect"
import { sql } from "kysely"
import { RunObservers } from "../src/service/RunObservers.ts"
import { SchedulesLive } from "../src/service/SchedulesLive.ts"

/** Schedules and what they need, for `ana`. */
export const schedulesLayer = SchedulesLive.pipe(
  Layer.provideMerge(Layer.mergeAll(layerIdentityRepositories, layerSchedulerRepositories)),
  Layer.provideMerge(
    Layer.mergeAll(Layer.provideMerge(layerIdentity, Audit.layer), Notifications.layer, RunObservers.layer)
  ),
  Layer.provideMerge(AuditKey.layer({ key: "5c".repeat(32) })),
  Layer.provideMerge(
    Layer.mergeAll(
      Layer.succeed(CurrentActor, { handle: "ana", kind: "human" }),
      Layer.succeed(CurrentCaller, { actor: { handle: "ana", kind: "human" }, via: "library" })
    )
  )
)

/** Forgets what other tests left, and stops the clock at this instant. */
export const startAt = Effect.fnUntraced(function* (instant: string) {
  const db = yield* Db
  yield* Effect.orDie(db.all(() => sql`truncate genie.live_runs, genie.runs, genie.triggers, genie.schedules`))
  yield* setClock(instant)
})

/** A firing, as a test looks at it. */
export interface SeenTrigger {
  readonly name: string
  readonly scheduledFor: string
  readonly dueAt: string
  readonly origin: string
  readonly state: string
  readonly reason: string | null
}

/** Every firing of every schedule, oldest first, whole seconds as people write them. */
export const seenTriggers = Effect.gen(function* () {
  const db = yield* Db
  const rows = yield* Effect.orDie(
    db.all<SeenTrigger>(
      () => sql`
        select name, scheduled_for, triggers.due_at, origin, state, reason
        from genie.triggers
        join genie.schedules on schedules.id = triggers.schedule_id
        order by scheduled_for, name`
    )
  )
  return rows.map((row) => ({ ...row, scheduledFor: row.scheduledFor.replace(".000000Z", "Z") }))
})

/** The runs that are unfinished, oldest first. */
export const liveRuns = Effect.gen(function* () {
  const db = yield* Db
  return yield* Effect.orDie(
    db.all<{
      readonly id: string
      readonly name: string
      readonly state: string
      readonly dueAt: string
      readonly cancelReason: string | null
    }>(
      () => sql`
        select id, name, state, live_runs.due_at, cancel_reason
        from genie.live_runs
        join genie.runs on runs.id = run_id
        order by id`
    )
  )
})

/** I3: the schedules that do not have exactly as many firings to come as they should. None, if all is well. */
export const misplaced = Effect.gen(function* () {
  const db = yield* Db
  return yield* Effect.orDie(
    db.all<{ readonly name: string; readonly status: string; readonly pending: number }>(
      () => sql`
        select name, status, count(triggers.id) as pending
        from genie.schedules
        left join genie.triggers
          on triggers.schedule_id = schedules.id and triggers.state = 'pending' and origin = 'schedule'
        where kind <> 'date'
        group by schedules.id
        having count(triggers.id) <> case when status = 'active' then 1 else 0 end`
    )
  )
})
