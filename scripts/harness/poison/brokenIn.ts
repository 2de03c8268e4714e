import type { Run } from "@genie/store/model"
import { healthy } from "./Poison.ts"

/** A run as it is in the end, and how it had to end. */
export interface Judged {
  readonly name: string
  readonly ends: "succeeded" | "failed"
  readonly run: Pick<Run, "state" | "attempt" | "retryOf" | "failureMessage">
}

/** A sentence for each run that did not end as it had to. */
export const brokenIn = (judged: ReadonlyArray<Judged>): ReadonlyArray<string> =>
  judged.flatMap(({ ends, name, run: { attempt, failureMessage, retryOf, state } }) => {
    const who = name === healthy ? "A healthy run" : `The run "${name}"`
    if (state !== ends)
      return [`${who} is ${state}, not ${ends}${failureMessage === null ? "" : `: ${failureMessage}`}.`]
    if (attempt !== 1 || retryOf !== null) return [`${who} lost its lease: this is attempt ${attempt}.`]
    return state === "failed" && !/\S/.test(failureMessage ?? "") ? [`${who} failed without a reason.`] : []
  })
