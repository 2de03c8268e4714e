import { ProjectKey, ProjectNotFound } from "@genie/identity/contract"
import { asArgument, operationGroup, Refusal } from "@genie/operation"
import {
  COMMAND_LENGTH_MAX,
  DirectoryPath,
  DstOverlap,
  IdCursor,
  Leftovers,
  Line,
  Misfire,
  NAME_LENGTH_MAX,
  Overlap,
  Page,
  PageLimit,
  Priority,
  REASON_LENGTH_MAX,
  Reference,
  Schedule,
  ScheduleStatus,
  STDIN_LENGTH_MAX,
  StoredJson,
  Text,
  TIME_LENGTH_MAX,
  Trigger,
  TriggerState,
  Variables
} from "@genie/store/model"
import { Schema } from "effect"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as OpenApi from "effect/http-api/OpenApi"
import { IdempotencyConflict } from "./IdempotencyConflict.ts"
import { ImportedSchedule } from "./ImportedSchedule.ts"

/** How long a crontab may be. Those of whole companies have less than a tenth. */
export const CRONTAB_LENGTH_MAX = 1_000_000

/** The name or id names no schedule. */
export class ScheduleNotFound extends Refusal<ScheduleNotFound>()(
  "ScheduleNotFound",
  { status: 404, title: "No such schedule" },
  { schedule: Schema.String, nearest: Schema.NullOr(Schema.String) }
) {
  override get message() {
    return `There is no schedule "${this.schedule}".${this.nearest === null ? "" : ` Did you mean "${this.nearest}"?`}`
  }
}

/** Names are unique among the schedules that are not deleted. */
export class ScheduleNameTaken extends Refusal<ScheduleNameTaken>()(
  "ScheduleNameTaken",
  { status: 409, title: "Schedule name taken" },
  { name: Schema.String }
) {
  override get message() {
    return `Another schedule is already called "${this.name}".`
  }
}

/** The schedule is not in a state in which that can be done. */
export class ScheduleStateConflict extends Refusal<ScheduleStateConflict>()(
  "ScheduleStateConflict",
  { status: 409, title: "Schedule is in another state" },
  { schedule: Schema.String, state: ScheduleStatus, wanted: Schema.String }
) {
  override get message() {
    return `Schedule "${this.schedule}" is ${this.state}: it cannot be ${this.wanted}.`
  }
}

/** Some lines of a crontab cannot be taken, so none was. */
export class CrontabRefused extends Refusal<CrontabRefused>()(
  "CrontabRefused",
  { status: 422, title: "Crontab refused" },
  { problems: Schema.Array(Schema.Struct({ line: Schema.Number, text: Schema.String, message: Schema.String })) }
) {
  override get message() {
    const lines = this.problems.map(({ line, message }) => `  line ${line}: ${message}`)
    return `Nothing was imported:\n${lines.join("\n")}`
  }
}

const schedule = { schedule: Reference.annotate({ description: "Name or id of the schedule" }) }

const Name = Line(NAME_LENGTH_MAX).annotate({ description: "What people call it" })
const Queue = Line(NAME_LENGTH_MAX).annotate({
  description: 'Where its runs wait for a worker ("shell" for commands when not said)'
})

/** What can be said of the work itself, by a schedule and by a single run alike. */
export const work = {
  run: Schema.optionalKey(
    Text(COMMAND_LENGTH_MAX)
      .check(Schema.isNonEmpty({ message: "is empty" }))
      .annotate({ description: "Shell command" })
  ),
  payload: Schema.optionalKey(StoredJson.annotate({ description: "JSON for the handler of the queue" })),
  priority: Schema.optionalKey(Priority.annotate({ description: "urgent, high, normal or low" })),
  directory: Schema.optionalKey(
    DirectoryPath.annotate({ description: "Working directory of the command (the current one when not said)" })
  ),
  env: Schema.optionalKey(Variables.annotate({ description: "Variable of the command, NAME=VALUE" })),
  stdin: Schema.optionalKey(Text(STDIN_LENGTH_MAX).annotate({ description: "Standard input of the command" })),
  timeout: Schema.optionalKey(
    Text(TIME_LENGTH_MAX).annotate({ description: "Stop a run after this long: 90s, 10m, 2h" })
  ),
  leftovers: Schema.optionalKey(
    Leftovers.annotate({ description: "Processes that the command leaves running: end (default), keep" })
  ),
  attempts: Schema.optionalKey(
    Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 100 })).annotate({
      description: "How often a failing run is tried (1)"
    })
  )
}

/** Everything that can be asked of schedules. */
export const SchedulesGroup = operationGroup(
  "schedules",
  HttpApiEndpoint.post("create", "/", {
    payload: Schema.Struct({
      name: asArgument(Name),
      cron: Schema.optionalKey(
        Text(TIME_LENGTH_MAX).annotate({ description: 'Cron expression: "*/5 9-17 * * MON-FRI"' })
      ),
      every: Schema.optionalKey(Text(TIME_LENGTH_MAX).annotate({ description: "Interval: 90s, 15m, 2h, 1d" })),
      at: Schema.optionalKey(Text(TIME_LENGTH_MAX).annotate({ description: "Once: 2027-01-01T09:00, or in 10m" })),
      tz: Schema.optionalKey(Text(TIME_LENGTH_MAX).annotate({ description: "IANA time zone: America/Sao_Paulo" })),
      queue: Schema.optionalKey(Queue),
      project: Schema.optionalKey(
        ProjectKey.annotate({
          description: "Key of the project it belongs to, whose audit log records it and its runs"
        })
      ),
      overlap: Schema.optionalKey(
        Overlap.annotate({ description: "When the run before is unfinished: allow, skip (default), queue, replace" })
      ),
      misfire: Schema.optionalKey(
        Misfire.annotate({ description: "Firings missed while nobody was there: skip, one (default), all" })
      ),
      dstOverlap: Schema.optionalKey(
        DstOverlap.annotate({ description: "When clocks go back: cron (default), earlier, later, both" })
      ),
      failuresMax: Schema.optionalKey(
        Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1_000 })).annotate({
          description: "Pause after so many failures in a row (0: never)"
        })
      ),
      ...work
    }),
    success: Schedule,
    error: [ScheduleNameTaken, ProjectNotFound]
  }).annotate(OpenApi.Summary, "Create a schedule: a cron expression, an interval or a time, and what to run"),

  HttpApiEndpoint.get("list", "/", {
    query: {
      status: Schema.optionalKey(ScheduleStatus.annotate({ description: "Only active, paused or deleted ones" })),
      project: Schema.optionalKey(ProjectKey.annotate({ description: "Only schedules of the project with this key" })),
      limit: Schema.optionalKey(PageLimit),
      cursor: Schema.optionalKey(IdCursor)
    },
    success: Page(Schedule),
    error: [ProjectNotFound]
  }).annotate(OpenApi.Summary, "List schedules and when they fire next"),

  HttpApiEndpoint.get("show", "/:schedule", {
    params: schedule,
    success: Schedule,
    error: [ScheduleNotFound]
  }).annotate(OpenApi.Summary, "Show a schedule"),

  HttpApiEndpoint.get("triggers", "/:schedule/triggers", {
    params: schedule,
    query: {
      state: Schema.optionalKey(TriggerState.annotate({ description: "Only firings in this state" })),
      limit: Schema.optionalKey(PageLimit),
      cursor: Schema.optionalKey(IdCursor)
    },
    success: Page(Trigger),
    error: [ScheduleNotFound]
  }).annotate(OpenApi.Summary, "List the firings of a schedule, newest first"),

  HttpApiEndpoint.post("pause", "/:schedule/pause", {
    params: schedule,
    payload: Schema.Struct({
      reason: Schema.optionalKey(Text(REASON_LENGTH_MAX).annotate({ description: "Why, for whoever looks at it" }))
    }),
    success: Schedule,
    error: [ScheduleNotFound, ScheduleStateConflict]
  }).annotate(OpenApi.Summary, "Pause a schedule: it keeps its place and fires nothing"),

  HttpApiEndpoint.post("resume", "/:schedule/resume", {
    params: schedule,
    success: Schedule,
    error: [ScheduleNotFound, ScheduleStateConflict]
  }).annotate(OpenApi.Summary, "Resume a paused schedule from now on"),

  HttpApiEndpoint.post("trigger", "/:schedule/trigger", {
    params: schedule,
    payload: Schema.Struct({
      idempotencyKey: Schema.optionalKey(
        Line(NAME_LENGTH_MAX).annotate({ description: "The same key fires once in its project" })
      )
    }),
    success: Trigger,
    error: [ScheduleNotFound, ScheduleStateConflict, IdempotencyConflict]
  }).annotate(OpenApi.Summary, "Fire a schedule now, besides its cadence"),

  HttpApiEndpoint.delete("delete", "/:schedule", {
    params: schedule,
    success: Schedule,
    error: [ScheduleNotFound]
  }).annotate(OpenApi.Summary, "Delete a schedule; its history stays"),

  HttpApiEndpoint.post("import", "/import", {
    payload: Schema.Struct({
      crontab: asArgument(Text(CRONTAB_LENGTH_MAX)).annotate({
        description: "The text of a crontab"
      }),
      system: Schema.optionalKey(Schema.Boolean.annotate({ description: "A system crontab: it has a user column" })),
      dryRun: Schema.optionalKey(
        Schema.Boolean.annotate({ description: "Say what would be imported, and import nothing" })
      ),
      tz: Schema.optionalKey(Text(TIME_LENGTH_MAX).annotate({ description: "Time zone where the file names none" })),
      dstOverlap: Schema.optionalKey(
        DstOverlap.annotate({ description: "When clocks go back: cron (default), earlier, later, both" })
      ),
      leftovers: Schema.optionalKey(
        Leftovers.annotate({ description: "Processes that commands leave running: end (default), keep" })
      ),
      directory: Schema.optionalKey(
        DirectoryPath.annotate({
          description: "Working directory where the file sets no HOME (the home directory when not said)"
        })
      )
    }),
    success: Schema.Array(ImportedSchedule),
    error: [CrontabRefused, ScheduleNameTaken]
  }).annotate(OpenApi.Summary, "Import a crontab: every entry becomes a schedule, or none does")
).prefix("/schedules")
