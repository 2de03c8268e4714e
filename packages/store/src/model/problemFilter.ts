import { Schema } from "effect"

/**
 * A check that says what is wrong with a value, if anything. It adds nothing to a JSON schema; without saying so, effect
 * would also leave out the description of the field there.
 */
export const problemFilter = <A>(problem: (value: A) => string | true | undefined) =>
  Schema.makeFilter(problem, { toJsonSchema: () => ({}) })
