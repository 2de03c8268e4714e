import type { Audit } from "@genie/audit/effect"
import { type GuardedRun, RunObservers } from "@genie/scheduler/effect"
import type { Db, Notifications } from "@genie/store/database"
import { LiveRunRepository, type SchedulerRepositories } from "@genie/store/scheduler"
import { TaskPipelineRepository, type TaskRepositories, type TaskStanding } from "@genie/store/tasks"
import { Effect, Layer } from "effect"
import { retreatOf } from "./gates.ts"
import { makeCountTries } from "./makeCountTries.ts"
import { IsPursuedLater, makePipeline } from "./Pipeline.ts"

/**
 * Tasks go on in the transaction that ends their run, whoever ends it: a worker, a person, the daemon that finds it lost.
 * And a run of a task is cancelled and retried by the rules of the task only.
 */
export const layerPursuit: Layer.Layer<
  never,
  never,
  Db | Audit | Notifications | RunObservers | SchedulerRepositories | TaskRepositories
> = Layer.effectDiscard(
  Effect.gen(function* () {
    const observers = yield* RunObservers
    const pipeline = yield* makePipeline
    const repository = yield* TaskPipelineRepository
    const liveRuns = yield* LiveRunRepository

    const pursueThoseOf = Effect.fnUntraced(function* (runs: ReadonlyArray<{ readonly taskId: string | null }>) {
      if (yield* IsPursuedLater) return
      const tasks = runs.flatMap(({ taskId }) => (taskId === null ? [] : [taskId]))
      if (tasks.length > 0) yield* pipeline.pursue(tasks)
    })

    const whyNotRetried = Effect.fnUntraced(function* (run: string, taskId: string) {
      yield* liveRuns.lockOfTasks([taskId])
      yield* repository.lock([taskId])
      const [task] = yield* repository.standing([taskId])
      return task === undefined ? null : outOfPlace(task, yield* repository.stageOfRun(run))
    })

    yield* observers.observe(pursueThoseOf)
    yield* observers.observe(yield* makeCountTries)
    yield* observers.guard({
      refusal: Effect.fnUntraced(function* ({ id, taskId }: GuardedRun, wanted) {
        return taskId === null || wanted === "cancelled" ? null : yield* whyNotRetried(id, taskId)
      }),
      requeued: pursueThoseOf
    })
  })
)

/** Why a run of this stay is not to be done once more, as the end of a sentence. */
const outOfPlace = (task: TaskStanding, stageId: string | null): string | null => {
  const { blockers, closedAt, column, heldBy, heldReason, key } = task
  if (closedAt !== null) return `${key} is ${column.name}`
  if (stageId !== task.stageId) return `${key} came to ${column.name} since`
  if (column.action === null) return `${column.name} has no action`
  if (heldReason !== null) return asEnding(`${heldBy} holds ${key}: ${heldReason}`)
  if (blockers.length > 0) return `${key} waits for ${blockers.map((blocker) => blocker.key).join(", ")}`
  const retreat = task.run === null ? retreatOf({ ...task, lastRun: null }) : null
  return retreat === null ? null : `${key} was rejected, and goes back to ${retreat.to.name}`
}

/** A sentence without its full stop. */
const asEnding = (sentence: string): string => sentence.trim().replace(/\.$/, "")
