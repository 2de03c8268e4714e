import { Effect } from "effect"
import { sql } from "kysely"
import { Db } from "../database/Db.ts"

/** Stops the clock of a test database: from now on `genie.now()` is this instant, on every connection. */
export const setClock = (instant: Date | string): Effect.Effect<void, never, Db> =>
  Effect.gen(function* () {
    const db = yield* Db
    const text = sql.lit(typeof instant === "string" ? instant : instant.toISOString())
    yield* db.all(
      () => sql`
        create or replace function genie.now() returns timestamptz language sql stable parallel safe
          return ${text}::timestamptz`
    )
  }).pipe(Effect.orDie)
