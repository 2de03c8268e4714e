import { commands } from "@genie/operation/commands"
import { Runs, RunsGroup } from "@genie/scheduler/contract"
import * as Command from "effect/cli/Command"
import { servicesLayer } from "../owner/servicesLayer.ts"
import { runListView, runView } from "../views/runViews.ts"
import { typed } from "./typed.ts"

/** `genie run …` */
export const run = commands(
  "run",
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
  { omit: ["enqueue", "enqueueMany"], description: "Look at runs and steer them", aliases: { list: "ls" }, typed }
).pipe(Command.provide(servicesLayer))
