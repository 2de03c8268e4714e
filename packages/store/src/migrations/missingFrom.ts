// What the migrations made, one line for each thing, as PostgreSQL's own catalog says it: for finding what somebody removed
// or changed by hand. `Catalog.generated.ts` has the lines of a database that nobody touched.
import { catalogLines } from "../database/Catalog.generated.ts"

/** What is missing from these lines. What others have added is theirs. */
export const missingFrom = (found: ReadonlyArray<string>): ReadonlyArray<string> => {
  const there = new Set(found)
  const missing = catalogLines.filter((line) => !there.has(line))
  // Of a table that is gone, everything in it is gone too: the table is enough to say.
  const tables = missing.flatMap((line) => /^table (\S+)$/.exec(line)?.[1] ?? [])
  return missing.filter((line) => !tables.some((table) => isPartOf(table, line)))
}

const isPartOf = (table: string, line: string): boolean =>
  new RegExp(`^(column|constraint|trigger) ${table}\\.`).test(line) || line.startsWith(`index ${table}_`)

/** Without an index everything is as right as it was, and slower. */
export const isOnlySlower = (line: string): boolean => line.startsWith("index ")
