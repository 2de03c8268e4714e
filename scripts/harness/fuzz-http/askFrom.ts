import type { Ask } from "./Ask.ts"
import { nastyBodies, nastyHeaders, nastyKeys, nastySegments, nastyValues } from "./nasty.ts"
import type { Operation } from "./operations.ts"
import type { Pool } from "./Pool.ts"
import type { Random } from "./Random.ts"
import { objectOf } from "./valueOf.ts"

/** A request: a third as the contract has it, the others with something wrong at one place or several. */
export const askFrom = (
  operation: Operation,
  token: string,
  random: Random,
  pool: Pool,
  fixed: ReadonlySet<string>,
  actor: string
): Ask => {
  const isNice = random.isSo(0.35)
  const wrong = (probability: number) => !isNice && random.isSo(probability)
  const part = (ast: Operation["params"]) => {
    if (ast === undefined) return undefined
    const object = objectOf(ast, random, pool)
    return wrong(0.6) ? mutated(object, random) : object
  }

  const params = part(operation.params) ?? {}
  let isAstray = false
  const path = operation.path
    .split("/")
    .map((segment) => {
      if (!segment.startsWith(":")) return segment
      const text = encoded(textOf(params[segment.slice(1)]))
      const sent = wrong(0.3) ? random.one(nastySegments) : text
      // What is empty, or dots, names another path.
      if (/^(?:|\.|\.\.|%2e|%2e%2e|.{1000,})$/i.test(sent) || /%2f|[;?#]/i.test(sent)) isAstray = true
      // The names of other paths: /tasks/ready is no task.
      if (fixed.has(decoded(sent))) isAstray = true
      return sent === "" ? "%20" : sent
    })
    .join("/")
  const query = Object.entries(part(operation.query) ?? {})
    .map(([name, value]) => `${encoded(name)}=${wrong(0.1) ? random.one(nastySegments) : encoded(textOf(value))}`)
    .join("&")

  const said = part(operation.payload)
  const body =
    said === undefined
      ? wrong(0.1) && operation.method !== "GET"
        ? random.one(nastyBodies)
        : undefined
      : wrong(0.15)
        ? random.one(nastyBodies)
        : JSON.stringify(said)
  const headers = {
    authorization: `Bearer ${token}`,
    "genie-actor": actor,
    ...(body !== undefined && { "content-type": "application/json" }),
    ...(wrong(0.25) ? random.one(nastyHeaders) : {})
  }
  return {
    operation,
    path: query === "" ? path : `${path}?${query}`,
    headers,
    body,
    said: isNice ? said : undefined,
    isCutOff: body !== undefined && wrong(0.02),
    isAstray
  }
}

/** The object with a value, a key or a place of its own changed, once or several times. */
const mutated = (object: Record<string, unknown>, random: Random): Record<string, unknown> => {
  const changed = structuredClone(object)
  for (let times = random.one([1, 1, 2, 3]); times > 0; times--) mutate(changed, random)
  return changed
}

const mutate = (object: Record<string, unknown>, random: Random): void => {
  const keys = Object.keys(object)
  const key = keys.length > 0 ? random.one(keys) : "a"
  const value = object[key]
  // Into what is inside, half of the time.
  const inner = Array.isArray(value) ? random.one(value) : value
  if (isObject(inner) && random.isSo(0.5)) {
    mutate(inner, random)
    return
  }
  if (Array.isArray(value) && value.length > 0 && random.isSo(0.5)) {
    value[random.below(value.length)] = nasty(random)
    return
  }
  const where = random.below(10)
  if (where === 0) delete object[key]
  else if (where === 1) {
    // An own key, as JSON.parse makes of it.
    const name = random.one(nastyKeys)
    Object.defineProperty(object, name, {
      value: nasty(random),
      enumerable: true,
      configurable: true,
      writable: true
    })
  } else if (where === 2) object[key] = [value]
  else if (key === "waitMs") object[key] = random.one(["NaN", -1, 1.5, null, 1e9])
  else object[key] = nasty(random)
}

/** A copy: what is inside may be changed, too. */
const nasty = (random: Random): unknown => structuredClone(random.one(nastyValues))

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const textOf = (value: unknown): string => (typeof value === "string" ? value : (JSON.stringify(value) ?? ""))

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Percent-encoded, whatever it is: half a character is sent as its bytes. */
const encoded = (text: string): string =>
  text.isWellFormed()
    ? encodeURIComponent(text)
    : encodeURIComponent(text.toWellFormed()).replaceAll("%EF%BF%BD", "%ED%A0%80")
