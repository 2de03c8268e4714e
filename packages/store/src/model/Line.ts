import { Schema } from "effect"
import { controlProblem } from "./controlProblem.ts"
import { problemFilter } from "./problemFilter.ts"
import { textProblem } from "./textProblem.ts"

/**
 * A text of one line, as an input: names, titles, keys, everything that is printed in lists and on cards. It is not
 * blank, has no blank at either end, and nothing in it breaks a line or steers a terminal.
 */
export const Line = (lengthMax: number) =>
  Schema.String.check(
    Schema.isNonEmpty({ message: "is empty" }),
    Schema.isMaxCodePoints(lengthMax, { message: `has more than ${lengthMax.toLocaleString("en-US")} characters` }),
    problemFilter((text: string) => lineProblem(text))
  )

/** What is wrong with a text that is to be one line, if anything. */
export const lineProblem = (text: string): string | undefined =>
  textProblem(text) ?? controlProblem(text) ?? blankProblem(text)

/** Whether a text is blank, or has a blank at an end. */
export const blankProblem = (text: string): string | undefined =>
  text.trim() === "" ? "is empty" : text.trim() === text ? undefined : "begins or ends with a blank"
