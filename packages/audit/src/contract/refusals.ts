// How the audit log can say no.
import { Refusal } from "@genie/operation"
import { Schema } from "effect"

/** This host has another key than the one the database was sealed with. */
export class AuditKeyMismatch extends Refusal<AuditKeyMismatch>()(
  "AuditKeyMismatch",
  { status: 422, title: "Another audit key" },
  {
    /** Id of the key that sealed the database. */
    sealedWith: Schema.String,
    /** Ids of the keys this host has. */
    present: Schema.Array(Schema.String),
    /** Where keys are looked for; absent when the key came from the environment. */
    directory: Schema.optionalKey(Schema.String)
  }
) {
  override get message(): string {
    const has =
      this.directory === undefined
        ? `GENIE_AUDIT_KEY is key ${this.present.join(", ")}`
        : this.present.length === 0
          ? `this host has none in "${this.directory}"`
          : `this host has ${this.present.join(", ")} in "${this.directory}"`
    return (
      `The audit log of this database is sealed with key ${this.sealedWith}, and ${has}. ` +
      `Copy keys/audit-${this.sealedWith}.key from the first host, or set GENIE_AUDIT_KEY to its content.`
    )
  }
}

/** A key is there and cannot be used. The reason says what to do. */
export class AuditKeyUnusable extends Refusal<AuditKeyUnusable>()(
  "AuditKeyUnusable",
  { status: 422, title: "The audit key cannot be used" },
  {
    /** A whole sentence. */
    reason: Schema.String
  }
) {
  override get message(): string {
    return this.reason
  }
}

/** Entries that a reader has not seen yet are gone. */
export class CursorGone extends Refusal<CursorGone>()(
  "CursorGone",
  { status: 410, title: "The cursor is too old" },
  {
    /** Where the feed can be followed from. */
    restart: Schema.String
  }
) {
  override get message(): string {
    return `Entries after this cursor are no longer kept. Load what you follow anew, and continue after the cursor "${this.restart}".`
  }
}

/** There is no such entry. */
export class AuditEventNotFound extends Refusal<AuditEventNotFound>()(
  "AuditEventNotFound",
  { status: 404, title: "No such audit event" },
  { event: Schema.String }
) {
  override get message(): string {
    return `There is no audit event "${this.event}".`
  }
}

/** There is no such log. */
export class AuditLogNotFound extends Refusal<AuditLogNotFound>()(
  "AuditLogNotFound",
  { status: 404, title: "No such audit log" },
  { log: Schema.String }
) {
  override get message(): string {
    return `There is no audit log "${this.log}".`
  }
}
