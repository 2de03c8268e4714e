import { InvalidInput } from "@genie/operation"
import { CommandFailed } from "@genie/operation/runCommand"
import { Console, Effect } from "effect"
import * as Command from "effect/cli/Command"
import { chosenDirectory } from "../owner/chosenDirectory.ts"
import { chosenDurability } from "../owner/chosenDurability.ts"
import { environment } from "../owner/environment.ts"
import { OWNED_EXIT } from "../owner/ownedExit.ts"
import { untilAskedToStop } from "../owner/untilAskedToStop.ts"

/** The owner that other commands start when there is none. Nobody types it. */
export const background = Command.make("background", {}, () =>
  Effect.gen(function* () {
    const idleMs = yield* idleTime
    const { runGenie } = yield* Effect.promise(() => import("@genie/server"))
    yield* runGenie({
      kind: "background",
      directory: chosenDirectory(),
      allowShell: true,
      slots: 8,
      idleMs,
      ...environment(),
      durability: yield* chosenDurability,
      untilStopped: untilAskedToStop
    })
  }).pipe(
    // This exit code tells the command that started it: another owner was faster, and nothing is wrong.
    Effect.catchTag("DirectoryOwned", ({ message }) =>
      Effect.andThen(Console.error(`genie: ${message}`), Effect.fail(new CommandFailed({ exitCode: OWNED_EXIT })))
    )
  )
).pipe(Command.unlisted)

/** `GENIE_IDLE`: 90s, 10m, 2h. */
const idleTime = Effect.suspend(() => {
  const written = process.env.GENIE_IDLE || "10m"
  const [, amount, unit] = /^(\d+)\s*(ms|s|m|h)$/.exec(written) ?? []
  return amount === undefined
    ? Effect.fail(
        new InvalidInput({ field: "GENIE_IDLE", reason: `"${written}" is not a time such as 90s, 10m or 2h.` })
      )
    : Effect.succeed(Number(amount) * lengths[unit as keyof typeof lengths])
})

const lengths = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }
