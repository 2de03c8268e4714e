// A database that a host has opened with a Kysely of its own, and lends. It is never closed here, and there is no
// listening on it: what others announce is found by polling.
import { Effect } from "effect"
import { type Kysely, sql } from "kysely"
import { beginOn } from "../beginOn.ts"
import { settled } from "../execute.ts"
import { genieSchema } from "../genieSchema.ts"
import { DatabaseTooOld } from "../refusals.ts"
import type { SqlError } from "../SqlError.ts"
import type { Engine } from "./Engine.ts"
import { joinHost } from "./joinHost.ts"
import { POSTGRES_MAJOR_MIN } from "./postgres.ts"

/** The engine behind a host's Kysely. */
export const hostEngine = (host: Kysely<any>): Effect.Effect<Engine, DatabaseTooOld | SqlError> =>
  Effect.gen(function* () {
    const kysely = yield* joinHost(host)
    const about = yield* settled(() =>
      sql<{ readonly version: string; readonly build: string; readonly database: string; readonly role: string }>`
        select current_user::text as role, current_setting('server_version') as version, version() as build, current_database() as database`.execute(
        host.withoutPlugins()
      )
    )
    const { version = "unknown", build = "", database = "", role } = about.rows[0] ?? {}
    const location = `the host's own connection to "${database}"`
    if (Number.parseInt(version, 10) < POSTGRES_MAJOR_MIN) {
      return yield* new DatabaseTooOld({ location, version, needed: POSTGRES_MAJOR_MIN })
    }

    const isPglite = /wasm|emscripten|emcc/i.test(build)
    return {
      kind: isPglite ? "pglite" : "postgres",
      commitsOnItsOwn: !isPglite,
      location,
      version,
      role,
      kysely,
      begin: async (options) => {
        const transaction = await beginOn(genieSchema(host), options)
        try {
          return { ...transaction, kysely: await Effect.runPromise(joinHost(transaction.kysely)) }
        } catch (error) {
          await transaction.rollback()
          throw error
        }
      },
      join: joinHost,
      listen: () => Effect.void,
      notify: (hints) =>
        Effect.forEach(
          hints,
          ({ channel, payload }) =>
            settled(() => sql`select pg_notify(${channel}, ${payload})`.execute(host.withoutPlugins())),
          { discard: true }
        ),
      close: Effect.void
    } satisfies Engine
  })
