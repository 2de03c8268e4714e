import { userInfo } from "node:os"
import { CurrentActor, InvalidInput } from "@genie/operation"
import { Effect, Layer } from "effect"

/** Who is at the command line: the user of the operating system, or who `GENIE_ACTOR` says (`agent:build-bot`). */
export const actorLayer: Layer.Layer<CurrentActor, InvalidInput> = Layer.effect(
  CurrentActor,
  Effect.suspend(() => {
    const written = process.env.GENIE_ACTOR
    if (!written) return Effect.succeed({ handle: userInfo().username, kind: "human" as const })
    const [first = "", ...rest] = written.split(":")
    if (rest.length === 0) return Effect.succeed({ handle: first, kind: "human" as const })
    const kind = kinds.find((known) => known === first)
    return kind === undefined
      ? Effect.fail(
          new InvalidInput({
            field: "GENIE_ACTOR",
            reason: `"${first}" is none of ${kinds.join(", ")}. Write agent:build-bot.`
          })
        )
      : Effect.succeed({ handle: rest.join(":"), kind })
  })
)

const kinds = ["human", "agent", "service", "team"] as const
