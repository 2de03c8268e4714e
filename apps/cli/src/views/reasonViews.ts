import { type Paint, paint, type Screen } from "@genie/operation/commands"
import type { Reason } from "@genie/tasks/contract"
import { wrapped } from "./wrapped.ts"

/** What stands in the way of a task: a sentence for each thing, and what to type about it. */
export const reasonsView = (reasons: ReadonlyArray<Reason>, screen: Screen): string =>
  reasons.length === 0
    ? "Nothing stands in its way."
    : reasons
        .map(
          ({ commands, kind, sentence }) =>
            `${paint("•", bulletOf(kind), screen)} ${[...wrapped(sentence, screen.width - 2), ...commands.map(indented)].join("\n  ")}`
        )
        .join("\n")

/** A command is never wrapped: it is copied. */
const indented = (command: string): string => `  ${command}`

/** Green where nothing has to be done, red where somebody has to do something. */
const bulletOf = (kind: Reason["kind"]): Paint => {
  switch (kind) {
    case "ready":
    case "done":
      return "green"
    case "running":
    case "queued":
    case "checked_out":
    case "scheduled":
      return "cyan"
    default:
      return "yellow"
  }
}
