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
  /** Where it runs: the `HOME` set above the line. Absent, the home of whoever reads the file. */
  readonly directory?: string
  /**
   * The variables set above the line. `CRON_TZ` is left out, and so are `LOGNAME` and `USER`, which no cron takes.
   * `SHELL`, `PATH`, `HOME` and `MAILTO` are among them as written.
   */
  readonly environment: Readonly<Record<string, string>>
  /** The column between time and command in a system crontab. */
  readonly user?: string
  /** The comment on the line just above, when it says something about the job. */
  readonly comment?: string
  /** The first line of the file whose job would have the same name, had this one not been numbered. */
  readonly namesake?: number
  /** What is different from cron for this job, as sentences that begin with a line. */
  readonly notes: ReadonlyArray<string>
}
