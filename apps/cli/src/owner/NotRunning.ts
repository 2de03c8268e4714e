import { Refusal } from "@genie/operation"
import { Schema } from "effect"

/** Nobody owns the data directory, and looking at it is no reason to start somebody. */
export class NotRunning extends Refusal<NotRunning>()(
  "NotRunning",
  { status: 503, title: "Not running" },
  { directory: Schema.String }
) {
  override get message() {
    return `Nothing is running in ${this.directory}. Start it with "genie up"; other commands start it in the background.`
  }
}
