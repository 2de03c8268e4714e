import { writeArray } from "./arrays.ts"

/**
 * A value as the text of a statement's parameter, the same for every engine: the server reads it by the type of the
 * column. The drivers' own conversions disagree (and one writes dates in the host's zone).
 */
export const toParameter = (value: unknown): string | null => {
  switch (typeof value) {
    case "string":
      return value
    case "undefined":
      return null
    case "number":
      return Object.is(value, -0) ? "-0" : String(value)
    case "bigint":
    case "boolean":
      return String(value)
    case "object":
      if (value === null) return null
      if (value instanceof Date) return instantText(value)
      if (value instanceof Uint8Array)
        return `\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("hex")}`
      if (Array.isArray(value)) return value.length === 0 ? EMPTY_ARRAY : writeArray(value, toParameter)
      return JSON.stringify(value)
    default:
      throw new TypeError(`A ${typeof value} cannot be a parameter of a statement.`)
  }
}

/**
 * White space before `{}` that arrays may have and JSON may not: for a `jsonb` column PostgreSQL refuses it, as it refuses
 * every other array. A bare `{}` would be stored as an object.
 */
const EMPTY_ARRAY = "\f{}"

/** PostgreSQL writes years before the first one with `BC`, and has no year 0. */
const instantText = (date: Date): string => {
  if (Number.isNaN(date.getTime())) throw new TypeError("A parameter is an invalid Date: it has no time.")
  const year = date.getUTCFullYear()
  const text = date.toISOString()
  const rest = text.slice(text.indexOf("-", 1))
  return year > 0 ? `${String(year).padStart(4, "0")}${rest}` : `${String(1 - year).padStart(4, "0")}${rest} BC`
}
