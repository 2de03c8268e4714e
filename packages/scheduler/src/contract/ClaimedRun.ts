import { Leftovers, RunId, ScheduleId, TriggerId } from "@genie/store/model"
import { Schema } from "effect"

/** A run as the worker that claimed it gets it: everything it needs to do the work. */
export class ClaimedRun extends Schema.Class<ClaimedRun>("ClaimedRun")({
  id: RunId,
  /** Grows with every claim. Every write about the run carries it. */
  fence: Schema.Number,
  name: Schema.String,
  queue: Schema.String,
  command: Schema.NullOr(Schema.String),
  payload: Schema.Json,
  directory: Schema.NullOr(Schema.String),
  environment: Schema.Record(Schema.String, Schema.String),
  stdin: Schema.NullOr(Schema.String),
  leftovers: Leftovers,
  timeoutMs: Schema.NullOr(Schema.Number),
  attempt: Schema.Number,
  scheduleId: Schema.NullOr(ScheduleId),
  triggerId: Schema.NullOr(TriggerId),
  taskId: Schema.NullOr(Schema.String),
  traceId: Schema.String,
  /** The same for every attempt at this run's work: give it to whatever must not happen twice. */
  idempotencyKey: Schema.String,
  /** How long the lease holds from the moment the claim was sent. Renewed at a third. */
  leaseMs: Schema.Number
}) {}
