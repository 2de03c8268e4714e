import { Runs, Workers } from "@genie/scheduler/contract"
import type { Run } from "@genie/store/model"
import { Console, Effect, Layer } from "effect"
import { isServed, startWorkerHint } from "./isServed.ts"

/** A run waits for a worker of its queue. Where there is none it waits for ever, and that is said at once. */
export const warnWhenNobodyServes = Layer.effect(
  Runs,
  Effect.gen(function* () {
    const runs = yield* Runs
    const workers = yield* Workers

    const warn = Effect.fnUntraced(function* ({ queue }: Run) {
      if (!(yield* isServed(workers, queue))) yield* Console.error(startWorkerHint(queue))
    })

    return Runs.of({
      ...runs,
      enqueue: (input) => Effect.tap(runs.enqueue(input), (run) => Effect.ignore(warn(run)))
    })
  })
)
