// The value in JavaScript of each column type. The drivers disagree (a `bigint` is a number here and a string
// there, a timestamp loses its microseconds), so every engine reads with this one table.
import { readArray } from "./arrays.ts"

/** Reads one column's text. */
export type Parser = (text: string) => unknown

/** The reader of a column of this type: types that are not listed are read as PostgreSQL writes them. */
export const parserOf = (oid: number): Parser => parsers[oid] ?? asIs

const asIs: Parser = (text) => text

const boolean: Parser = (text) => text === "t"

const integer: Parser = (text) => {
  const value = Number(text)
  if (Number.isSafeInteger(value)) return value
  throw new RangeError(`The number ${text} is too large for JavaScript: select it as text.`)
}

const json: Parser = (text) => JSON.parse(text)

const bytes: Parser = (text) => {
  if (text.startsWith("\\x")) return new Uint8Array(Buffer.from(text.slice(2), "hex"))
  throw new TypeError('The server writes bytea in its old format: set bytea_output to "hex".')
}

/**
 * A date outside of the calendar (infinity), or of a year that JavaScript does not write (BC, after 9999), stays PostgreSQL's text.
 * In any other style than ISO a day could be taken for a month.
 */
const unlessOtherStyle = (text: string): string => {
  if (/^-?infinity$|^\d{4,}-\d\d-\d\d/.test(text)) return text
  throw new TypeError('The server writes dates in another style: set datestyle to "ISO".')
}

/** Six digits and `Z`, whatever zone the session is in. */
const instant: Parser = (text) => {
  const match = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d+))?([+-]\d\d)(?::(\d\d))?(?::(\d\d))?$/.exec(text)
  if (match === null) return unlessOtherStyle(text)
  const [, date, time, fraction = "", hours, minutes = "00", seconds = "00"] = match
  const digits = fraction.padEnd(6, "0")
  if (hours === "+00" && minutes === "00" && seconds === "00") return joined(date, "T", time, ".", digits, "Z")

  const away = Math.abs(Number(hours)) * 3600 + Number(minutes) * 60 + Number(seconds)
  const utc = Date.parse(`${date}T${time}Z`) - (hours?.startsWith("-") ? -away : away) * 1000
  return joined(new Date(utc).toISOString().slice(0, 19), ".", digits, "Z")
}

const localTimestamp: Parser = (text) => {
  const match = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d+))?$/.exec(text)
  return match === null ? unlessOtherStyle(text) : joined(match[1], "T", match[2], ".", (match[3] ?? "").padEnd(6, "0"))
}

/** One piece of memory. A sum of strings stays a tree of its parts, four times as large, until it is read. */
const joined = (...parts: ReadonlyArray<string | undefined>): string => parts.join("")

const arrayOf =
  (parser: Parser): Parser =>
  (text) =>
    readArray(text, parser)

// By the object identifiers of pg_type, which never change.
const scalars: ReadonlyArray<readonly [name: string, oid: number, arrayOid: number, parser: Parser]> = [
  ["boolean", 16, 1000, boolean],
  ["bytea", 17, 1001, bytes],
  ["char", 18, 1002, asIs],
  ["name", 19, 1003, asIs],
  ["int8", 20, 1016, integer],
  ["int2", 21, 1005, Number],
  ["int4", 23, 1007, Number],
  ["text", 25, 1009, asIs],
  ["oid", 26, 1028, Number],
  ["json", 114, 199, json],
  ["float4", 700, 1021, Number],
  ["float8", 701, 1022, Number],
  ["inet", 869, 1041, asIs],
  ["bpchar", 1042, 1014, asIs],
  ["varchar", 1043, 1015, asIs],
  ["date", 1082, 1182, unlessOtherStyle],
  ["time", 1083, 1183, asIs],
  ["timestamp", 1114, 1115, localTimestamp],
  ["timestamptz", 1184, 1185, instant],
  ["interval", 1186, 1187, asIs],
  ["timetz", 1266, 1270, asIs],
  ["numeric", 1700, 1231, asIs],
  ["uuid", 2950, 2951, asIs],
  ["jsonb", 3802, 3807, json]
]

/** The readers by the object identifier of their type. */
export const parsers: Readonly<Record<number, Parser>> = Object.fromEntries(
  scalars.flatMap(([, oid, arrayOid, parser]) => [
    [oid, parser],
    [arrayOid, arrayOf(parser)]
  ])
)
