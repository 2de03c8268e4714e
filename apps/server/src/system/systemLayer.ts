import { Audit } from "@genie/audit/effect"
import { OwnerStays, System, SystemStatus, schema, version } from "@genie/client/api"
import { Db, makeStatusRepository, orUnavailable, StoreLocation } from "@genie/store/effect"
import { Effect, Layer } from "effect"
import type { Presence } from "./Presence.ts"

/** What this process says about itself, and how it is asked to leave. */
export const systemLayer = (presence: Presence): Layer.Layer<System, never, Db | Audit | StoreLocation> =>
  Layer.effect(
    System,
    Effect.gen(function* () {
      const { engine } = yield* Db
      const { instance } = yield* Audit
      const store = yield* StoreLocation
      const repository = yield* makeStatusRepository
      const { kind } = presence
      const { pid } = process
      const directory = store.directory?.path ?? store.location
      const stays = Effect.fail(new OwnerStays({ kind: kind === "direct" ? "program" : kind, pid, directory }))

      return System.of({
        status: Effect.fn("System.status")(function* () {
          const counts = yield* orUnavailable(repository.counts(instance.organizationId))
          return new SystemStatus({
            version,
            schema,
            instance: instance.id,
            owner: { kind, pid, startedAt: presence.startedAt },
            database: {
              kind: engine.kind === "pglite" ? "embedded" : "postgres",
              location: store.location,
              serverVersion: engine.version,
              durability: store.durability
            },
            directory,
            url: presence.url(),
            isShellAllowed: presence.isShellAllowed,
            counts
          })
        }),
        yield: Effect.fn("System.yield")(function* (newcomer) {
          return (yield* store.owner?.yieldTo(newcomer) ?? Effect.succeed(false)) ? { pid } : yield* stays
        }),
        stop: Effect.fn("System.stop")(function* () {
          return (yield* presence.stop) ? { pid } : yield* stays
        })
      })
    })
  )
