// The embedded engine. Everything that is peculiar to it is in `@genie/pglite`.

import type { PgliteOptions } from "@genie/pglite"
import { Effect } from "effect"
import { PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from "kysely"
import { beginOn } from "../beginOn.ts"
import { settled } from "../execute.ts"
import { genieSchema } from "../genieSchema.ts"
import { outsideTransactions } from "../openTransaction.ts"
import { DatabaseUnavailable } from "../refusals.ts"
import { rootKysely } from "../rootKysely.ts"
import type { Engine } from "./Engine.ts"
import { joinHost } from "./joinHost.ts"

/** How the embedded engine is opened. */
export type PgliteEngineOptions = PgliteOptions

/** The embedded engine, and what only it can do. */
export interface PgliteEngine extends Engine {
  /** The data directory as one file, to start others from. */
  readonly dump: Effect.Effect<Uint8Array>
}

/** Opens the embedded engine. Nobody else may have the directory open: it does not lock it. */
export const pgliteEngine = (options: PgliteEngineOptions = {}): Effect.Effect<PgliteEngine, DatabaseUnavailable> =>
  Effect.gen(function* () {
    const location = options.directory ?? "memory"
    const { database, driver } = yield* Effect.tryPromise({
      // Nothing that it starts belongs to whoever happens to open it.
      try: async () => {
        const [{ Pglite }, { PgliteDriver }] = await Promise.all([
          import("@genie/pglite"),
          import("@genie/pglite/kysely")
        ])
        const database = await outsideTransactions(() => Pglite.open(options))
        return { database, driver: new PgliteDriver(database) }
      },
      catch: (error) => {
        const reason = error instanceof Error ? error.message : String(error)
        return new DatabaseUnavailable({
          location,
          reason: options.directory === undefined ? reason : `${reason} To see what is wrong with it: genie doctor`
        })
      }
    })
    const kysely = yield* Effect.promise(() =>
      rootKysely(
        {
          createDriver: () => driver,
          createQueryCompiler: () => new PostgresQueryCompiler(),
          createAdapter: () => new PostgresAdapter(),
          createIntrospector: (db) => new PostgresIntrospector(db)
        },
        { engine: () => engine }
      )
    )

    const engine: PgliteEngine = {
      kind: "pglite",
      commitsOnItsOwn: false,
      location,
      version: database.serverVersion,
      kysely: genieSchema(kysely),
      begin: (options) => beginOn(engine.kysely, options),
      join: joinHost,
      listen: (channel, onHint) =>
        Effect.asVoid(
          Effect.acquireRelease(
            settled(() =>
              database.listen(
                channel,
                (payload) => outsideTransactions(() => onHint({ _tag: "Payload", payload })),
                () => outsideTransactions(() => onHint({ _tag: "CatchUp" }))
              )
            ),
            (unlisten) => Effect.sync(unlisten)
          )
        ),
      // Every listener is in this process and has been told already.
      notify: () => Effect.void,
      health: settled(() => database.health()),
      dump: Effect.promise(() => database.dump()),
      close: Effect.promise(() => database.close())
    }
    return engine
  })
