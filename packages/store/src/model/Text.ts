import { Schema } from "effect"
import { problemFilter } from "./problemFilter.ts"
import { textProblem } from "./textProblem.ts"

/** A text of any number of lines, as an input: what a database keeps, and no longer than this. */
export const Text = (lengthMax: number) =>
  Schema.String.check(
    Schema.isMaxCodePoints(lengthMax, { message: `has more than ${lengthMax.toLocaleString("en-US")} characters` }),
    problemFilter((text: string) => textProblem(text))
  )
