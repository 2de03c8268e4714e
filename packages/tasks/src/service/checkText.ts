// What keeps a text out, said of the field it came in. PostgreSQL keeps neither NUL nor half a character; and what is
// printed in lists and on cards is one line, with nothing in it that steers a terminal.

import { InvalidInput } from "@genie/operation"
import { lineProblem, textProblem, titleProblem } from "@genie/store/model"
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
  refuse(field, text == null ? undefined : titleProblem(text))

const refuse = (field: string, reason: string | undefined) =>
  reason === undefined ? Effect.void : Effect.fail(new InvalidInput({ field, reason }))
