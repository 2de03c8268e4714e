import { paint, type Screen } from "@genie/operation/commands"

/** What one would type next, on a line of its own. */
export const next = (command: string | undefined, screen: Screen): string =>
  command === undefined ? "" : `\n${paint(`Next: ${command}`, "dim", screen)}`
