import { InvalidInput, invalidInputOf, strictly } from "@genie/operation"
import { Effect, Result, Schema } from "effect"
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

/** The lease that an item names, or what is wrong with it. */
export const readLease = (item: unknown): Result.Result<Lease, InvalidInput> => {
  const { fence, run } = Object(item) as Readonly<Record<string, unknown>>
  try {
    const lease = { ...(run === undefined ? {} : { run }), ...(fence === undefined ? {} : { fence }) }
    return Result.mapError(decodeLease(lease), invalidInputOf)
  } catch {
    return Result.fail(new InvalidInput({ reason: "It is nested too deeply to be read." }))
  }
}

const decodeLease = Schema.decodeUnknownResult(Schema.toType(Lease), strictly)

/** Refuses a batch in which no item names a lease: where one does, the others are refused alone. */
export const refuseWithoutLease = (
  field: string,
  leases: ReadonlyArray<Result.Result<Lease, InvalidInput>>
): Effect.Effect<void, InvalidInput> => {
  const [first] = leases
  if (first === undefined || Result.isSuccess(first) || leases.some(Result.isSuccess)) return Effect.void
  const { field: within, reason } = first.failure
  return Effect.fail(new InvalidInput({ field: `${field}[0]${within === undefined ? "" : `.${within}`}`, reason }))
}
