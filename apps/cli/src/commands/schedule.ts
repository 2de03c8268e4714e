import { readFile } from "node:fs/promises"
import { homedir } from "node:os"
import { text } from "node:stream/consumers"
import { InvalidInput, shellArgument } from "@genie/operation"
import { commands } from "@genie/operation/commands"
import { Schedules, SchedulesGroup } from "@genie/scheduler/contract"
import { Effect } from "effect"
import * as Command from "effect/cli/Command"
import { servicesLayer } from "../owner/servicesLayer.ts"
import { warnOfImportedPrograms } from "../owner/warnOfImportedPrograms.ts"
import { warnWhenNobodyFires } from "../owner/warnWhenNobodyFires.ts"
import { importedView } from "../views/importedView.ts"
import { scheduleCreatedView, scheduleListView, scheduleView } from "../views/scheduleViews.ts"
import { triggerListView, triggerView } from "../views/triggerViews.ts"
import { directoryOf } from "./directoryOf.ts"
import { localTimeZone } from "./localTimeZone.ts"
import { typed } from "./typed.ts"
import { warnOfMissingProgram } from "./warnOfMissingProgram.ts"

/** `genie schedule …` */
export const schedule = commands(
  "schedule",
  SchedulesGroup,
  Schedules,
  {
    create: scheduleCreatedView,
    list: scheduleListView,
    show: scheduleView,
    triggers: triggerListView,
    pause: (schedule) =>
      `Paused "${schedule.name}". It keeps its place: genie schedule resume ${shellArgument(schedule.name)}`,
    resume: scheduleCreatedView,
    trigger: triggerView,
    delete: (schedule) =>
      `Deleted "${schedule.name}". Its runs stay: genie run list --schedule ${schedule.id.slice(-8)}`,
    import: importedView
  },
  {
    description: "Create, import, look at and steer schedules",
    aliases: { list: "ls" },
    typed,
    prepare: {
      // A person means the directory they are in and the clock on their wall.
      create: (typed) =>
        Effect.as(warnOfMissingProgram(typed.run, typed.directory ?? process.cwd()), {
          ...typed,
          ...directoryOf(typed),
          ...((typed.cron !== undefined || typed.at !== undefined) && { tz: typed.tz ?? localTimeZone() })
        }),
      // Cron starts commands in the home directory, by the clock of the machine.
      import: (typed) =>
        Effect.map(crontabOf(typed.crontab), (crontab) => ({
          ...typed,
          crontab,
          tz: typed.tz ?? localTimeZone(),
          directory: typed.directory ?? homedir()
        }))
    }
  }
).pipe(Command.provide(warnOfImportedPrograms), Command.provide(warnWhenNobodyFires), Command.provide(servicesLayer))

const crontabOf = (file: string): Effect.Effect<string, InvalidInput> =>
  Effect.tryPromise({
    try: () => (file === "-" ? text(process.stdin) : readFile(file, "utf8")),
    catch: (error) => new InvalidInput({ field: "crontab", reason: reasonOf(file, error) })
  })

const reasonOf = (file: string, error: unknown) => {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined
  switch (code) {
    case "ENOENT":
      return `There is no file "${file}".`
    case "EISDIR":
      return `"${file}" is a directory.`
    case "EACCES":
      return `"${file}" may not be read by this user.`
    default:
      return `"${file}" cannot be read: ${error instanceof Error ? error.message : error}.`
  }
}
