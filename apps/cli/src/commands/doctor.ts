import { CurrentScreen } from "@genie/operation/commands"
import { examine } from "@genie/store/doctor"
import { dataDirectory } from "@genie/store/owner"
import { Clock, Console, Effect, Option } from "effect"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import { chosenDirectory } from "../owner/chosenDirectory.ts"
import { environment } from "../owner/environment.ts"
import { doctorView } from "../views/doctorView.ts"

/** `genie doctor [DIRECTORY]` */
export const doctor = Command.make(
  "doctor",
  {
    directory: Argument.String("directory").pipe(
      Argument.withDescription("The data directory (GENIE_HOME, or ~/.genie, when not said)"),
      Argument.optional
    ),
    deep: Flag.Boolean("deep").pipe(
      Flag.withDescription(
        "Also open a copy of the database and verify every table and index; only while nobody has it open"
      ),
      Flag.withDefault(false)
    ),
    json: Flag.Boolean("json").pipe(Flag.withDescription("Print JSON"), Flag.withDefault(false))
  },
  ({ deep, directory, json }) =>
    Effect.gen(function* () {
      const checkup = yield* examine(
        Option.match(directory, { onNone: chosenDirectory, onSome: (path) => dataDirectory(path) }),
        { isDeep: deep, allowNetwork: environment().allowNetwork }
      )
      const screen = { ...(yield* CurrentScreen), now: new Date(yield* Clock.currentTimeMillis) }
      yield* Console.log(json ? JSON.stringify(checkup, null, 2) : doctorView(checkup, screen))
      // A directory that is not well is an answer, and a failure too: a script must not miss it.
      if (!checkup.isHealthy) process.exitCode = 1
    })
).pipe(Command.withDescription("Say what is wrong with a data directory and what to do; it changes nothing"))
