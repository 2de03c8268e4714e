import { type RawBuilder, sql } from "kysely"

/** Ids as one parameter: `where id = any(${uuids(ids)})`. */
export const uuids = (items: ReadonlyArray<string>): RawBuilder<ReadonlyArray<string>> =>
  sql`cast(${[...items]} as uuid[])`
