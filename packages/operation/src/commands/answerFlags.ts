// How an answer is printed for a program: whole, or only the fields that fit into what an agent can read at once.
import { Effect } from "effect"
import * as Flag from "effect/cli/Flag"
import { InvalidInput } from "../refusals.ts"
import { nearestWord } from "./nearestWord.ts"
import { printableJson } from "./printable.ts"

/** What was said about the form of the answer. */
export interface AnswerForm {
  readonly json: boolean
  readonly fields: ReadonlyArray<string>
  readonly brief?: boolean
}

/** `--json`, `--fields`, and `--brief` where the command has a short form. */
export const answerFlags = (brief: ReadonlyArray<string> | undefined) => ({
  json: flagOf("json", "Print the answer as JSON"),
  fields: Flag.String("fields").pipe(
    Flag.withMetavar("names"),
    Flag.withDescription("Print only these fields, as JSON: key,title,run.holder"),
    Flag.between(0, 100)
  ),
  ...(brief !== undefined && { brief: flagOf("brief", `Print only ${brief.join(", ")}, as JSON`) })
})

/** The fields that were asked for, if the answer is not to be whole. */
export const chosenIn = (
  { brief, fields }: AnswerForm,
  short: ReadonlyArray<string> | undefined
): ReadonlyArray<string> | undefined => {
  const names = fields.flatMap((written) => written.split(",")).map((name) => name.trim())
  if (fields.length > 0) return names
  return brief === true ? short : undefined
}

/** Refuses a field that the answer does not have. */
export const checkChosen = (
  chosen: ReadonlyArray<string> | undefined,
  names: ReadonlyArray<string> | undefined
): Effect.Effect<void, InvalidInput> => {
  const unknown = names && chosen?.find((name) => !names.includes(name.split(".", 1)[0]!))
  if (names === undefined || unknown === undefined) return Effect.void
  const nearest = nearestWord(unknown, names)
  const hint = nearest === undefined ? `There are: ${names.join(", ")}` : `Did you mean "${nearest}"?`
  return Effect.fail(new InvalidInput({ field: "--fields", reason: `The answer has no field "${unknown}". ${hint}` }))
}

/** The answer with only these fields, of each item where it is a page or a list of them. */
export const onlyFields = (json: string, chosen: ReadonlyArray<string> | undefined): string => {
  if (chosen === undefined || json === "") return json
  const answer: unknown = JSON.parse(json)
  const picked = (item: unknown) => Object.fromEntries(chosen.map((path) => [path, valueAt(item, path)]))
  if (Array.isArray(answer)) return printableJson(JSON.stringify(answer.map(picked)))
  const items = valueAt(answer, "items")
  return printableJson(
    JSON.stringify(Array.isArray(items) ? { ...Object(answer), items: items.map(picked) } : picked(answer))
  )
}

const valueAt = (value: unknown, path: string): unknown => {
  let found = value
  for (const name of path.split(".")) {
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, name)) return null
    found = Reflect.get(found, name)
  }
  return found
}

const flagOf = (name: string, description: string) =>
  Flag.Boolean(name).pipe(Flag.withDescription(description), Flag.withDefault(false), Flag.withoutNegation)
