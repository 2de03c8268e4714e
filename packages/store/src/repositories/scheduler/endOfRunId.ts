import { type RawBuilder, sql } from "kysely"
import { isUuid } from "../../model/isUuid.ts"

/** How much of the end of an id has to be given. Less would be anybody's. */
const END_MIN = 4

/** The last group of a UUID: what the index `runs_end_of_id` has, backwards. */
const GROUP = 12

/**
 * Whether a run has this id, or an id that ends so. Null for a text that ends no id.
 *
 * The range is spelled out, because `like` with a parameter uses no index in a prepared plan. In the order of bytes, `g`
 * comes after every digit of an id.
 */
export const endOfRunId = (text: string): RawBuilder<unknown> | null => {
  const end = text.toLowerCase()
  if (isUuid(end)) return sql`id = ${end}`
  const backwards = [...end.slice(-GROUP)].reverse().join("")
  if (end.length < END_MIN || !/^[0-9a-f-]+$/.test(end) || backwards.includes("-")) return null
  return sql`
    reverse(right(cast(id as text), 12)) collate "C" >= ${backwards}
    and reverse(right(cast(id as text), 12)) collate "C" < ${`${backwards}g`}
    and right(cast(id as text), ${sql.lit(end.length)}) = ${end}`
}
