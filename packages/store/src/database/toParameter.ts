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
      if (value instanceof Date) return value.toISOString()
      if (value instanceof Uint8Array)
        return `\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("hex")}`
      if (Array.isArray(value)) return writeArray(value, toParameter)
      return JSON.stringify(value)
    default:
      throw new TypeError(`A ${typeof value} cannot be a parameter of a statement.`)
  }
}
