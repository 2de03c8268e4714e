import { type Actor, ActorKindMissing, type NamedActor } from "@genie/operation"
import { Effect } from "effect"
import { Actors } from "./Actors.ts"

/** The actor with its kind: the one it is known by, where the caller gave a handle alone. */
export const actorOf = Effect.fnUntraced(function* ({ handle, kind }: NamedActor) {
  if (kind !== undefined) return { handle, kind }
  const known = yield* (yield* Actors)
    .show({ actor: handle })
    .pipe(Effect.catchTag("ActorNotFound", () => Effect.fail(new ActorKindMissing({ actor: handle }))))
  const actor: Actor = { handle: known.handle, kind: known.kind }
  return actor
})
