// What the tests of tasks stand on: every service of the package over a database, and somebody who asks.
import { Audit, AuditKey } from "@genie/audit/effect"
import { type Actor, CurrentCaller, type NamedActor } from "@genie/operation"
import { layerScheduler } from "@genie/scheduler/effect"
import { layerAuditRepositories } from "@genie/store/audit"
import { Db, Notifications } from "@genie/store/database"
import { layerIdentityRepositories } from "@genie/store/identity"
import { layerSchedulerRepositories } from "@genie/store/scheduler"
import { layerTaskRepositories } from "@genie/store/tasks"
import { Effect, Layer } from "effect"
import { sql } from "kysely"
import { layerTasks } from "../src/service/layerTasks.ts"

/** Tasks, boards, projects, those who act, and the scheduler below them, for `ana`, a person. */
export const tasksLayer = layerTasks.pipe(
  Layer.provideMerge(layerScheduler),
  Layer.provideMerge(
    Layer.mergeAll(layerAuditRepositories, layerIdentityRepositories, layerSchedulerRepositories, layerTaskRepositories)
  ),
  Layer.provideMerge(Layer.mergeAll(Audit.layer, Notifications.layer)),
  Layer.provideMerge(AuditKey.layer({ key: "5c".repeat(32) })),
  Layer.provideMerge(Layer.succeed(CurrentCaller, { actor: { handle: "ana", kind: "human" }, via: "library" }))
)

/** Another actor asks. */
export const as = (handle: string, kind: Actor["kind"] = "human") => by({ handle, kind })

/** A caller asks who gives a handle alone. */
export const asHandle = (handle: string) => by({ handle })

const by = (actor: NamedActor) => Effect.provideService(CurrentCaller, { actor, via: "library" })

/** What the audit logs say last, newest first: `task.created done`. */
export const audited = Effect.gen(function* () {
  const db = yield* Db
  const rows = yield* Effect.orDie(
    db.all<{ readonly action: string; readonly outcome: string }>(
      () => sql`select action, outcome from genie.audit_events order by ts desc limit 20`
    )
  )
  return rows.map(({ action, outcome }) => `${action} ${outcome}`)
})
