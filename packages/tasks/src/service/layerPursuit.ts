import type { Audit } from "@genie/audit/effect"
import { RunObservers } from "@genie/scheduler/effect"
import type { Db, Notifications } from "@genie/store/effect"
import { Effect, Layer } from "effect"
import { IsPursuedLater, makePipeline } from "./Pipeline.ts"

/** Tasks go on in the transaction that ends their run, whoever ends it: a worker, a person, the daemon that finds it lost. */
export const layerPursuit: Layer.Layer<never, never, Db | Audit | Notifications | RunObservers> = Layer.effectDiscard(
  Effect.gen(function* () {
    const observers = yield* RunObservers
    const pipeline = yield* makePipeline
    yield* observers.observe((ended) =>
      Effect.gen(function* () {
        if (yield* IsPursuedLater) return
        const tasks = ended.flatMap(({ taskId }) => (taskId === null ? [] : [taskId]))
        if (tasks.length > 0) yield* pipeline.pursue(tasks)
      })
    )
  })
)
