import { implement } from "@genie/audit/effect"
import { Effect } from "effect"
import { Tasks } from "../contract/Tasks.ts"
import { TasksGroup } from "../contract/TasksGroup.ts"
import { makeTaskDeciding } from "./makeTaskDeciding.ts"
import { makeTaskHolding } from "./makeTaskHolding.ts"
import { makeTaskLog } from "./makeTaskLog.ts"
import { makeTaskMoving } from "./makeTaskMoving.ts"
import { makeTaskReading } from "./makeTaskReading.ts"
import { makeTaskWriting } from "./makeTaskWriting.ts"

/**
 * The rules of tasks: what is said of them, how they move through gates, who holds them, and what is read.
 *
 * Locks are taken in this order: edges, live runs, tasks by id, columns with a limit, schedules, triggers, audit heads.
 */
export const TasksLive = implement(
  TasksGroup,
  Tasks,
  Effect.gen(function* () {
    return {
      ...(yield* makeTaskWriting),
      ...(yield* makeTaskMoving),
      ...(yield* makeTaskDeciding),
      ...(yield* makeTaskHolding),
      ...(yield* makeTaskReading),
      ...(yield* makeTaskLog)
    }
  })
)
