import { Audit } from "@genie/audit/effect"
import { OwnerStays, PageLink, PageNotServed, System, SystemStatus, schema, version } from "@genie/client/api"
import { Admission } from "@genie/operation/runner"
import { Db, orUnavailable, StoreLocation } from "@genie/store/database"
import { StatusRepository } from "@genie/store/scheduler"
import { Effect, Layer } from "effect"
import { CurrentSession } from "../session/CurrentSession.ts"
import { SignIns } from "../session/SignIns.ts"
import { databaseHealth } from "./databaseHealth.ts"
import type { Presence } from "./Presence.ts"

/** What this process says about itself, and how it is asked to leave. */
export const systemLayer = (
  presence: Presence
): Layer.Layer<System, never, Db | Audit | StoreLocation | SignIns | Admission> =>
  Layer.effect(
    System,
    Effect.gen(function* () {
      const { engine } = yield* Db
      const { instance } = yield* Audit
      const store = yield* StoreLocation
      const repository = yield* StatusRepository
      const signIns = yield* SignIns
      const { admit } = yield* Admission
      const { kind } = presence
      const { pid } = process
      const directory = store.directory?.path ?? store.location
      const stays = Effect.fail(new OwnerStays({ kind: kind === "direct" ? "program" : kind, pid, directory }))

      return System.of({
        status: Effect.fn("System.status")(function* () {
          const counts = yield* orUnavailable(repository.counts(instance.organizationId))
          const health = engine.health && (yield* orUnavailable(engine.health))
          return new SystemStatus({
            version,
            schema,
            instance: instance.id,
            owner: { kind, pid, startedAt: presence.startedAt },
            database: {
              kind: engine.kind === "pglite" ? "embedded" : "postgres",
              location: store.location,
              serverVersion: engine.version,
              durability: store.durability,
              ...(health && { health: databaseHealth(health) })
            },
            directory,
            url: presence.url(),
            isShellAllowed: presence.isShellAllowed,
            counts
          })
        }),
        open: Effect.fn("System.open")(function* ({ loopback = false, path = "/" }) {
          if ((yield* CurrentSession) !== undefined) {
            return yield* new PageNotServed({ reason: "A page cannot sign in another one. Open it with: genie open" })
          }
          const actor = yield* admit({ group: "system", name: "open", permission: "read" })
          const address = yield* Effect.mapError(
            presence.listen,
            ({ message }) => new PageNotServed({ reason: message })
          )
          if (address === null) return yield* new PageNotServed({ reason: nobodyServes })
          const { page, portBefore, url } = address
          const origin = loopback ? url : page
          const { code, expiresAt } = yield* signIns.offer(actor, origin)
          return new PageLink({
            url: `${origin}${path}#code=${code}`,
            expiresAt,
            ...(portBefore !== undefined && { portBefore })
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
  ).pipe(Layer.provide(StatusRepository.layer))

const nobodyServes =
  "Nobody serves the page here. Start genie up with this database, and open the address it prints: genie open --url ADDRESS"
