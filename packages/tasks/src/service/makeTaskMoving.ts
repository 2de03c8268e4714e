import { change } from "@genie/audit/effect"
import { CurrentActor } from "@genie/operation"
import { Db } from "@genie/store/database"
import { TaskPipelineRepository } from "@genie/store/tasks"
import { Effect } from "effect"
import { TaskBlocked, TaskMoved, TaskUnblocked } from "../events.ts"
import { columnOf } from "./makeBoardOf.ts"
import { type FoundTask, makeFindTask } from "./makeFindTask.ts"
import { makeLockTask } from "./makeLockTask.ts"
import { makeTaskRecord } from "./makeTaskRecord.ts"
import { obstaclesOf } from "./obstacles.ts"
import { makePipeline } from "./Pipeline.ts"
import type { TaskImplementations } from "./TaskImplementations.ts"
import { unlessClosed } from "./unlessClosed.ts"

/**
 * How tasks are moved, held back and let go on.
 *
 * Locks, in this order: whoever acts for the first time, the live run of the task, its row, the columns with a limit, the
 * heads of the audit logs.
 */
export const makeTaskMoving = Effect.gen(function* () {
  const _db = yield* Db
  const repository = yield* TaskPipelineRepository
  const find = yield* makeFindTask
  const lockTask = yield* makeLockTask
  const pipeline = yield* makePipeline
  const { record } = yield* makeTaskRecord

  const move = Effect.fnUntraced(function* (
    found: FoundTask,
    to: string,
    reason: string | undefined,
    revision?: number
  ) {
    const mover = yield* CurrentActor
    const task = yield* lockTask(found, revision)
    const target = yield* columnOf(task, to)
    if (target.id === task.column.id) return yield* find.show(task.id)

    // Both at once: who leaves one full column for another meets nobody who goes the other way.
    const limited = [task.column, target].filter(({ wipLimit }) => wipLimit !== null)
    if (limited.length > 0) yield* repository.lockColumns(limited.map(({ id }) => id))
    const keysThere = target.wipLimit === null ? [] : yield* repository.keysIn(target.id, target.wipLimit)
    const [obstacle] = obstaclesOf({ task, to: target, mover, keysThere })
    if (obstacle !== undefined) return yield* obstacle.refusal

    yield* pipeline.pursue(yield* pipeline.step(task, { to: target, by: mover, reason: reason ?? null }))
    return yield* find.show(task.id)
  })

  const operations: Pick<TaskImplementations, "move" | "block" | "unblock"> = {
    move: change(TaskMoved, function* ({ reason, revision, task, to }) {
      return yield* move(yield* find.of(task), to, reason, revision)
    }),

    block: change(TaskBlocked, function* ({ reason, revision, task: name }) {
      const { handle } = yield* CurrentActor
      const task = yield* unlessClosed(yield* lockTask(name, revision))
      yield* repository.hold(task.id, reason, handle)
      yield* record(TaskBlocked, task, { reason })
      yield* pipeline.pursue([task.id])
      return yield* find.show(task.id)
    }),

    unblock: change(TaskUnblocked, function* ({ reason, revision, task: name }) {
      const { handle } = yield* CurrentActor
      const task = yield* lockTask(name, revision)
      if (task.heldAt === null) return yield* find.show(task.id)
      yield* repository.hold(task.id, null, handle)
      yield* record(TaskUnblocked, task, reason === undefined ? {} : { reason })
      yield* pipeline.pursue([task.id])
      return yield* find.show(task.id)
    })
  }
  return operations
})
