import { System } from "@genie/client/api"
import { attach } from "@genie/client/effect"
import { Unavailable } from "@genie/operation"
import { printable } from "@genie/operation/commands"
import { readOwner } from "@genie/store/owner"
import { Console, Duration, Effect, Layer, Option, Schedule } from "effect"
import * as Command from "effect/cli/Command"
import { callerLayer } from "../owner/callerLayer.ts"
import { chosenDirectory } from "../owner/chosenDirectory.ts"
import { socketOf } from "../owner/socketOf.ts"

/** `genie down` */
export const down = Command.make("down", {}, () =>
  Effect.gen(function* () {
    const directory = chosenDirectory()
    const socketPath = yield* socketOf(directory)
    if (socketPath === undefined) return yield* Console.log(printable(`Nothing is running in ${directory.path}.`))

    const { pid } = yield* Effect.provide(
      Effect.flatMap(System, (system) => system.stop({})),
      Layer.merge(attach({ socketPath }), callerLayer)
    )
    const left = yield* readOwner(directory).pipe(
      Effect.repeat({ schedule: Schedule.spaced(Duration.millis(20)), until: (owner) => owner?.pid !== pid }),
      Effect.timeoutOption(leaveWithin)
    )
    if (Option.isNone(left)) {
      return yield* new Unavailable({
        reason: `Process ${pid} was asked to stop and is still there after ${Duration.toSeconds(leaveWithin)} s. See ${directory.logs}.`
      })
    }
    yield* Console.log(printable(`Stopped (process ${pid}). The data is in ${directory.path}.`))
  })
).pipe(Command.withDescription("Ask the owner to finish what it does and stop"))

/** Requests, runs and the database each have their own few seconds. */
const leaveWithin = Duration.seconds(40)
