import { Schema } from "effect"
import { Priority } from "./Priority.ts"
import { ScheduleId } from "./Schedule.ts"
import { TriggerId } from "./Trigger.ts"
import { Uuid } from "./Uuid.ts"

export const RunId = Uuid.pipe(Schema.brand("RunId"))
export type RunId = typeof RunId.Type

/** How a run can end. */
export const RunOutcome = Schema.Literals(["succeeded", "failed", "cancelled", "timed_out", "lost"])
export type RunOutcome = typeof RunOutcome.Type

/** `queued → claimed → running ⇄ waiting`, then an outcome. */
export const RunState = Schema.Literals(["queued", "claimed", "running", "waiting", ...RunOutcome.literals])
export type RunState = typeof RunState.Type

/** The queue under which a run is recorded that somebody holds in person. Nothing waits there. */
export const CHECKOUT_QUEUE = "checkout"

/** One attempt at work, by one worker, under one lease. */
export class Run extends Schema.Class<Run>("Run")({
  id: RunId,
  name: Schema.String,
  queue: Schema.String,
  /** The key of the project it belongs to, whose audit log records it. */
  project: Schema.NullOr(Schema.String),
  priority: Priority,
  state: RunState,
  scheduleId: Schema.NullOr(ScheduleId),
  triggerId: Schema.NullOr(TriggerId),
  /** The task it works on. */
  taskId: Schema.NullOr(Schema.String),
  /** Who holds it in person, as a checkout: no worker does it, and it is never tried again. */
  holder: Schema.NullOr(Schema.String),
  command: Schema.NullOr(Schema.String),
  payload: Schema.Json,
  directory: Schema.NullOr(Schema.String),
  timeoutMs: Schema.NullOr(Schema.Number),
  attempt: Schema.Number,
  attemptsMax: Schema.Number,
  /** The attempt before this one. */
  retryOf: Schema.NullOr(RunId),
  /** W3C trace id, given to the child process. */
  traceId: Schema.String,
  dueAt: Schema.Date,
  enqueuedBy: Schema.String,
  enqueuedAt: Schema.Date,
  /** Id of the worker that holds it, or finished it. */
  workerId: Schema.NullOr(Schema.String),
  startedAt: Schema.NullOr(Schema.Date),
  finishedAt: Schema.NullOr(Schema.Date),
  durationMs: Schema.NullOr(Schema.Number),
  exitCode: Schema.NullOr(Schema.Number),
  signal: Schema.NullOr(Schema.String),
  failureKind: Schema.NullOr(Schema.String),
  failureMessage: Schema.NullOr(Schema.String),
  result: Schema.NullOr(Schema.Json),
  /** The end of what the command printed, redacted; null in lists. */
  outputTail: Schema.NullOr(Schema.String),
  outputBytes: Schema.NullOr(Schema.Number)
}) {}
