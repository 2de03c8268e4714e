import { subcommands } from "@genie/operation/commands"
import { Runs, RunsGroup } from "@genie/scheduler/contract"
import { Effect } from "effect"
import * as Command from "effect/cli/Command"
import { servicesLayer } from "../owner/servicesLayer.ts"
import { warnWhenNobodyServes } from "../owner/warnWhenNobodyServes.ts"
import { relative } from "../views/relative.ts"
import { directoryOf } from "./directoryOf.ts"
import { localTimeZone } from "./localTimeZone.ts"
import { warnOfMissingProgram } from "./warnOfMissingProgram.ts"

/** `genie enqueue QUEUE …` */
export const enqueue = subcommands(
  RunsGroup,
  Runs,
  {
    enqueue: (run, screen) => {
      const id = run.id.slice(-8)
      const when = run.dueAt > screen.now ? `, due ${relative(run.dueAt, screen)}` : ""
      return `Enqueued ${run.name} on ${run.queue} as ${id}${when}.\nFollow it with: genie run output ${id} --follow`
    }
  },
  {
    omit: ["enqueueMany", "list", "show", "output", "cancel", "retry"],
    prepare: {
      enqueue: (typed) =>
        Effect.as(warnOfMissingProgram(typed.run, typed.directory ?? process.cwd()), {
          ...typed,
          ...directoryOf(typed),
          ...(typed.at !== undefined && { tz: typed.tz ?? localTimeZone() })
        })
    }
  }
)[0]!.pipe(Command.provide(warnWhenNobodyServes), Command.provide(servicesLayer))
