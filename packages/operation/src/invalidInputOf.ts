import type { Schema } from "effect"
import { faultIn } from "./faultIn.ts"
import { InvalidInput } from "./refusals.ts"

/** Says in a sentence which field is wrong and what is wrong with it. */
export const invalidInputOf = (error: Schema.SchemaError): InvalidInput => {
  const { path, words } = faultIn(error.issue)
  const field = fieldName(path)
  const reason = shortened(words)
  if (field !== "") return new InvalidInput({ field, reason })
  return new InvalidInput({ reason: /^[a-z]/.test(reason) ? `The input ${reason}` : reason })
}

/** How decoding is done where a person reads the result: unknown keys are mistakes, and the value is worth repeating. */
export const strictly = { onExcessProperty: "error", reportInput: true } as const

/** `tags[2]`, `env.PATH`: the field as a caller would write it. */
const fieldName = (path: ReadonlyArray<PropertyKey>) =>
  path
    .map((key, index) => (typeof key === "number" ? `[${key}]` : index === 0 ? String(key) : `.${String(key)}`))
    .join("")

const reasonLengthMax = 300

/** A message of a schema can be a whole document. */
const shortened = (reason: string) => {
  const sentence = reason.endsWith(".") ? reason : `${reason}.`
  return sentence.length <= reasonLengthMax ? sentence : `${sentence.slice(0, reasonLengthMax)}…`
}
