import { Context } from "effect"

/**
 * The revision that whoever asks has seen, when the transport carries it: over HTTP it is `If-Match`.
 *
 * A service that changes something with a revision reads `input.revision ?? (yield* ExpectedRevision)`, and refuses when
 * what is there is newer. Nobody has said anything when it is `undefined`.
 */
export const ExpectedRevision = Context.Reference<number | undefined>("@genie/operation/ExpectedRevision", {
  defaultValue: () => undefined
})
