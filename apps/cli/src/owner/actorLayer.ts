import { actorOf, CurrentActor, InvalidInput } from "@genie/operation"
import { handleOf, handleProblem } from "@genie/store/model"
import { operatingSystemUser } from "@genie/store/owner"
import { Effect, Layer } from "effect"

/** Who is at the command line: the user of the operating system, or who `GENIE_ACTOR` says (`agent:build-bot`). */
export const actorLayer: Layer.Layer<CurrentActor, InvalidInput> = Layer.effect(
  CurrentActor,
  Effect.suspend(() => {
    const written = process.env.GENIE_ACTOR
    if (written) {
      return Effect.flatMap(actorOf("GENIE_ACTOR", written), (actor) => {
        const reason = handleProblem(actor.handle)
        return reason === undefined
          ? Effect.succeed(actor)
          : Effect.fail(new InvalidInput({ field: "GENIE_ACTOR", reason }))
      })
    }
    const { handle, isNamed } = operatingSystemUser()
    // A number is nobody's name: the log would be full of it before anybody noticed.
    if (!isNamed)
      console.error(`This user has no name on this machine, so you act as ${handle}. To choose: GENIE_ACTOR=ana`)
    return Effect.succeed({ handle: handleOf(handle), kind: "human" as const })
  })
)
