import { Refusal } from "@genie/operation"
import { Schema } from "effect"

/** The name names no template. */
export class TemplateNotFound extends Refusal<TemplateNotFound>()(
  "TemplateNotFound",
  { status: 404, title: "No such template" },
  { template: Schema.String, templates: Schema.Array(Schema.String) }
) {
  override get message() {
    return `There is no board template "${this.template}". There are: ${this.templates.join(", ")}.`
  }
}
