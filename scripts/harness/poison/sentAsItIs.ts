// The control: a completer that sends its batch as it is, and sends it again as it was. What the harness is there to find.
import { CurrentActor, CurrentCaller } from "@genie/operation"
import { layerOpen, layerScheduler, makeEnding, type OpenOptions, Runs, Workers } from "@genie/scheduler/effect"
import { Db } from "@genie/store/database"
import { layerSchedulerRepositories } from "@genie/store/scheduler"
import { Effect, Layer } from "effect"
import type { Judged } from "./brokenIn.ts"
import { healthy } from "./Poison.ts"

const harness = { kind: "service", handle: "harness" } as const

/** Three runs in one batch, with NUL in the result of the second: how they are left. */
export const sentAsItIs = (options: OpenOptions): Promise<ReadonlyArray<Judged>> =>
  Effect.gen(function* () {
    const db = yield* Db
    const runs = yield* Runs
    const workers = yield* Workers
    const end = yield* makeEnding
    yield* runs.enqueueMany({ runs: Array.from({ length: 3 }, () => ({ queue: "control" })) })
    const { id: worker } = yield* workers.register({
      name: "control",
      host: "here",
      bootId: "none",
      pid: 1,
      processStartedAt: "then",
      queues: ["control"],
      slots: 3,
      version: "0.0.0"
    })
    const claims = yield* workers.claim({ worker, limit: 3 })
    const ends = claims.map(({ fence, id }, index) => ({
      run: id,
      worker,
      fence,
      outcome: "succeeded" as const,
      result: index === 1 ? "\0" : "fine"
    }))
    for (let attempt = 0; attempt < 3; attempt++)
      yield* Effect.ignoreCause(Effect.provideService(db.transaction(end(ends)), CurrentActor, harness))
    return yield* Effect.forEach(
      claims,
      Effect.fnUntraced(function* ({ id }) {
        return { name: healthy, ends: "succeeded" as const, run: yield* runs.show({ run: id }) }
      })
    )
  }).pipe(
    Effect.provide(
      layerScheduler.pipe(Layer.provideMerge(layerSchedulerRepositories), Layer.provideMerge(layerOpen(options)))
    ),
    Effect.provideService(CurrentCaller, { actor: harness, via: "library" }),
    Effect.scoped,
    Effect.runPromise
  )
