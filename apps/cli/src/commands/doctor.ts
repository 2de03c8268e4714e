import { CurrentScreen, printableJson } from "@genie/operation/commands"
import { type Checkup, checkServer, examine, type Finding } from "@genie/store/doctor"
import { dataDirectory } from "@genie/store/owner"
import { Clock, Console, Effect, Option } from "effect"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import { chosenDatabase } from "../owner/chosenDatabase.ts"
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
      const database = Option.isNone(directory) ? yield* chosenDatabase : undefined
      const checkup = withServer(
        yield* examine(Option.match(directory, { onNone: chosenDirectory, onSome: (path) => dataDirectory(path) }), {
          isDeep: deep,
          allowNetwork: environment().allowNetwork
        }),
        database === undefined ? [] : yield* checkServer(database)
      )
      const screen = { ...(yield* CurrentScreen), now: new Date(yield* Clock.currentTimeMillis) }
      yield* Console.log(json ? printableJson(JSON.stringify(checkup, null, 2)) : doctorView(checkup, screen))
      // A directory that is not well is an answer, and a failure too: a script must not miss it.
      if (!checkup.isHealthy) process.exitCode = 1
    })
).pipe(
  Command.withDescription(
    "Say what is wrong with a data directory, or a PostgreSQL, and what to do; it changes nothing"
  )
)

/** Beside a PostgreSQL the directory holds keys and logs, and the database is looked at where it is. */
const withServer = (checkup: Checkup, server: ReadonlyArray<Finding>): Checkup => ({
  ...checkup,
  findings: [...checkup.findings, ...server],
  isHealthy: checkup.isHealthy && server.every(({ verdict }) => verdict !== "problem")
})
