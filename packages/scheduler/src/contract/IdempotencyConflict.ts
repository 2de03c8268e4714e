import { Refusal } from "@genie/operation"
import { Schema } from "effect"

/** The idempotency key was used for other content in the same project. It says in which fields, and none of their values. */
export class IdempotencyConflict extends Refusal<IdempotencyConflict>()(
  "IdempotencyConflict",
  { status: 409, title: "Idempotency key used for other content" },
  {
    key: Schema.String,
    /** Id of the run or firing that has the key, or the key of the task. */
    usedBy: Schema.String,
    /** The fields that differ. */
    differs: Schema.Array(Schema.String)
  }
) {
  override get message() {
    return `The idempotency key "${this.key}" belongs to ${this.usedBy}, which differs in ${listed(this.differs)}. Use a new key for other work.`
  }
}

const listed = (names: ReadonlyArray<string>) =>
  names.length < 2 ? names.join() : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`
