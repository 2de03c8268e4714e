import { Context } from "effect"

/** The request on whose behalf the operation runs: whoever serves requests provides it, and every entry says it. */
export const RequestId = Context.Reference<string | undefined>("@genie/audit/RequestId", {
  defaultValue: () => undefined
})
