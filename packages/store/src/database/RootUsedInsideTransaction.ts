import { dirname } from "node:path"
import { fileURLToPath } from "node:url"

/** A defect: a statement was sent to the root database from inside an open transaction. */
export class RootUsedInsideTransaction extends Error {
  override readonly name = "RootUsedInsideTransaction"

  constructor(advice = "use db.all(…), or the transaction's own Kysely, there") {
    const call = caller()
    super(
      `The root database was used inside an open transaction${call === undefined ? "" : `, ${call}`}. ` +
        `The statement would not be part of it: ${advice}.`
    )
  }
}

const ours = dirname(dirname(fileURLToPath(import.meta.url)))

/** The first frame that is neither Kysely's nor ours: `at countTasks (/app/report.ts:12:3)`. */
const caller = (): string | undefined => {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = 50
  const { stack = "" } = new Error()
  Error.stackTraceLimit = limit
  return stack
    .split("\n")
    .map((line) => line.trim())
    .find((line) => line.startsWith("at ") && !/node_modules|node:|\(<anonymous>\)/.test(line) && !line.includes(ours))
}
