import { subcommands } from "@genie/operation/commands"
import { Runs, RunsGroup } from "@genie/scheduler/contract"
import * as Command from "effect/cli/Command"
import { servicesLayer } from "../owner/servicesLayer.ts"
import { runListView, runView } from "../views/runViews.ts"
import { runOutput } from "./runOutput.ts"
import { typed } from "./typed.ts"

const operations = subcommands(
  RunsGroup,
  Runs,
  {
    list: runListView,
    show: runView,
    cancel: (run) =>
      run.state === "cancelled"
        ? `Cancelled ${run.name} (${run.id.slice(-8)}).`
        : `Asked the worker of ${run.name} (${run.id.slice(-8)}) to stop it.`,
    retry: (run) => `${run.name} runs once more as ${run.id.slice(-8)}: genie run show ${run.id.slice(-8)}`
  },
  { omit: ["enqueue", "enqueueMany", "output"], aliases: { list: "ls" }, typed }
)

/** `genie run …` */
export const run = Command.make("run").pipe(
  Command.withDescription("Look at runs and steer them"),
  Command.withSubcommands([...operations, runOutput]),
  Command.provide(servicesLayer)
)
