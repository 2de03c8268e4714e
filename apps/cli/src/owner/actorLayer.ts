import { actorOf, CurrentActor, type InvalidInput } from "@genie/operation"
import { operatingSystemUser } from "@genie/store/owner"
import { Effect, Layer } from "effect"

/** Who is at the command line: the user of the operating system, or who `GENIE_ACTOR` says (`agent:build-bot`). */
export const actorLayer: Layer.Layer<CurrentActor, InvalidInput> = Layer.effect(
  CurrentActor,
  Effect.suspend(() => {
    const written = process.env.GENIE_ACTOR
    if (written) return actorOf("GENIE_ACTOR", written)
    const { handle, isNamed } = operatingSystemUser()
    // A number is nobody's name: the log would be full of it before anybody noticed.
    if (!isNamed)
      console.error(`This user has no name on this machine, so you act as ${handle}. To choose: GENIE_ACTOR=ana`)
    return Effect.succeed({ handle, kind: "human" as const })
  })
)
