// What an idempotency key stands for: a digest of each field that was given, whose value has one spelling.
import { createHash } from "node:crypto"

/** Digests of fields, by their names. */
export type ContentDigests = Readonly<Record<string, string>>

/** How many hexadecimal digits of SHA-256 are kept: 128 bits. */
const DIGITS = 32

/** A digest of each field that is given. A field without a value is the same as none. */
export const contentDigests = (content: Readonly<Record<string, unknown>>): ContentDigests =>
  Object.fromEntries(
    Object.entries(content)
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([field, value]) => [field, digestOf(value)])
  )

/** The fields in which the contents differ, in the order of the alphabet. */
export const differingFields = (one: ContentDigests, other: ContentDigests): ReadonlyArray<string> =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])].filter((field) => one[field] !== other[field]).sort()

const digestOf = (value: unknown): string =>
  createHash("sha256").update(JSON.stringify(value, sortedMembers)).digest("hex").slice(0, DIGITS)

/** The order of an object's members says nothing. */
const sortedMembers = (_key: string, value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
    : value
