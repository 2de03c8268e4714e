import { Schema } from "effect"

/** What somebody did to a log. */
export const AuditFindingKind = Schema.Literals([
  "modified",
  "deleted",
  "inserted",
  "reordered",
  "foreign",
  "truncated",
  "unknown-key",
  "malformed"
])
export type AuditFindingKind = typeof AuditFindingKind.Type

/** The first thing in a log that is not as it was sealed. */
export class AuditFinding extends Schema.Class<AuditFinding>("AuditFinding")({
  /** The place of the first bad entry; 0 when it is about the log itself. */
  seq: Schema.Number,
  kind: AuditFindingKind,
  /** A sentence. */
  reason: Schema.String
}) {}

/** What was found in one log. */
export class VerifiedLog extends Schema.Class<VerifiedLog>("VerifiedLog")({
  log: Schema.String,
  /** Null for a system log. */
  project: Schema.NullOr(Schema.String),
  /** How many entries from the first are whole. */
  entries: Schema.Number,
  /** Null: the log is whole. */
  finding: Schema.NullOr(AuditFinding)
}) {}

/** What was found in all of them. */
export class VerifyReport extends Schema.Class<VerifyReport>("VerifyReport")({
  isWhole: Schema.Boolean,
  entries: Schema.Number,
  logs: Schema.Array(VerifiedLog)
}) {}
