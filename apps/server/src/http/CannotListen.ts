import { Refusal } from "@genie/operation"
import { Schema } from "effect"

/** The place to listen at is taken, or not ours. */
export class CannotListen extends Refusal<CannotListen>()(
  "CannotListen",
  { status: 503, title: "Cannot listen" },
  { place: Schema.String, reason: Schema.String }
) {
  override get message() {
    return `Genie cannot listen on ${this.place}: ${this.reason}`
  }
}
