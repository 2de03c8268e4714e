import { type RawBuilder, sql } from "kysely"

/** The database's now, which tests can move. */
export const now: RawBuilder<string> = sql<string>`genie.now()`
