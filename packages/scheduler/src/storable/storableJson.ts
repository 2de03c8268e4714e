// A handler may return anything. This is the one place that makes JSON of it that both engines take, or says in a
// sentence why there is none.
import { types } from "node:util"
import { jsonDepth } from "@genie/operation"
import { RESULT_BYTES_MAX, RESULT_DEPTH_MAX } from "../contract/completionLimits.ts"
import { messageOf } from "./messageOf.ts"

/** The value as it is stored, `undefined` where there is nothing to store, or why it cannot be. */
export type StorableJson = { readonly value: unknown } | { readonly problem: string }

/**
 * The value as `JSON.stringify` writes it, with what JSON has no word for said as text instead of lost: `NaN`,
 * infinities and big integers by their digits, a `Map` as its entries, a `Set` as its items, an error as its message.
 * NUL and half characters become U+FFFD.
 */
export const storableJson = (value: unknown): StorableJson => {
  try {
    return kept(written(value))
  } catch (error) {
    return { problem: problemOf(error) }
  }
}

const kept = (json: string | undefined): StorableJson => {
  if (json === undefined) return { value: undefined }
  if (jsonDepth(json) > RESULT_DEPTH_MAX) return { problem: tooDeep }
  if (Buffer.byteLength(json) > RESULT_BYTES_MAX) return { problem: tooLarge }
  const value: unknown = JSON.parse(json)
  const repaired = withoutUnstorable(json)
  if (repaired === json) return { value }
  const repairedValue: unknown = JSON.parse(repaired)
  return entriesIn(repairedValue) === entriesIn(value) ? { value: repairedValue } : { problem: ambiguous }
}

const tooDeep = `it is nested deeper than ${RESULT_DEPTH_MAX} levels. Return a flatter value.`
const tooLarge = `it is larger than ${RESULT_BYTES_MAX.toLocaleString("en-US")} bytes of JSON. Store it elsewhere and return its address.`
const ambiguous = "two of its keys differ only in characters that cannot be stored. Rename one of them."

/** Stops as soon as it is too much: an array of four billion holes is a small object. */
const written = (value: unknown): string | undefined => {
  let length = 0
  return JSON.stringify(value, function (this: Readonly<Record<string, unknown>>, key, part: unknown) {
    const said = inJson(part, this, key)
    length += key.length + (typeof said === "string" ? said.length : 0) + 1
    if (length > RESULT_BYTES_MAX) throw new TooLarge()
    return said
  })
}

class TooLarge extends Error {}

const inJson = (part: unknown, holder: Readonly<Record<string, unknown>>, key: string): unknown => {
  if (typeof part === "number") return Number.isFinite(part) ? part : String(part)
  if (typeof part === "bigint") return String(part)
  if (types.isMap(part)) return [...part]
  if (types.isSet(part)) return [...part]
  if (types.isNativeError(part)) return messageOf(part)
  // `Date.prototype.toJSON` has made null of it.
  return part === null && types.isDate(holder[key]) ? "Invalid Date" : part
}

/** `JSON.stringify` writes half characters as escapes, so every unstorable character is one. */
const withoutUnstorable = (json: string): string =>
  json.includes("\\u")
    ? json.replace(/\\(?:u0000|ud[89a-f][0-9a-f]{2}|.)/g, (escape) => (escape.length === 6 ? "\uFFFD" : escape))
    : json

const entriesIn = (value: unknown): number => {
  let count = 0
  JSON.stringify(value, (_key, part: unknown) => {
    count++
    return part
  })
  return count
}

const problemOf = (error: unknown): string => {
  if (error instanceof TooLarge) return tooLarge
  const message = messageOf(error)
  // V8's own: the stack ends thousands of levels deep, or where a value makes new ones without an end.
  if (isRangeError(error)) return message.includes("call stack") ? tooDeep : tooLarge
  if (message.startsWith("Converting circular structure")) return "it contains itself. Return a value without cycles."
  return `reading it failed: ${message}`
}

const isRangeError = (error: unknown): boolean => types.isNativeError(error) && error instanceof RangeError
