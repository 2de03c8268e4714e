import { missingProgram } from "@genie/scheduler/command"
import { Schedules } from "@genie/scheduler/contract"
import { Console, Effect, Layer } from "effect"

/** More of them are one cause: the file is from another machine. */
const WARNINGS_MAX = 20

/** Says which commands of an imported crontab begin with a program that is not there. They are imported all the same. */
export const warnOfImportedPrograms = Layer.effect(
  Schedules,
  Effect.map(Schedules, (schedules) =>
    Schedules.of({
      ...schedules,
      import: (input) =>
        Effect.tap(schedules.import(input), (imported) => {
          const missing = imported.flatMap(({ command, directory, line }) => {
            const sentence = missingProgram(command, directory ?? process.cwd())
            return sentence === undefined ? [] : [`Warning: line ${line}: ${sentence}`]
          })
          const rest = missing.length - WARNINGS_MAX
          const said = [...missing.slice(0, WARNINGS_MAX), ...(rest > 0 ? [`Warning: ${rest} more lines alike.`] : [])]
          return Effect.forEach(said, (line) => Console.error(line), { discard: true })
        })
    })
  )
)
