import type { RunOutcome } from "@genie/store/model"
import { FAILURE_MESSAGE_MAX } from "../contract/completionLimits.ts"
import { textStart } from "./textStart.ts"

/** The failure kind of a run whose work was done and whose end cannot be stored. */
export const UNSTORABLE = "unstorable"

interface End {
  readonly outcome: RunOutcome
  readonly failureKind?: string
  readonly failureMessage?: string
}

/** The same end with its problem told: a success becomes a failure, any other outcome stays what it is. */
export const unstorableEnd = <E extends End>(end: E, problem: string): E => ({
  ...end,
  ...(end.outcome === "succeeded" ? { outcome: "failed", failureKind: UNSTORABLE } : {}),
  ...(end.failureKind === undefined ? { failureKind: UNSTORABLE } : {}),
  failureMessage: textStart(
    end.failureMessage === undefined ? problem : `${end.failureMessage} ${problem}`,
    FAILURE_MESSAGE_MAX
  )
})
