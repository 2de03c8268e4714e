import { Db } from "@genie/store/database"
import { Effect } from "effect"
import type { Kysely } from "kysely"

/** A test on the driver itself, as plain Kysely sees it. */
export const withKysely = (work: (kysely: Kysely<any>) => Promise<void>): Effect.Effect<void, never, Db> =>
  Effect.flatMap(Db, (db) => Effect.promise(() => work(db.kysely)))
