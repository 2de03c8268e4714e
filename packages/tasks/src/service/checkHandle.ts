import { InvalidInput } from "@genie/operation"
import { handleProblem } from "@genie/store/model"
import { Effect } from "effect"

/** Refuses a handle that could be taken for another one. */
export const checkHandle = (field: string, handle: string): Effect.Effect<void, InvalidInput> => {
  const reason = handleProblem(handle)
  return reason === undefined ? Effect.void : Effect.fail(new InvalidInput({ field, reason }))
}
