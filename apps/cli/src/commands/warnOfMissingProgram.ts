import { missingProgram } from "@genie/scheduler/command"
import { Console, Effect } from "effect"

/** Says that a command's program is not there, and lets it be: the program may come, and the worker may be elsewhere. */
export const warnOfMissingProgram = (command: string | undefined, directory: string): Effect.Effect<void> => {
  const sentence = command === undefined ? undefined : missingProgram(command, directory)
  return sentence === undefined ? Effect.void : Console.error(`Warning: ${sentence}`)
}
