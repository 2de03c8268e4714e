import { Schema } from "effect"
import { Uuid } from "./Uuid.ts"

export const AuditEventId = Uuid.pipe(Schema.brand("AuditEventId"))
export type AuditEventId = typeof AuditEventId.Type

/** Whether it was done, or asked for and refused. */
export const AuditOutcome = Schema.Literals(["done", "refused"])

/** One sealed entry of the log: who did what to which thing, and when. */
export class AuditEvent extends Schema.Class<AuditEvent>("AuditEvent")({
  id: AuditEventId,
  /** The log it is in: a project's, or the system log of the organization. */
  log: Schema.String,
  /** Null in a system log. */
  project: Schema.NullOr(Schema.String),
  /** Its place in the log: 1, 2, 3, without gaps. */
  seq: Schema.Number,
  at: Schema.Date,
  actor: Schema.Struct({ kind: Schema.String, handle: Schema.String }),
  /** The noun and what became of it: `schedule.created`. */
  action: Schema.String,
  target: Schema.Struct({ type: Schema.String, id: Schema.String }),
  outcome: AuditOutcome,
  requestId: Schema.NullOr(Schema.String),
  /** Null when there were none, when they were erased, and in pages when they are longer than 16 KiB: `show` has those. */
  details: Schema.Json,
  /** The seal, lower-case hex: keep it, and the log can never quietly lose this entry. */
  rowHmac: Schema.String,
  /** What of the entry cannot be read, because somebody changed it by hand: `["time", "details"]`. Absent: it is readable. */
  damage: Schema.optionalKey(Schema.Array(Schema.String))
}) {}
