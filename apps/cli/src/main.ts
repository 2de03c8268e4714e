// The command line: which command it is, what it needs, how it ends.
import { version } from "@genie/client/version"
import { runCommand } from "@genie/operation/runCommand"
import { Effect } from "effect"
import * as Command from "effect/cli/Command"
import { commandsFor } from "./commands/commandsFor.ts"
import { guidance } from "./commands/guidance.ts"
import { typed } from "./commands/typed.ts"
import { failWhenUnwritten } from "./failWhenUnwritten.ts"
import { DatabaseFlag } from "./owner/DatabaseFlag.ts"
import { runMain } from "./runMain.ts"
import { terminalLayer } from "./terminalLayer.ts"
import { whoYouAre } from "./whoYouAre.ts"

const args = process.argv.slice(2)
// Every user of the machine reads the arguments of every process, and an address has a password in it.
if (args.some((argument) => argument.startsWith("--database"))) process.title = "genie"

const genie = Command.make("genie").pipe(
  Command.withDescription(
    `Tasks behind gates that hold, schedules that never lose their place, and a sealed audit log.\n\n${whoYouAre()}`
  ),
  Command.withSubcommands(await commandsFor(typed)),
  Command.withGlobalFlags([DatabaseFlag])
)

failWhenUnwritten()

const environment = args.includes("--wizard")
  ? (await import("@effect/platform-node/NodeServices")).layer
  : terminalLayer

runCommand(genie, { version, args, guidance }).pipe(
  Effect.provide(environment),
  runMain({ disableErrorReporting: true })
)
