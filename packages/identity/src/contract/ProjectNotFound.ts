import { Refusal } from "@genie/operation"
import { Schema } from "effect"

/** The key names no project. */
export class ProjectNotFound extends Refusal<ProjectNotFound>()(
  "ProjectNotFound",
  { status: 404, title: "No such project" },
  { project: Schema.String, nearest: Schema.NullOr(Schema.String) }
) {
  override get message() {
    if (this.project.startsWith("/")) {
      return `${this.project} has no project yet. It gets one with its first task: genie task create "What is to be done"`
    }
    return this.nearest === null
      ? `There is no project "${this.project}". To see which there are: genie project list`
      : `There is no project "${this.project}". Did you mean "${this.nearest}"?`
  }
}
