import { Effect, Schema } from "effect"
import type * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import { structsOf } from "./fieldsOf.ts"
import { invalidInputOf, strictly } from "./invalidInputOf.ts"
import { jsonDepthMax } from "./limits.ts"
import { readsItems } from "./ReadsItems.ts"
import { InvalidInput } from "./refusals.ts"

/**
 * Checks a flat input without any decoding: in process, a number arrives as a number.
 * Each part of the request is checked as a whole, so that checks across fields hold here too.
 */
export const inputOf = (endpoint: HttpApiEndpoint.Top): ((input: unknown) => Effect.Effect<object, InvalidInput>) => {
  const parts = structsOf(endpoint).map(([, struct]) => ({
    names: struct.propertySignatures.map(({ name }) => name),
    decode: Schema.decodeUnknownEffect(Schema.make<Schema.Codec<object>>(struct), strictly)
  }))
  const names = new Set(parts.flatMap((part) => part.names))
  const isAnyDepth = readsItems(endpoint)

  return Effect.fnUntraced(function* (input: unknown) {
    if (typeof input !== "object" || input === null) {
      return yield* new InvalidInput({ reason: "The input must be an object with the fields of the operation." })
    }
    if (!isAnyDepth && isDeeperThan(input, jsonDepthMax)) {
      return yield* new InvalidInput({
        reason: `The input is nested deeper than ${jsonDepthMax} levels, which is the most an operation takes.`
      })
    }
    const given = new Map<PropertyKey, unknown>(Object.entries(input).filter(([, value]) => value !== undefined))
    for (const name of given.keys()) {
      if (!names.has(name))
        return yield* new InvalidInput({ field: String(name), reason: "There is no such field here." })
    }
    const checked = {}
    for (const part of parts) {
      const fields = Object.fromEntries(
        part.names.flatMap((name) => (given.has(name) ? [[name, given.get(name)] as const] : []))
      )
      Object.assign(checked, yield* Effect.mapError(part.decode(fields), invalidInputOf))
    }
    return checked
  })
}

/** Also true of a value that contains itself. Level by level, because a recursion is what this protects. */
const isDeeperThan = (value: unknown, depthMax: number): boolean => {
  let level: ReadonlySet<unknown> = new Set([value])
  for (let depth = 0; level.size > 0; depth++) {
    if (depth > depthMax) return true
    const next = new Set<unknown>()
    for (const item of level) {
      if (!isContainer(item)) continue
      for (const inner of Object.values(item)) if (isContainer(inner)) next.add(inner)
    }
    level = next
  }
  return false
}

const isContainer = (value: unknown): value is object =>
  Array.isArray(value) || (typeof value === "object" && value !== null && !ArrayBuffer.isView(value))
