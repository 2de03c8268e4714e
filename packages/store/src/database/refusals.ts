// Why a database cannot be used, each with what to do about it. None of them ever shows a password.
import { Refusal } from "@genie/operation"
import { Schema } from "effect"

/** Nobody answers there, or not for us. */
export class DatabaseUnavailable extends Refusal<DatabaseUnavailable>()(
  "DatabaseUnavailable",
  { status: 503, title: "The database is not available" },
  {
    location: Schema.String,
    reason: Schema.String,
    /** It may be there in a moment, without anybody changing an address or a right. */
    isPassing: Schema.optionalKey(Schema.Boolean)
  }
) {
  override get message(): string {
    return `The database at ${this.location} cannot be used: ${this.reason}`
  }
}

/** The server is older than what Genie's statements need. */
export class DatabaseTooOld extends Refusal<DatabaseTooOld>()(
  "DatabaseTooOld",
  { status: 422, title: "The database is too old" },
  { location: Schema.String, version: Schema.String, needed: Schema.Int }
) {
  override get message(): string {
    return `PostgreSQL ${this.version} at ${this.location} is too old: Genie needs ${this.needed} or later.`
  }
}

/** What was given is not the address of a database. */
export class DatabaseUrlInvalid extends Refusal<DatabaseUrlInvalid>()(
  "DatabaseUrlInvalid",
  { status: 400, title: "Not the address of a database" },
  { reason: Schema.String }
) {
  override get message(): string {
    return `${this.reason} A database's address looks like postgres://user:password@host:5432/name.`
  }
}

/** The role of the connection lacks a right. */
export class RightMissing extends Refusal<RightMissing>()(
  "RightMissing",
  { status: 403, title: "A right is missing in the database" },
  {
    role: Schema.String,
    /** What PostgreSQL said. */
    denied: Schema.String,
    /** The statement that gives the right. */
    grant: Schema.String
  }
) {
  override get message(): string {
    return `The role "${this.role}" may not do this in the database (${this.denied.replace(/\.$/, "")}). Let its owner run: ${this.grant}`
  }
}

/** Something is gone, or is not what the migrations made. */
export class SchemaDamaged extends Refusal<SchemaDamaged>()(
  "SchemaDamaged",
  { status: 500, title: "The schema is damaged" },
  {
    /** In words of the catalog: `table tags`, `column tasks.title text`. */
    missing: Schema.Array(Schema.String)
  }
) {
  override get message(): string {
    const shown = this.missing.slice(0, SHOWN_MAX).join(", ")
    const more = this.missing.length > SHOWN_MAX ? ` and ${this.missing.length - SHOWN_MAX} more` : ""
    return (
      `The database lacks what its migrations made in schema genie: ${shown}${more}. Somebody removed or changed it by hand. ` +
      "Restore it from a backup; genie doctor --deep lists everything."
    )
  }
}

const SHOWN_MAX = 5
