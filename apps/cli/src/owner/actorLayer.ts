import { userInfo } from "node:os"
import { actorOf, CurrentActor, type InvalidInput } from "@genie/operation"
import { Effect, Layer } from "effect"

/** Who is at the command line: the user of the operating system, or who `GENIE_ACTOR` says (`agent:build-bot`). */
export const actorLayer: Layer.Layer<CurrentActor, InvalidInput> = Layer.effect(
  CurrentActor,
  Effect.suspend(() => {
    const written = process.env.GENIE_ACTOR
    return written
      ? actorOf("GENIE_ACTOR", written)
      : Effect.succeed({ handle: userInfo().username, kind: "human" as const })
  })
)
