import type { SqlError } from "@genie/store/database"
import type { ActorRepository } from "@genie/store/identity"
import { type Actor, textProblem } from "@genie/store/model"
import { Effect, Option } from "effect"

/** The actor with this handle, in any case: Ana and ana are one, so a gate for two is not passed by one. */
export const actorByHandle = Effect.fnUntraced(function* (
  actors: ActorRepository["Service"],
  organization: string,
  handle: string
): Effect.fn.Return<Actor | undefined, SqlError> {
  if (textProblem(handle) !== undefined) return undefined
  const found = yield* actors.find(organization, handle)
  return Option.getOrUndefined(Option.isSome(found) ? found : yield* actors.findAlike(organization, handle))
})
