import { about } from "@genie/audit/effect"
import { ExpectedRevision } from "@genie/operation"
import { AuditEventRepository } from "@genie/store/audit"
import { type SqlError, Transaction } from "@genie/store/database"
import { LiveRunRepository } from "@genie/store/scheduler"
import { type StandingRun, TaskPipelineRepository, type TaskStanding } from "@genie/store/tasks"
import { Effect } from "effect"
import { StaleRevision, TaskNotFound } from "../contract/taskRefusals.ts"
import { changeInWords, isChange } from "./changeInWords.ts"
import { type FoundTask, makeFindTask } from "./makeFindTask.ts"

/** A task whose row is locked, and its unfinished run with it: what they say now, they say until the transaction ends. */
export interface LockedTask extends TaskStanding {}

/** The unfinished run of a locked task. */
export interface LockedTaskRun extends StandingRun {}

/** How many of the changes that a caller has not seen are told. */
const CHANGES_TOLD_MAX = 5

/**
 * Locks the task of this key or id, or the one that was found by it, and its unfinished run before it: that is the order
 * of the locks. Whoever says which revision they have seen is refused when there is a newer one.
 */
export const makeLockTask = Effect.gen(function* () {
  const find = yield* makeFindTask
  const pipeline = yield* TaskPipelineRepository
  const liveRuns = yield* LiveRunRepository
  const auditLog = yield* AuditEventRepository

  const changesOf = Effect.fnUntraced(function* (task: string, limit: number) {
    const events = yield* auditLog.list({ targetType: "task", targetId: task, limit: limit + LOOKED_PAST_MAX })
    return events.filter(isChange).slice(0, limit).map(changeInWords)
  })

  return Effect.fn("lockTask")(function* (
    task: string | FoundTask,
    revision?: number
  ): Effect.fn.Return<LockedTask, TaskNotFound | StaleRevision | SqlError, Transaction> {
    yield* Transaction
    const { id, key } = typeof task === "string" ? yield* find.of(task) : task
    yield* liveRuns.lockOfTasks([id])
    yield* pipeline.lock([id])
    const [locked] = yield* pipeline.standing([id])
    if (locked === undefined) return yield* new TaskNotFound({ task: key })
    yield* about({ id, log: locked.projectId })

    const expected = revision ?? (yield* ExpectedRevision)
    if (expected !== undefined && expected !== locked.revision) {
      return yield* new StaleRevision({
        task: locked.key,
        expected,
        revision: locked.revision,
        changedBy: locked.updatedBy,
        changedAt: locked.updatedAt,
        changes: yield* changesOf(id, Math.min(CHANGES_TOLD_MAX, Math.max(1, locked.revision - expected)))
      })
    }
    return locked
  })
})

/** Refusals, comments and checkouts stand between the changes in the log: so many of them are looked past. */
const LOOKED_PAST_MAX = 100
