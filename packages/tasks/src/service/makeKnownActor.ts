import { Audit } from "@genie/audit/effect"
import { CurrentActor, type InvalidInput } from "@genie/operation"
import { nearestName } from "@genie/scheduler/effect"
import { makeActorRepository, type SqlError, type Transaction } from "@genie/store/effect"
import { type Actor, textProblem, uuidv7 } from "@genie/store/model"
import { Effect, Option } from "effect"
import { ActorDisabled, ActorNotFound } from "../contract/ActorsGroup.ts"
import { checkHandle } from "./checkHandle.ts"

/** Those who act, as the rules of tasks ask for them. */
export interface KnownActor {
  /**
   * The actor who is asking. Whoever acts for the first time is introduced; whoever is disabled is refused.
   *
   * A handle that is known has the kind it was introduced with, whatever the caller says: gates ask for that one.
   */
  readonly ensure: Effect.Effect<Actor, ActorDisabled | InvalidInput | SqlError, CurrentActor | Transaction>
  /** Whom a handle names. */
  find(handle: string): Effect.Effect<Actor, ActorNotFound | SqlError>
}

/** How many handles are looked through for one that somebody may have meant. */
const NEAREST_AMONG = 1_000

/** Finds actors, and introduces those who act. */
export const makeKnownActor = Effect.gen(function* () {
  const audit = yield* Audit
  const actors = yield* makeActorRepository
  const { organizationId } = audit.instance

  const introduce = Effect.fnUntraced(function* ({ handle, kind }: CurrentActor["Service"]) {
    yield* checkHandle("actor", handle)
    // Ana and ana are one: a gate that asks for two people is not passed by one who writes themselves twice.
    const alike = yield* actors.findAlike(organizationId, handle)
    if (Option.isSome(alike)) return alike.value
    const id = uuidv7()
    const made = yield* actors.insert({ id, organizationId, handle, kind, name: handle })
    // Somebody else has introduced them in this moment, and has committed by now.
    if (Option.isNone(made)) return Option.getOrThrow(yield* actors.find(organizationId, handle))
    yield* audit.append({ action: "actor.created", target: { type: "actor", id }, details: { handle, kind } })
    return made.value
  })

  const known: KnownActor = {
    ensure: Effect.gen(function* () {
      const current = yield* CurrentActor
      const isText = textProblem(current.handle) === undefined
      const found = isText ? yield* actors.find(organizationId, current.handle) : Option.none()
      const actor = Option.isSome(found) ? found.value : yield* introduce(current)
      if (actor.disabledAt !== null) return yield* new ActorDisabled({ actor: actor.handle })
      return actor
    }),

    find: Effect.fnUntraced(function* (handle) {
      const found = textProblem(handle) === undefined ? yield* actors.find(organizationId, handle) : Option.none()
      if (Option.isSome(found)) return found.value
      const alike = textProblem(handle) === undefined ? yield* actors.findAlike(organizationId, handle) : Option.none()
      if (Option.isSome(alike)) return alike.value
      const handles = yield* actors.handles(organizationId, NEAREST_AMONG)
      return yield* new ActorNotFound({ actor: handle, nearest: nearestName(handle, handles) })
    })
  }
  return known
})
