import { invalidInputOf, strictly } from "@genie/operation"
import { Result, Schema } from "effect"
import { Lease } from "../contract/WorkersGroup.ts"

/**
 * Reads one item of a batch that may hold anything, or says in a sentence what is wrong with it. An item that came over
 * HTTP and is not what it should be is still as JSON spells it, so that is how its fault is named.
 */
export const readItem = <A>(schema: Schema.Codec<A, unknown>): ((item: unknown) => Result.Result<A, string>) => {
  const ofType = Schema.decodeUnknownResult(Schema.toType(schema), strictly)
  const ofJson = Schema.decodeUnknownResult(Schema.toCodecJson(schema), strictly)
  return (item) => {
    try {
      const read = ofType(item)
      return Result.isSuccess(read) ? Result.succeed(read.success) : Result.mapError(ofJson(item), reasonOf)
    } catch {
      // The stack that ends is the one of a decoder, or of what prints the item.
      return Result.fail("It is nested too deeply to be read.")
    }
  }
}

const reasonOf = (error: Schema.SchemaError): string => invalidInputOf(error).message

/** The lease that an item names; `undefined` when it names none that could be held. */
export const readLease = (item: unknown): Lease | undefined => {
  if (typeof item !== "object" || item === null) return undefined
  const { fence, run } = item as Readonly<Record<string, unknown>>
  const lease = { run, fence }
  return isLease(lease) ? lease : undefined
}

const isLease = Schema.is(Lease)
