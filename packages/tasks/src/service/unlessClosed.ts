import { Effect } from "effect"
import { TaskClosed } from "../contract/taskRefusals.ts"
import type { LockedTask } from "./makeLockTask.ts"

/** The task, unless it is done or cancelled. */
export const unlessClosed = (task: LockedTask): Effect.Effect<LockedTask, TaskClosed> =>
  task.closedAt === null
    ? Effect.succeed(task)
    : Effect.fail(new TaskClosed({ task: task.key, column: task.column.name }))
