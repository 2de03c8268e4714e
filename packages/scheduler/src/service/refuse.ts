import { InvalidInput } from "@genie/operation"
import { Effect } from "effect"
import * as Result from "effect/Result"
import type { Refusal } from "../cadence/Refusal.ts"

/** What was read from a field of the input; a text that could not be read is refused by the field's name. */
export const refuse = <A>(field: string, read: Result.Result<A, Refusal>): Effect.Effect<A, InvalidInput> =>
  Result.isSuccess(read)
    ? Effect.succeed(read.success)
    : Effect.fail(new InvalidInput({ field, reason: read.failure.message }))
