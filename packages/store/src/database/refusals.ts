// Why a database cannot be used, each with what to do about it. None of them ever shows a password.
import { Refusal } from "@genie/operation"
import { Schema } from "effect"

/** Nobody answers there, or not for us. */
export class DatabaseUnavailable extends Refusal<DatabaseUnavailable>()(
  "DatabaseUnavailable",
  { status: 503, title: "The database is not available" },
  { location: Schema.String, reason: Schema.String }
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
