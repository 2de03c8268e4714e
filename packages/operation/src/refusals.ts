// What any operation may answer, whatever it does. Group-specific refusals live in the contract of their group.
import { Schema } from "effect"
import { Refusal } from "./Refusal.ts"

/** The input is not what the operation takes. */
export class InvalidInput extends Refusal<InvalidInput>()(
  "InvalidInput",
  { status: 400, title: "Invalid input" },
  {
    /** Which field, as a caller would write it: `priority`, `tags[2]`. Absent when it is about the whole input. */
    field: Schema.optionalKey(Schema.String),
    reason: Schema.String
  }
) {
  override get message(): string {
    return this.field === undefined ? this.reason : `${this.field}: ${this.reason}`
  }
}

/** The caller has not proven who they are. */
export class Unauthorized extends Refusal<Unauthorized>()(
  "Unauthorized",
  { status: 401, title: "Not authorized" },
  { reason: Schema.String }
) {
  override get message(): string {
    return this.reason
  }
}

/** The two sides are of versions that do not understand each other. */
export class VersionMismatch extends Refusal<VersionMismatch>()(
  "VersionMismatch",
  { status: 409, title: "Versions do not match" },
  { ours: Schema.String, theirs: Schema.String }
) {
  override get message(): string {
    return `This is version ${this.ours} and the other side is version ${this.theirs}. Bring both to the same version.`
  }
}

/** Nobody on the other side does this. */
export class NotServed extends Refusal<NotServed>()(
  "NotServed",
  { status: 501, title: "Not served" },
  { operation: Schema.String }
) {
  override get message(): string {
    return `"${this.operation}" is not served here: the program that owns the database has not opened that part of Genie.`
  }
}

/** The service cannot be reached, and nothing was done: trying again is safe. */
export class Unavailable extends Refusal<Unavailable>()(
  "Unavailable",
  { status: 503, title: "Unavailable" },
  { reason: Schema.String }
) {
  override get message(): string {
    return this.reason
  }
}

/** The request was sent and the reply was lost: it may have been done. Never retried blindly. */
export class UnknownOutcome extends Refusal<UnknownOutcome>()(
  "UnknownOutcome",
  { status: 504, title: "Unknown outcome" },
  { operation: Schema.String, reason: Schema.String }
) {
  override get message(): string {
    return `"${this.operation}" was sent, but no answer came back: ${this.reason} It may have been done: look before you repeat it.`
  }
}

/** Every operation can end like this. */
export const sharedRefusals = [
  InvalidInput,
  Unauthorized,
  VersionMismatch,
  NotServed,
  Unavailable,
  UnknownOutcome
] as const

/** What every operation can fail with besides its own refusals. */
export type SharedRefusal = InstanceType<(typeof sharedRefusals)[number]>
