import { type Screen, table } from "@genie/operation/commands"
import type { Schedule } from "@genie/store/model"
import { duration } from "./duration.ts"
import { fields } from "./fields.ts"
import { instant } from "./instant.ts"
import { more } from "./more.ts"
import { relative } from "./relative.ts"

interface Page {
  readonly items: ReadonlyArray<Schedule>
  readonly next: string | null
}

/** Schedules, and when they fire next. */
export const scheduleListView = ({ items, next }: Page, screen: Screen): string =>
  items.length === 0
    ? [
        "There are no schedules yet. Make one:",
        '  genie schedule create backup --cron "0 3 * * *" --run ./backup.sh',
        "or bring those you have:",
        "  crontab -l | genie schedule import -"
      ].join("\n")
    : table(
        items,
        {
          name: { value: ({ name }) => name, widthMin: 12 },
          ...(items.some(({ project }) => project !== null) && { project: ({ project }: Schedule) => project ?? "-" }),
          when: ({ expression, kind, timeZone }) => (kind === "cron" ? `${expression} ${timeZone}` : expression),
          next: (schedule) => (schedule.status === "active" ? relative(schedule.nextAt, screen) : schedule.status),
          last: ({ lastAt }) => relative(lastAt, screen),
          outcome: ({ lastOutcome }) => lastOutcome ?? "-",
          does: ({ command, queue }) => command ?? `queue ${queue}`
        },
        screen
      ) + more(next)

/** What is said once a schedule is there, or there again. */
export const scheduleCreatedView = (schedule: Schedule, screen: Screen): string => {
  const next = instant(schedule.nextAt, screen, schedule.timeZone)
  return next === null
    ? `"${schedule.name}" is ${schedule.status} and does not fire again.`
    : `"${schedule.name}" fires next at ${next}.`
}

/** Everything about a schedule. */
export const scheduleView = (schedule: Schedule, screen: Screen): string =>
  fields(
    {
      name: schedule.name,
      id: schedule.id,
      status: schedule.statusReason === null ? schedule.status : `${schedule.status}: ${schedule.statusReason}`,
      when: `${schedule.expression} (${schedule.kind}, ${schedule.timeZone})`,
      next: instant(schedule.nextAt, screen, schedule.timeZone),
      last: instant(schedule.lastAt, screen, schedule.timeZone),
      outcome: schedule.lastOutcome,
      command: schedule.command,
      payload: schedule.payload === null ? null : JSON.stringify(schedule.payload),
      queue: `${schedule.queue} (${schedule.priority})`,
      project: schedule.project,
      directory: schedule.directory,
      environment: Object.keys(schedule.environment).join(", "),
      timeout: schedule.timeoutMs === null ? null : duration(schedule.timeoutMs),
      attempts: schedule.attemptsMax,
      overlap: `${schedule.overlap}, misfire ${schedule.misfire}${schedule.kind === "cron" ? `, clocks back ${schedule.dstOverlap}` : ""}`,
      leftovers: schedule.leftovers === "keep" ? "keep: processes that its command leaves running run on" : null,
      failures:
        schedule.failuresMax === 0
          ? `${schedule.failuresInARow} in a row`
          : `${schedule.failuresInARow} in a row, pauses after ${schedule.failuresMax}`,
      created: `${instant(schedule.createdAt, screen)} by ${schedule.createdBy}`
    },
    screen
  )
