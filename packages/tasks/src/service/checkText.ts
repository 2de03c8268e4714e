// What keeps a text out, said of the field it came in. PostgreSQL keeps neither NUL nor half a character; and what is
// printed in lists and on cards is one line, with nothing in it that steers a terminal.
import { InvalidInput } from "@genie/operation"
import { textProblem } from "@genie/scheduler/effect"
import { Effect } from "effect"

/** Refuses a text of one line, such as a name or a title, that is not one. Absent ones have nothing wrong with them. */
export const checkLine = (field: string, text: string | null | undefined): Effect.Effect<void, InvalidInput> =>
  refuse(field, text == null ? undefined : lineProblem(text))

/**
 * Refuses a text of many lines, such as a body, that no database keeps. What is pasted from a terminal is kept as it
 * is, with its colors: whatever prints a text shows what a terminal would obey instead of doing it.
 */
export const checkText = (field: string, text: string | null | undefined): Effect.Effect<void, InvalidInput> =>
  refuse(field, text == null ? undefined : textProblem(text))

/** Refuses a title that is not one line. It may have colors, but nothing that turns the direction of what follows it. */
export const checkTitle = (field: string, text: string | null | undefined): Effect.Effect<void, InvalidInput> =>
  refuse(field, text == null ? undefined : (textProblem(text) ?? controlIn(text, breaksOrTurns) ?? blankProblem(text)))

/** What is wrong with a text that is to be one line, if anything. */
const lineProblem = (text: string): string | undefined =>
  textProblem(text) ?? controlProblem(text) ?? blankProblem(text)

const blankProblem = (text: string): string | undefined =>
  text.trim() === "" ? "is empty" : text.trim() === text ? undefined : "begins or ends with a blank"

/** Which control character is in a text, if any: a line separator, or one that turns the direction of what follows, too. */
export const controlProblem = (text: string): string | undefined =>
  controlIn(text, /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u)

const breaksOrTurns = /[\n\v\f\r\u0085\u2028\u2029\u202a-\u202e\u2066-\u2069]/u

const controlIn = (text: string, controls: RegExp): string | undefined => {
  const found = controls.exec(text)?.[0]
  if (found === undefined) return undefined
  return `contains the control character U+${found.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`
}

const refuse = (field: string, reason: string | undefined) =>
  reason === undefined ? Effect.void : Effect.fail(new InvalidInput({ field, reason }))
