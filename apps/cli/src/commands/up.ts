import { InvalidInput } from "@genie/operation"
import { printable } from "@genie/operation/commands"
import { Console, Effect, Option } from "effect"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import { chosenDatabase } from "../owner/chosenDatabase.ts"
import { chosenDirectory } from "../owner/chosenDirectory.ts"
import { chosenDurability } from "../owner/chosenDurability.ts"
import { environment } from "../owner/environment.ts"
import { onceDatabaseIsThere } from "../owner/onceDatabaseIsThere.ts"
import { untilAskedToStop } from "../owner/untilAskedToStop.ts"

/** `genie up` */
export const up = Command.make(
  "up",
  {
    port: Flag.Int("port").pipe(
      Flag.withDescription("Port on 127.0.0.1, remembered; 0 for any free one, this time only (the remembered one)"),
      Flag.optional
    ),
    allowShell: Flag.Boolean("allow-shell").pipe(
      Flag.withDescription("Run the commands of schedules here (the default with the embedded database)"),
      Flag.optional
    ),
    slots: Flag.Int("slots").pipe(Flag.withDescription("How many commands at once"), Flag.withDefault(8)),
    wait: Flag.String("wait").pipe(
      Flag.withMetavar("time"),
      Flag.withDescription("Wait so long for a PostgreSQL that is not there yet: 0s, 30s, 10m"),
      Flag.withDefault("60s")
    )
  },
  ({ allowShell, port, slots, wait }) =>
    Effect.gen(function* () {
      const database = yield* chosenDatabase
      const waitMs = yield* millisecondsOf(wait)
      const { runGenie } = yield* Effect.promise(() => import("@genie/server"))
      yield* runGenie({
        kind: "up",
        directory: chosenDirectory(),
        database,
        port: Option.getOrElse(port, () => "kept" as const),
        // A row of a database that others write to must not become a command here, unless somebody says so.
        allowShell: Option.getOrElse(allowShell, () => database === undefined),
        slots,
        ...environment(),
        durability: yield* chosenDurability,
        untilStopped: Effect.tap(untilAskedToStop, Console.log("\nFinishing what runs. Ctrl-C again stops at once.")),
        onReady: ({ database: location, directory, portBefore, url }) =>
          Console.log(
            [
              "Genie is up.",
              `  data      ${directory.path}`,
              `  database  ${location}`,
              `  board     genie open${database === undefined ? "" : ` --url ${url}`}`,
              `  HTTP API  ${url} (token: ${directory.token})`,
              ...(portBefore === undefined
                ? []
                : [`  port      a new one: something else listens on ${portBefore}. Old bookmarks lead there`]),
              `  stop      Ctrl-C${database === undefined ? ", or: genie down" : ""}`
            ]
              .map(printable)
              .join("\n")
          )
      }).pipe(onceDatabaseIsThere(waitMs))
      yield* Console.log("Stopped.")
    })
).pipe(Command.withDescription("Own the data directory in the foreground: scheduler, worker and HTTP API"))

const millisecondsOf = (written: string): Effect.Effect<number, InvalidInput> => {
  const [, amount, unit] = /^(\d{1,6})\s*(s|m|h)$/.exec(written) ?? []
  return amount === undefined
    ? Effect.fail(new InvalidInput({ field: "--wait", reason: `"${written}" is not a time such as 30s, 10m or 2h.` }))
    : Effect.succeed(Number(amount) * { s: 1_000, m: 60_000, h: 3_600_000 }[unit as "s" | "m" | "h"])
}
