import { Audit } from "@genie/audit/effect"
import { CurrentActor, InvalidInput } from "@genie/operation"
import { nearestName, textProblem } from "@genie/scheduler/effect"
import { makeActorRepository, type SqlError, type Transaction } from "@genie/store/effect"
import { type Actor, uuidv7 } from "@genie/store/model"
import { Effect, Option } from "effect"
import { ActorDisabled, ActorNotFound } from "../contract/ActorsGroup.ts"
import { checkLine } from "./checkText.ts"

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

/** How long a handle may be. It is typed and shown. */
const HANDLE_LENGTH_MAX = 200

/** How many handles are looked through for one that somebody may have meant. */
const NEAREST_AMONG = 1_000

/** Finds actors, and introduces those who act. */
export const makeKnownActor = Effect.gen(function* () {
  const audit = yield* Audit
  const actors = yield* makeActorRepository
  const { organizationId } = audit.instance

  const introduce = Effect.fnUntraced(function* ({ handle, kind }: CurrentActor["Service"]) {
    yield* checkLine("actor", handle)
    if (handle.length > HANDLE_LENGTH_MAX) {
      const reason = `has ${handle.length} characters: the most is ${HANDLE_LENGTH_MAX}`
      return yield* new InvalidInput({ field: "actor", reason })
    }
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
      const handles = yield* actors.handles(organizationId, NEAREST_AMONG)
      return yield* new ActorNotFound({ actor: handle, nearest: nearestName(handle, handles) })
    })
  }
  return known
})
