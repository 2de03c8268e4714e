import { type ActorKind, InvalidInput, type NamedActor } from "@genie/operation"
import { handleProblem } from "@genie/store/model"
import { Effect } from "effect"

/** The kinds that a caller may say. `system` is Genie itself. */
const kinds: ReadonlyArray<ActorKind> = ["human", "agent", "service", "team"]

/**
 * Reads an actor, the same way at every door: `agent:robot`, `{ handle: "robot", kind: "agent" }`, or `robot` for the
 * actor that is known by this handle. The field is the one it was written in.
 */
export const readActor = (field: string, written: string | NamedActor): Effect.Effect<NamedActor, InvalidInput> => {
  const { handle, kind } = typeof written === "string" ? split(written) : written
  const reason =
    kind === undefined || kinds.some((known) => known === kind)
      ? handleProblem(handle)
      : `"${kind}" is none of ${kinds.join(", ")}. Write agent:build-bot.`
  return reason === undefined
    ? Effect.succeed(kind === undefined ? { handle } : { handle, kind })
    : Effect.fail(new InvalidInput({ field, reason }))
}

/** The kind is before the first colon. It is checked afterwards. */
const split = (written: string): NamedActor => {
  const colon = written.indexOf(":")
  return colon < 0
    ? { handle: written }
    : { handle: written.slice(colon + 1), kind: written.slice(0, colon) as ActorKind }
}
