import { Audit } from "@genie/audit/effect"
import { ActorDisabled, CurrentActor, nearestName } from "@genie/operation"
import type { SqlError } from "@genie/store/database"
import { ActorRepository } from "@genie/store/identity"
import type { Actor } from "@genie/store/model"
import { Effect, Option } from "effect"
import { ActorNotFound } from "../contract/ActorsGroup.ts"
import { actorByHandle } from "./actorByHandle.ts"

/** Actors, as rules ask for them. */
export interface FindActor {
  /** The actor with this handle. */
  find(handle: string): Effect.Effect<Actor, ActorNotFound | SqlError>
  /** Refuses an actor that was disabled after it was let in: an operation may wait for long. */
  readonly stillEnabled: Effect.Effect<void, ActorDisabled | SqlError, CurrentActor>
}

/** How many handles are looked through for one that was meant. */
const NEAREST_AMONG = 1_000

/** Finds actors. */
export const makeFindActor = Effect.gen(function* () {
  const audit = yield* Audit
  const actors = yield* ActorRepository
  const { organizationId } = audit.instance

  const findActor: FindActor = {
    find: Effect.fnUntraced(function* (handle) {
      const found = yield* actorByHandle(actors, organizationId, handle)
      if (found !== undefined) return found
      const handles = yield* actors.handles(organizationId, NEAREST_AMONG)
      return yield* new ActorNotFound({ actor: handle, nearest: nearestName(handle, handles) })
    }),

    stillEnabled: Effect.gen(function* () {
      const { handle } = yield* CurrentActor
      const found = yield* actors.find(organizationId, handle)
      if (Option.isSome(found) && found.value.disabledAt !== null) return yield* new ActorDisabled({ actor: handle })
    })
  }
  return findActor
})
