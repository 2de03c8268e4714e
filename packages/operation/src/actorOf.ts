import { Effect } from "effect"
import type { Actor } from "./CurrentActor.ts"
import { InvalidInput } from "./refusals.ts"

/** Reads an actor as people write one: `agent:build-bot`, or `ana` for a person. The field is the one it was written in. */
export const actorOf = (field: string, written: string): Effect.Effect<Actor, InvalidInput> => {
  const [first = "", ...rest] = written.split(":")
  const kind = rest.length === 0 ? "human" : kinds.find((known) => known === first)
  const handle = rest.length === 0 ? first : rest.join(":")
  if (kind === undefined)
    return Effect.fail(
      new InvalidInput({ field, reason: `"${first}" is none of ${kinds.join(", ")}. Write agent:build-bot.` })
    )
  return handle === ""
    ? Effect.fail(new InvalidInput({ field, reason: "Who is it? Write agent:build-bot." }))
    : Effect.succeed({ handle, kind })
}

const kinds = ["human", "agent", "service", "team"] as const
