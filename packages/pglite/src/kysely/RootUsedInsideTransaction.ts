import { dirname } from "node:path"
import { fileURLToPath } from "node:url"

/** A defect: a statement was sent to the root database from inside an open transaction. */
export class RootUsedInsideTransaction extends Error {
  override readonly name = "RootUsedInsideTransaction"

  /** @param library Directories whose calls are not the caller's own, beside those of this package. */
  constructor(advice = "use the transaction's own Kysely there", library: ReadonlyArray<string> = []) {
    const call = caller([ours, ...library])
    super(
      `The root database was used inside an open transaction${call === undefined ? "" : `, ${call}`}. ` +
        `The statement would not be part of it: ${advice}.`
    )
  }
}

const ours = dirname(dirname(fileURLToPath(import.meta.url)))

/** The first frame that is neither Kysely's nor ours: `at countTasks (/app/report.ts:12:3)`. */
const caller = (library: ReadonlyArray<string>): string | undefined => {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = 50
  const { stack = "" } = new Error()
  Error.stackTraceLimit = limit
  return stack
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line.startsWith("at ") && !/node_modules|node:|\(<anonymous>\)/.test(line))
    .find((line) => !library.some((directory) => line.includes(directory)))
}
