// The same operations at a terminal. What a command takes, says in its help and checks is read off the contract;
// only how a result looks to a person is written by hand.

export type { CommandsOptions, ResultOf, View, Views } from "./commands/CommandsOptions.ts"
export { commands } from "./commands/commands.ts"
export type { Guidance } from "./commands/Guidance.ts"
export { type Paint, paint } from "./commands/paint.ts"
export { printable, printableJson, printableLine } from "./commands/printable.ts"
export { relativeTime } from "./commands/relativeTime.ts"
export { CommandFailed, runCommand } from "./commands/runCommand.ts"
export { CurrentScreen, type Screen } from "./commands/Screen.ts"
export { subcommands } from "./commands/subcommands.ts"
export { type Column, type Columns, table, truncated } from "./commands/table.ts"
