import { readActor } from "@genie/identity/contract"
import { CurrentCaller, type InvalidInput } from "@genie/operation"
import { handleOf } from "@genie/store/model"
import { operatingSystemUser } from "@genie/store/owner"
import { Effect, Layer } from "effect"

/** The caller at the command line: the actor of `GENIE_ACTOR` (`agent:build-bot`), or the user of the operating system. */
export const callerLayer: Layer.Layer<CurrentCaller, InvalidInput> = Layer.effect(
  CurrentCaller,
  Effect.suspend(() => {
    const written = process.env.GENIE_ACTOR
    if (written) return Effect.map(readActor("GENIE_ACTOR", written), (actor) => ({ actor, via: "cli" as const }))
    const { handle, isNamed } = operatingSystemUser()
    // A number is no name: the log would be full of it before anybody noticed.
    if (!isNamed)
      console.error(`This user has no name on this machine, so you act as ${handle}. To choose: GENIE_ACTOR=human:ana`)
    return Effect.succeed({ actor: { handle: handleOf(handle), kind: "human" as const }, via: "cli" as const })
  })
)
