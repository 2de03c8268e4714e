// What is sealed is text, so a value must have exactly one spelling: RFC 8785 (JCS), restricted to what every JSON
// reader reads the same way (I-JSON, RFC 7493). JavaScript's own number and string spelling is the one JCS prescribes.

/** What can be spelled. */
export type Json = null | boolean | number | string | ReadonlyArray<Json> | { readonly [key: string]: Json | undefined }

/** The value has no canonical spelling; `path` says where: `$.items[3].price`. */
export class NotCanonical extends Error {
  override readonly name = "NotCanonical"
  readonly path: string

  constructor(path: string, reason: string) {
    super(`${path}: ${reason}`)
    this.path = path
  }
}

/** How deep a value may be nested: a body is flat, details are somebody's data. The engines survive neither at thousands. */
export const canonicalDepthMax = { body: 16, details: 64 }

/** How long its spelling may be, in bytes; the tables have the same limits. */
export const canonicalBytesMax = { body: 16 * 1024, details: 1024 * 1024 }

/**
 * The canonical spelling of a value.
 *
 * Members that are `undefined` are absent, as in `JSON.stringify`. Refused, by throwing `NotCanonical`: numbers that are
 * not finite, negative zero, whole numbers beyond 2^53 (send them as strings), strings with lone surrogates or NUL,
 * anything that is no plain JSON value, and what is too deep or too long.
 */
export const canonicalJson = (
  value: Json,
  limits: { readonly depthMax: number; readonly bytesMax: number }
): string => {
  const text = spell(value, "$", limits.depthMax)
  const bytes = Buffer.byteLength(text)
  if (bytes > limits.bytesMax)
    throw new NotCanonical("$", `is ${bytes} bytes long, and at most ${limits.bytesMax} are allowed`)
  return text
}

const spell = (value: unknown, path: string, depthLeft: number): string => {
  switch (typeof value) {
    case "string":
      return spellString(value, path)
    case "number":
      return spellNumber(value, path)
    case "boolean":
      return value ? "true" : "false"
    case "object":
      if (value === null) return "null"
      if (depthLeft === 0) throw new NotCanonical(path, "is nested too deep")
      return Array.isArray(value)
        ? `[${Array.from(value, (item, index) => spell(item, `${path}[${index}]`, depthLeft - 1)).join(",")}]`
        : spellObject(value, path, depthLeft - 1)
    default:
      throw new NotCanonical(
        path,
        `is ${value === undefined ? "undefined" : `a ${typeof value}`}, which JSON cannot say`
      )
  }
}

const spellString = (value: string, path: string): string => {
  if (!value.isWellFormed()) throw new NotCanonical(path, "contains half of a surrogate pair")
  if (value.includes("\0")) throw new NotCanonical(path, "contains NUL")
  return JSON.stringify(value)
}

const spellNumber = (value: number, path: string): string => {
  if (!Number.isFinite(value)) throw new NotCanonical(path, `is ${value}`)
  if (Object.is(value, -0)) throw new NotCanonical(path, "is negative zero")
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    throw new NotCanonical(path, "is a whole number beyond 2^53: send it as a string")
  }
  return String(value)
}

const spellObject = (value: object, path: string, depthLeft: number): string => {
  const prototype = Object.getPrototypeOf(value)
  if (prototype !== null && prototype !== Object.prototype) throw new NotCanonical(path, "is not a plain object")

  let members = ""
  // The default order of `sort` is the one JCS wants: by UTF-16 code units.
  for (const key of Object.keys(value).sort()) {
    const member: unknown = (value as Record<string, unknown>)[key]
    if (member === undefined) continue
    const inside = `${path}.${key}`
    members += `${members === "" ? "" : ","}${spellString(key, inside)}:${spell(member, inside, depthLeft)}`
  }
  return `{${members}}`
}
