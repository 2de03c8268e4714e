import { System, SystemGroup } from "@genie/client/api"
import { subcommands } from "@genie/operation/commands"
import * as Command from "effect/cli/Command"
import { runningServicesLayer } from "../owner/servicesLayer.ts"
import { statusView } from "../views/statusView.ts"

/** `genie status` */
export const status = subcommands(
  SystemGroup,
  System,
  { status: statusView },
  { omit: ["open", "yield", "stop"] }
)[0]!.pipe(Command.provide(runningServicesLayer))
