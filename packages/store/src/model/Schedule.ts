import { Schema } from "effect"
import { Priority } from "./Priority.ts"
import { Uuid } from "./Uuid.ts"

export const ScheduleId = Uuid.pipe(Schema.brand("ScheduleId"))
export type ScheduleId = typeof ScheduleId.Type

/** What the firings are computed from. */
export const ScheduleKind = Schema.Literals(["cron", "interval", "date"])

/** A paused schedule keeps everything and fires nothing; a deleted one only its history. */
export const ScheduleStatus = Schema.Literals(["active", "paused", "deleted"])

/** What becomes of equal wall-clock times when clocks go back: the rule of cron, or which of them fires. */
export const DstOverlap = Schema.Literals(["cron", "earlier", "later", "both"])

/** What becomes of processes that a command leaves running. */
export const Leftovers = Schema.Literals(["end", "keep"])

/** What becomes of firings missed while nobody was there to fire them. */
export const Misfire = Schema.Literals(["skip", "one", "all"])

/** What becomes of a firing while a run of the same schedule is unfinished. */
export const Overlap = Schema.Literals(["allow", "skip", "queue", "replace"])

/** When something is to run, and what. */
export class Schedule extends Schema.Class<Schedule>("Schedule")({
  id: ScheduleId,
  name: Schema.String,
  kind: ScheduleKind,
  /** As the person wrote it: a cron expression, "90s", or an instant. */
  expression: Schema.String,
  timeZone: Schema.String,
  dstOverlap: DstOverlap,
  status: ScheduleStatus,
  statusReason: Schema.NullOr(Schema.String),
  misfire: Misfire,
  overlap: Overlap,
  queue: Schema.String,
  /** The key of the project it belongs to, whose audit log records it and its runs. */
  project: Schema.NullOr(Schema.String),
  priority: Priority,
  /** Shell command; null when a handler of the queue does the work. */
  command: Schema.NullOr(Schema.String),
  payload: Schema.Json,
  directory: Schema.NullOr(Schema.String),
  environment: Schema.Record(Schema.String, Schema.String),
  stdin: Schema.NullOr(Schema.String),
  leftovers: Leftovers,
  timeoutMs: Schema.NullOr(Schema.Number),
  attemptsMax: Schema.Number,
  /** Failed runs in a row after which it pauses itself; 0: never. */
  failuresMax: Schema.Number,
  failuresInARow: Schema.Number,
  /** When it fires next; null when it is paused, deleted or over. */
  nextAt: Schema.NullOr(Schema.Date),
  /** When it last fired, by the cadence. */
  lastAt: Schema.NullOr(Schema.Date),
  /** How its last run ended. */
  lastOutcome: Schema.NullOr(Schema.String),
  revision: Schema.Number,
  createdBy: Schema.String,
  createdAt: Schema.Date,
  updatedAt: Schema.Date
}) {}
