/** One job of a crontab. Its expression and time zone were checked; its command was not, and never runs by being read. */
export interface CrontabEntry {
  /** Lines are counted from 1. */
  readonly line: number
  /** A name for the schedule, unique within the file: from the comment just above, or else from the command. */
  readonly name: string
  readonly expression: string
  /** What `CRON_TZ` said above the line; absent, the zone of whoever reads the file. */
  readonly timeZone?: string
  /** For the shell, with `\%` already read as `%`. */
  readonly command: string
  /** What follows the first bare `%`, its lines separated by further ones. */
  readonly stdin?: string
  /** The variables set above the line, `CRON_TZ` left out. `SHELL`, `PATH`, `HOME` and `MAILTO` are among them as written. */
  readonly environment: Readonly<Record<string, string>>
  /** The column between time and command in a system crontab. */
  readonly user?: string
  /** The comment on the line just above, when it says something about the job. */
  readonly comment?: string
}
