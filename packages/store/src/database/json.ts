import { JSON_DEPTH_MAX } from "@genie/pglite/values"
import { type RawBuilder, sql } from "kysely"

/**
 * A value for a `json` or `jsonb` column.
 *
 * Without it an array would be written as an SQL array and a string would be taken for JSON text.
 * Refuses on every engine what the embedded one refuses: what is nested too deeply.
 */
export const json = <A>(value: A): RawBuilder<A> => {
  assertDepth(value, JSON_DEPTH_MAX)
  return sql<A>`cast(${JSON.stringify(value)} as jsonb)`
}

const assertDepth = (value: unknown, levelsLeft: number): void => {
  if (typeof value !== "object" || value === null) return
  if (levelsLeft === 0) throw new RangeError(`JSON may be nested ${JSON_DEPTH_MAX} levels deep at most.`)
  for (const item of Object.values(value)) assertDepth(item, levelsLeft - 1)
}
