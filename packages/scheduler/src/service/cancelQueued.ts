import { Audit } from "@genie/audit/effect"
import { LiveRunRepository, TriggerRepository, type UnfinishedRun } from "@genie/store/scheduler"
import { Effect } from "effect"
import { RunCancelled } from "../events.ts"

/**
 * Cancels those of these locked runs that nobody has claimed, with their firings, inside the open transaction. For who
 * holds the schedule already: nothing else follows from their end.
 */
export const makeCancelQueued = Effect.gen(function* () {
  const audit = yield* Audit
  const liveRuns = yield* LiveRunRepository
  const triggers = yield* TriggerRepository

  return Effect.fn("cancelQueued")(function* (locked: ReadonlyArray<UnfinishedRun>, reason: string) {
    const queued = locked.filter(({ state }) => state === "queued")
    if (queued.length === 0) return
    const ended = yield* liveRuns.end(
      queued.map(({ runId }) => ({
        run: runId,
        isForced: true,
        outcome: "cancelled",
        failureKind: "cancelled",
        failureMessage: reason
      }))
    )
    yield* triggers.settle(
      queued.flatMap(({ triggerId }) => (triggerId === null ? [] : [{ id: triggerId, state: "cancelled", reason }]))
    )
    for (const [project, runs] of Map.groupBy(ended, ({ projectId }) => projectId)) {
      yield* audit.record(
        RunCancelled.many(
          { log: project, type: "schedule", id: runs[0]!.scheduleId ?? "" },
          runs.map(({ id, scheduleId }) => ({ run: id, schedule: scheduleId, reason }))
        )
      )
    }
  })
})
