import { type RawBuilder, sql } from "kysely"

/** A clause for a value that was given, nothing for one that was not. */
export const when = <A>(value: A | undefined, clause: (value: A) => RawBuilder<unknown>): RawBuilder<unknown> =>
  value === undefined ? sql`` : clause(value)
