import { Schema } from "effect"
import { ScheduleId } from "./Schedule.ts"
import { Uuid } from "./Uuid.ts"

export const TriggerId = Uuid.pipe(Schema.brand("TriggerId"))
export type TriggerId = typeof TriggerId.Type

/** `held` waits for the run before it: overlap policy `queue`. */
export const TriggerState = Schema.Literals([
  "pending",
  "held",
  "executing",
  "completed",
  "failed",
  "skipped",
  "cancelled"
])

/** One firing of a schedule, due at an instant. */
export class Trigger extends Schema.Class<Trigger>("Trigger")({
  id: TriggerId,
  scheduleId: ScheduleId,
  /** The instant the cadence names. */
  scheduledFor: Schema.Date,
  /** When it fires: later than `scheduledFor` where a burst is spread. */
  dueAt: Schema.Date,
  /** The cadence, or a person who asked for it. */
  origin: Schema.Literals(["schedule", "person"]),
  state: TriggerState,
  /** Why it was skipped, cancelled or failed. */
  reason: Schema.NullOr(Schema.String),
  createdAt: Schema.Date,
  finishedAt: Schema.NullOr(Schema.Date)
}) {}
