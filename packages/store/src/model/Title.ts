import { Schema } from "effect"
import { controlIn } from "./controlProblem.ts"
import { blankProblem } from "./Line.ts"
import { problemFilter } from "./problemFilter.ts"
import { textProblem } from "./textProblem.ts"

/** A title as an input: one line that may have been pasted from a terminal, with its colors. */
export const Title = (lengthMax: number) =>
  Schema.String.check(
    Schema.isNonEmpty({ message: "is empty" }),
    Schema.isMaxCodePoints(lengthMax, { message: `has more than ${lengthMax.toLocaleString("en-US")} characters` }),
    problemFilter((text: string) => titleProblem(text))
  )

/** What is wrong with a title, if anything: colors are kept, and nothing breaks the line or turns what follows it. */
export const titleProblem = (text: string): string | undefined =>
  textProblem(text) ?? controlIn(text, breaksOrTurns) ?? blankProblem(text)

const breaksOrTurns = /[\n\v\f\r\u0085\u2028\u2029\u202a-\u202e\u2066-\u2069]/u
