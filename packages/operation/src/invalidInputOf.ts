import { type Schema, SchemaIssue } from "effect"
import { InvalidInput } from "./refusals.ts"

/** Says in a sentence which field is wrong and what is wrong with it. */
export const invalidInputOf = (error: Schema.SchemaError): InvalidInput => {
  const { issues } = toIssues(error.issue)
  const [first] = issues
  const field = fieldName(first?.path ?? [])
  const reason = shortened(first?.message ?? "Expected something else")
  return field === "" ? new InvalidInput({ reason }) : new InvalidInput({ field, reason })
}

/** How decoding is done where a person reads the result: unknown keys are mistakes, and the value is worth repeating. */
export const strictly = { onExcessProperty: "error", reportInput: true } as const

const toIssues = SchemaIssue.makeFormatterStandardSchemaV1({
  leafHook: (issue) => {
    if (issue._tag === "MissingKey") return "This field is required."
    if (issue._tag === "UnexpectedKey") return "There is no such field here."
    return `${SchemaIssue.defaultLeafHook(issue)}.`
  }
})

/** `tags[2]`, `env.PATH`: the field as a caller would write it. */
const fieldName = (path: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }>) =>
  path
    .map((segment) => (typeof segment === "object" ? segment.key : segment))
    .map((key, index) => (typeof key === "number" ? `[${key}]` : index === 0 ? String(key) : `.${String(key)}`))
    .join("")

const reasonLengthMax = 300

/** What was passed can be a whole document. */
const shortened = (reason: string) => {
  const sentence = reason.endsWith(".") ? reason : `${reason}.`
  return sentence.length <= reasonLengthMax ? sentence : `${sentence.slice(0, reasonLengthMax)}…`
}
