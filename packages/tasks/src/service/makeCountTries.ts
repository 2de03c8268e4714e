import { Audit } from "@genie/audit/effect"
import { CurrentActor } from "@genie/operation"
import type { ObservedRun } from "@genie/scheduler/effect"
import type { SqlError, Transaction } from "@genie/store/database"
import { TaskPipelineRepository, type TaskStanding } from "@genie/store/tasks"
import { Effect } from "effect"
import { retreatOf } from "./gates.ts"
import { tasksActor } from "./tasksActor.ts"

/** After so many failed tries in a row in one column a task is held for a person. */
export const FAILED_TRIES_MAX = 3

/** How long a task waits after its first failed try until a claim gives it out again. The wait doubles with each. */
export const TRY_AGAIN_AFTER_MS = 60_000

/** The longest wait between two tries. */
export const TRY_AGAIN_MAX_MS = 3_600_000

/** Counts how the tries of tasks ended. */
export type CountTries = (
  ended: ReadonlyArray<ObservedRun>
) => Effect.Effect<void, SqlError, Transaction | CurrentActor>

/**
 * Counts failed tries, so that a task that keeps failing does not keep the others from their turn: it waits longer after
 * each, and is held for a person in the end.
 *
 * It runs after the tasks went on: a task whose column sends failures elsewhere has left its stay by then, and one that
 * waits for a place there is not held.
 */
export const makeCountTries = Effect.gen(function* () {
  const audit = yield* Audit
  const repository = yield* TaskPipelineRepository

  const park = Effect.fnUntraced(function* (task: TaskStanding) {
    if (task.heldAt !== null || task.closedAt !== null || retreatOf(task) !== null) return
    const reason = parkedBecause(task)
    yield* repository.hold(task.id, reason, tasksActor.handle)
    yield* audit
      .append({
        log: task.projectId,
        action: "task.blocked",
        target: { type: "task", id: task.id },
        details: { key: task.key, reason }
      })
      .pipe(Effect.provideService(CurrentActor, tasksActor))
  })

  const countTries: CountTries = Effect.fn("countTries")(function* (ended) {
    const tried = ended.flatMap((run) => {
      const { isLast, outcome, stageId, taskId } = run
      return isLast && taskId !== null && stageId !== null ? [{ taskId, stageId, outcome }] : []
    })
    const succeeded = tried.filter(({ outcome }) => outcome === "succeeded")
    if (succeeded.length > 0) yield* repository.forgetFailures(succeeded.map(({ stageId }) => stageId))

    const failed = tried.filter(({ outcome }) => outcome !== "succeeded" && outcome !== "cancelled")
    if (failed.length === 0) return
    const counted = yield* repository.countFailures(failed, { firstMs: TRY_AGAIN_AFTER_MS, maxMs: TRY_AGAIN_MAX_MS })
    const tooOften = counted.filter(({ failures }) => failures >= FAILED_TRIES_MAX).map(({ id }) => id)
    if (tooOften.length > 0) yield* Effect.forEach(yield* repository.standing(tooOften), park, { discard: true })
  })
  return countTries
})

/** How much of the last failure a reason quotes. */
const QUOTED_MAX = 500

const parkedBecause = ({ column, failures, lastRun }: TaskStanding): string => {
  const said = lastRun?.failureMessage?.slice(0, QUOTED_MAX).toWellFormed() ?? "it ran out of time or was lost"
  return `${failures} tries in ${column.name} failed. The last one: ${said}`
}
