import type * as CliError from "effect/cli/CliError"
import { listed } from "../listed.ts"

/** A value that effect/cli does not take, in the words in which operations speak of their fields. */
export const valueInWords = ({ expected, kind, option, value }: CliError.InvalidValue): string => {
  const name = kind === "flag" ? `--${option}` : `<${option}>`
  if (expected.startsWith("omit ")) return `${name}: takes no value. Leave out "${value}".`
  const times = /^at (?:least|most) \d+/.exec(expected)?.[0]
  if (times !== undefined) return `${name}: is given ${times} times, and has ${value.replace("occurrences", "values")}.`
  const wanted = wantedIn(expected)
  return value === "" ? `${name}: needs a value, ${wanted}.` : `${name}: must be ${wanted}, and is "${value}".`
}

/** What a flag takes, out of the way in which effect/cli says it. */
const wantedIn = (expected: string): string => {
  const choices = expected.split(" | ").map((choice) => choice.replace(/^"(.*)"$/, "$1"))
  if (choices.length > 1) return listed(choices, "or")
  if (/integer/.test(expected)) return "a whole number"
  return /number/.test(expected) ? "a number" : (words[expected] ?? expected)
}

const words: Readonly<Record<string, string>> = {
  string: "a text",
  value: "a text",
  boolean: "true or false",
  date: "a date such as 2027-01-01T09:00"
}
