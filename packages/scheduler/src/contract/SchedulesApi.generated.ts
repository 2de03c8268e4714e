// Written by `pnpm generate` from the contract, for who calls it and asks an editor what a call does.
import type { CallOptions, Json } from "@genie/operation/promised"
import type { Schedule, Trigger } from "@genie/store/model"
import type { ImportedSchedule } from "./ImportedSchedule.ts"

/**
 * Schedules, as promises: when something is to run, and what.
 *
 * Any call can also be refused with `InvalidInput`, which names the field, and with `Unavailable`: nothing was done.
 */
export interface SchedulesApi {
  /**
   * Create a schedule: a cron expression, an interval or a time, and what to run.
   *
   * - `name`: What people call it
   * - `cron?`: Cron expression: "*\/5 9-17 * * MON-FRI"
   * - `every?`: Interval: 90s, 15m, 2h, 1d
   * - `at?`: Once: 2027-01-01T09:00, or in 10m
   * - `tz?`: IANA time zone: America/Sao_Paulo
   * - `queue?`: Where its runs wait for a worker ("shell" for commands when not said)
   * - `project?`: Key of the project it belongs to, whose audit log records it and its runs
   * - `overlap?`: When the run before is unfinished: allow, skip (default), queue, replace
   * - `misfire?`: Firings missed while nobody was there: skip, one (default), all
   * - `dstOverlap?`: When clocks go back: cron (default), earlier, later, both
   * - `failuresMax?`: Pause after so many failures in a row (0: never)
   * - `run?`: Shell command
   * - `payload?`: JSON for the handler of the queue
   * - `priority?`: urgent, high, normal or low
   * - `directory?`: Working directory of the command (the current one when not said)
   * - `env?`: Variable of the command, NAME=VALUE
   * - `stdin?`: Standard input of the command
   * - `timeout?`: Stop a run after this long: 90s, 10m, 2h
   * - `leftovers?`: Processes that the command leaves running: end (default), keep
   * - `attempts?`: How often a failing run is tried (1)
   *
   * @throws ScheduleNameTaken - Schedule name taken
   * @throws ProjectNotFound - No such project
   * @throws InvalidInput - A field is not what it must be
   */
  create(input: SchedulesCreateInput, options?: CallOptions): Promise<Schedule>

  /**
   * List schedules and when they fire next.
   *
   * - `status?`: Only active, paused or deleted ones
   * - `project?`: Only schedules of the project with this key
   * - `limit?`: How many at most: 1 to 500, 50 when not said
   * - `cursor?`: Continue after this cursor
   *
   * @throws ProjectNotFound - No such project
   * @throws InvalidInput - A field is not what it must be
   */
  list(input?: SchedulesListInput, options?: CallOptions): Promise<{ readonly items: ReadonlyArray<Schedule>; readonly next: string | null }>

  /**
   * Show a schedule.
   *
   * - `schedule`: Name or id of the schedule
   *
   * @throws ScheduleNotFound - No such schedule
   * @throws InvalidInput - A field is not what it must be
   */
  show(input: SchedulesShowInput, options?: CallOptions): Promise<Schedule>

  /**
   * List the firings of a schedule, newest first.
   *
   * - `schedule`: Name or id of the schedule
   * - `state?`: Only firings in this state
   * - `limit?`: How many at most: 1 to 500, 50 when not said
   * - `cursor?`: Continue after this cursor
   *
   * @throws ScheduleNotFound - No such schedule
   * @throws InvalidInput - A field is not what it must be
   */
  triggers(input: SchedulesTriggersInput, options?: CallOptions): Promise<{ readonly items: ReadonlyArray<Trigger>; readonly next: string | null }>

  /**
   * Pause a schedule: it keeps its place and fires nothing.
   *
   * - `schedule`: Name or id of the schedule
   * - `reason?`: Why, for whoever looks at it
   *
   * @throws ScheduleNotFound - No such schedule
   * @throws ScheduleStateConflict - Schedule is in another state
   * @throws InvalidInput - A field is not what it must be
   */
  pause(input: SchedulesPauseInput, options?: CallOptions): Promise<Schedule>

  /**
   * Resume a paused schedule from now on.
   *
   * - `schedule`: Name or id of the schedule
   *
   * @throws ScheduleNotFound - No such schedule
   * @throws ScheduleStateConflict - Schedule is in another state
   * @throws InvalidInput - A field is not what it must be
   */
  resume(input: SchedulesResumeInput, options?: CallOptions): Promise<Schedule>

  /**
   * Fire a schedule now, besides its cadence.
   *
   * - `schedule`: Name or id of the schedule
   * - `idempotencyKey?`: The same key fires once in its project
   *
   * @throws ScheduleNotFound - No such schedule
   * @throws ScheduleStateConflict - Schedule is in another state
   * @throws IdempotencyConflict - Idempotency key used for other content
   * @throws InvalidInput - A field is not what it must be
   */
  trigger(input: SchedulesTriggerInput, options?: CallOptions): Promise<Trigger>

  /**
   * Delete a schedule; its history stays.
   *
   * - `schedule`: Name or id of the schedule
   *
   * @throws ScheduleNotFound - No such schedule
   * @throws InvalidInput - A field is not what it must be
   */
  delete(input: SchedulesDeleteInput, options?: CallOptions): Promise<Schedule>

  /**
   * Import a crontab: every entry becomes a schedule, or none does.
   *
   * - `crontab`: The text of a crontab
   * - `system?`: A system crontab: it has a user column
   * - `dryRun?`: Say what would be imported, and import nothing
   * - `tz?`: Time zone where the file names none
   * - `dstOverlap?`: When clocks go back: cron (default), earlier, later, both
   * - `leftovers?`: Processes that commands leave running: end (default), keep
   * - `directory?`: Working directory where the file sets no HOME (the home directory when not said)
   *
   * @throws CrontabRefused - Crontab refused
   * @throws ScheduleNameTaken - Schedule name taken
   * @throws InvalidInput - A field is not what it must be
   */
  import(input: SchedulesImportInput, options?: CallOptions): Promise<ReadonlyArray<ImportedSchedule>>
}

/** The input of `schedules.create`. */
export interface SchedulesCreateInput {
  /** What people call it */
  readonly name: string
  /** Cron expression: "*\/5 9-17 * * MON-FRI" */
  readonly cron?: string | undefined
  /** Interval: 90s, 15m, 2h, 1d */
  readonly every?: string | undefined
  /** Once: 2027-01-01T09:00, or in 10m */
  readonly at?: string | undefined
  /** IANA time zone: America/Sao_Paulo */
  readonly tz?: string | undefined
  /** Where its runs wait for a worker ("shell" for commands when not said) */
  readonly queue?: string | undefined
  /** Key of the project it belongs to, whose audit log records it and its runs */
  readonly project?: string | undefined
  /** When the run before is unfinished: allow, skip (default), queue, replace */
  readonly overlap?: "allow" | "skip" | "queue" | "replace" | undefined
  /** Firings missed while nobody was there: skip, one (default), all */
  readonly misfire?: "skip" | "one" | "all" | undefined
  /** When clocks go back: cron (default), earlier, later, both */
  readonly dstOverlap?: "cron" | "earlier" | "later" | "both" | undefined
  /** Pause after so many failures in a row (0: never) */
  readonly failuresMax?: number | undefined
  /** Shell command */
  readonly run?: string | undefined
  /** JSON for the handler of the queue */
  readonly payload?: Json | undefined
  /** urgent, high, normal or low */
  readonly priority?: "urgent" | "high" | "normal" | "low" | undefined
  /** Working directory of the command (the current one when not said) */
  readonly directory?: string | undefined
  /** Variable of the command, NAME=VALUE */
  readonly env?: Readonly<Record<string, string>> | undefined
  /** Standard input of the command */
  readonly stdin?: string | undefined
  /** Stop a run after this long: 90s, 10m, 2h */
  readonly timeout?: string | undefined
  /** Processes that the command leaves running: end (default), keep */
  readonly leftovers?: "end" | "keep" | undefined
  /** How often a failing run is tried (1) */
  readonly attempts?: number | undefined
}

/** The input of `schedules.list`. */
export interface SchedulesListInput {
  /** Only active, paused or deleted ones */
  readonly status?: "active" | "paused" | "deleted" | undefined
  /** Only schedules of the project with this key */
  readonly project?: string | undefined
  /** How many at most: 1 to 500, 50 when not said */
  readonly limit?: number | undefined
  /** Continue after this cursor */
  readonly cursor?: string | undefined
}

/** The input of `schedules.show`. */
export interface SchedulesShowInput {
  /** Name or id of the schedule */
  readonly schedule: string
}

/** The input of `schedules.triggers`. */
export interface SchedulesTriggersInput {
  /** Name or id of the schedule */
  readonly schedule: string
  /** Only firings in this state */
  readonly state?: "pending" | "held" | "executing" | "completed" | "failed" | "skipped" | "cancelled" | undefined
  /** How many at most: 1 to 500, 50 when not said */
  readonly limit?: number | undefined
  /** Continue after this cursor */
  readonly cursor?: string | undefined
}

/** The input of `schedules.pause`. */
export interface SchedulesPauseInput {
  /** Name or id of the schedule */
  readonly schedule: string
  /** Why, for whoever looks at it */
  readonly reason?: string | undefined
}

/** The input of `schedules.resume`. */
export interface SchedulesResumeInput {
  /** Name or id of the schedule */
  readonly schedule: string
}

/** The input of `schedules.trigger`. */
export interface SchedulesTriggerInput {
  /** Name or id of the schedule */
  readonly schedule: string
  /** The same key fires once in its project */
  readonly idempotencyKey?: string | undefined
}

/** The input of `schedules.delete`. */
export interface SchedulesDeleteInput {
  /** Name or id of the schedule */
  readonly schedule: string
}

/** The input of `schedules.import`. */
export interface SchedulesImportInput {
  /** The text of a crontab */
  readonly crontab: string
  /** A system crontab: it has a user column */
  readonly system?: boolean | undefined
  /** Say what would be imported, and import nothing */
  readonly dryRun?: boolean | undefined
  /** Time zone where the file names none */
  readonly tz?: string | undefined
  /** When clocks go back: cron (default), earlier, later, both */
  readonly dstOverlap?: "cron" | "earlier" | "later" | "both" | undefined
  /** Processes that commands leave running: end (default), keep */
  readonly leftovers?: "end" | "keep" | undefined
  /** Working directory where the file sets no HOME (the home directory when not said) */
  readonly directory?: string | undefined
}
