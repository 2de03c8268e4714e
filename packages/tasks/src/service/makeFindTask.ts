import { Audit, about } from "@genie/audit/effect"
import type { SqlError } from "@genie/store/database"
import type { Task, TaskId } from "@genie/store/model"
import { TaskPipelineRepository, TaskRepository } from "@genie/store/tasks"
import { Effect, Option } from "effect"
import { TaskNotFound } from "../contract/taskRefusals.ts"

/** What tells which task it is, and in whose log it belongs. */
export interface FoundTask {
  readonly id: TaskId
  readonly key: string
  readonly projectId: string
}

/** Tasks, as the rules of tasks ask for them. */
export interface FindTask {
  /** The task of this key, in upper or lower case, or of this id. */
  of(task: string): Effect.Effect<FoundTask, TaskNotFound | SqlError>
  idOf(task: string): Effect.Effect<TaskId, TaskNotFound | SqlError>
  /** The task as callers see it, now. */
  show(id: TaskId): Effect.Effect<Task, SqlError>
}

/** Finds tasks. */
export const makeFindTask = Effect.gen(function* () {
  const { instance } = yield* Audit
  const pipeline = yield* TaskPipelineRepository
  const tasks = yield* TaskRepository

  const of: FindTask["of"] = Effect.fnUntraced(function* (task) {
    const found = yield* pipeline.find(instance.organizationId, task)
    if (Option.isNone(found)) return yield* new TaskNotFound({ task })
    yield* about({ id: found.value.id, log: found.value.projectId })
    return found.value
  })

  const find: FindTask = { of, idOf: (task) => Effect.map(of(task), ({ id }) => id), show: tasks.show }
  return find
})
