import { printable, type Screen, table } from "@genie/operation/commands"
import type { ImportedSchedule } from "@genie/scheduler/contract"
import { relative } from "./relative.ts"

/** What became of each line of a crontab. */
export const importedView = (imported: ReadonlyArray<ImportedSchedule>, screen: Screen): string => {
  if (imported.length === 0) return "The file has no entries: there was nothing to import."
  const count = (result: ImportedSchedule["result"]) => imported.filter((one) => one.result === result).length
  const rows = table(
    imported,
    {
      line: { value: ({ line }) => String(line), align: "right" },
      name: ({ name }) => name,
      when: ({ expression, timeZone }) => `${expression} ${timeZone}`,
      next: ({ nextAt }) => relative(nextAt, screen),
      result: ({ result }) => result,
      command: ({ command, user }) => (user === null ? command : `${command} (was ${user}'s)`)
    },
    screen
  )
  const would = count("would create")
  const summary =
    would > 0
      ? `Would create ${would}, ${count("unchanged")} unchanged. Nothing was imported: leave --dry-run away.`
      : `Created ${count("created")}, ${count("unchanged")} unchanged.`
  const notes = [...new Set(imported.flatMap(({ notes }) => notes))].map((note) => `  ${printable(note)}`)
  return [rows, summary, ...(notes.length > 0 ? ["Different from cron:", ...notes] : [])].join("\n")
}
