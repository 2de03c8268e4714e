import { System } from "@genie/client/api"
import { Schedules, Workers } from "@genie/scheduler/contract"
import type { Schedule } from "@genie/store/model"
import { Console, Effect, Layer } from "effect"
import { isServed, startWorkerHint } from "./isServed.ts"

/** A schedule is made by whoever has the database; that somebody is there when it is due is another matter, said at once. */
export const warnWhenNobodyFires = Layer.effect(
  Schedules,
  Effect.gen(function* () {
    const schedules = yield* Schedules
    const workers = yield* Workers
    const system = yield* System

    const warn = Effect.fnUntraced(function* ({ queue }: Schedule) {
      const { owner } = yield* system.status({})
      const hasWorker = yield* isServed(workers, queue)
      if (owner.kind === "direct" && !hasWorker) {
        yield* Console.error(`Nobody fires it yet: run "genie up" with this database somewhere, and keep it running.`)
      } else if (!hasWorker) {
        yield* Console.error(startWorkerHint(queue))
      } else if (owner.kind === "background") {
        yield* Console.error(
          `Process ${owner.pid} in the background fires it, until this machine stops. "genie up" is the one to start at boot.`
        )
      }
    })

    return Schedules.of({
      ...schedules,
      create: (input) => Effect.tap(schedules.create(input), (schedule) => Effect.ignore(warn(schedule)))
    })
  })
)
