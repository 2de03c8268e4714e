// What the tests of runs and workers stand on.
import { Audit, AuditKey } from "@genie/audit/effect"
import { CurrentActor, CurrentCaller } from "@genie/operation"
import { Notifications } from "@genie/store/database"
import { layerIdentityRepositories } from "@genie/store/identity"
import type { RunId, WorkerId } from "@genie/store/model"
import { layerSchedulerRepositories } from "@genie/store/scheduler"
import { layerTaskRepositories } from "@genie/store/tasks"
import { Effect, Layer } from "effect"
import { Workers } from "../src/contract/Workers.ts"
import type { Completion } from "../src/contract/WorkersGroup.ts"
import { layerScheduler } from "../src/service/layerScheduler.ts"

/** Schedules, runs and workers and what they need, for `ana`. */
export const schedulerLayer = layerScheduler.pipe(
  Layer.provideMerge(Layer.mergeAll(layerIdentityRepositories, layerSchedulerRepositories, layerTaskRepositories)),
  Layer.provideMerge(Layer.mergeAll(Audit.layer, Notifications.layer)),
  Layer.provideMerge(AuditKey.layer({ key: "5c".repeat(32) })),
  Layer.provideMerge(
    Layer.mergeAll(
      Layer.succeed(CurrentActor, { handle: "ana", kind: "human" }),
      Layer.succeed(CurrentCaller, { actor: { handle: "ana", kind: "human" }, via: "library" })
    )
  )
)

/** A worker of these queues that is there. */
export const worker = (...queues: ReadonlyArray<string>): Effect.Effect<WorkerId, never, Workers | CurrentCaller> =>
  Effect.gen(function* () {
    const workers = yield* Workers
    const registered = yield* workers.register({
      name: "test",
      host: "here",
      bootId: "boot",
      pid: 4711,
      processStartedAt: "then",
      queues,
      slots: 10,
      version: "0.0.0"
    })
    return registered.id
  }).pipe(Effect.orDie)

/** How a claimed run went. */
export const ended = (
  { fence, id }: { readonly id: RunId; readonly fence: number },
  outcome: Completion["outcome"],
  rest: Partial<Completion> = {}
): Completion => ({ run: id, fence, outcome, ...rest })
