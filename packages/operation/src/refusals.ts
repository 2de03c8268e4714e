// What any operation may answer, whatever it does. Group-specific refusals live in the contract of their group.
import { Schema } from "effect"
import { Refusal } from "./Refusal.ts"
import { shellArgument } from "./shellQuoted.ts"

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

/** A disabled actor does nothing, and nothing is given to it. */
export class ActorDisabled extends Refusal<ActorDisabled>()(
  "ActorDisabled",
  { status: 403, title: "Actor is disabled" },
  { actor: Schema.String }
) {
  override get message() {
    return `"${this.actor}" is disabled. To let them act again: genie actor enable ${shellArgument(this.actor)}`
  }
}

/** The caller says another kind than the one its actor is known as. */
export class ActorKindMismatch extends Refusal<ActorKindMismatch>()(
  "ActorKindMismatch",
  { status: 409, title: "Actor is of another kind" },
  { actor: Schema.String, known: Schema.String, said: Schema.String }
) {
  override get message() {
    const { actor, known, said } = this
    return `"${actor}" is known as ${withArticle(known)}, and this caller says ${said}. Write ${known}:${actor}, or use another handle.`
  }
}

/** The caller gives a handle alone, which no actor has yet. */
export class ActorKindMissing extends Refusal<ActorKindMissing>()(
  "ActorKindMissing",
  { status: 400, title: "Kind of actor is missing" },
  { actor: Schema.String }
) {
  override get message() {
    return `"${this.actor}" has not acted before, and its kind is not given. Write human:${this.actor} or agent:${this.actor}.`
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
  ActorDisabled,
  ActorKindMismatch,
  ActorKindMissing,
  VersionMismatch,
  NotServed,
  Unavailable,
  UnknownOutcome
] as const

/** What every operation can fail with besides its own refusals. */
export type SharedRefusal = InstanceType<(typeof sharedRefusals)[number]>

const withArticle = (kind: string): string => `${/^[aeiou]/.test(kind) ? "an" : "a"} ${kind}`
