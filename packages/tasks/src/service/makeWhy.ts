import type { SqlError } from "@genie/store/database"
import { TaskPipelineRepository, type TaskStanding } from "@genie/store/tasks"
import { Effect } from "effect"
import type { Reason } from "../contract/Reason.ts"
import { wantedColumn, why } from "./why.ts"

/** Says what stands in the way of tasks. */
export interface Why {
  /** By id. */
  of(tasks: ReadonlyArray<string>): Effect.Effect<ReadonlyMap<string, ReadonlyArray<Reason>>, SqlError>
}

export const makeWhy = Effect.gen(function* () {
  const repository = yield* TaskPipelineRepository

  /** What is in the full columns that any of the tasks wants to go to. */
  const keysIn = Effect.fnUntraced(function* (tasks: ReadonlyArray<TaskStanding>) {
    const wanted = new Map(tasks.map(wantedColumn).flatMap((column) => (column === null ? [] : [[column.id, column]])))
    const found = yield* Effect.forEach([...wanted.values()], ({ id, wipLimit }) =>
      Effect.map(repository.keysIn(id, wipLimit!), (keys) => [id as string, keys] as const)
    )
    return new Map(found)
  })

  const of: Why["of"] = Effect.fn("Why.of")(function* (ids) {
    const tasks = yield* repository.standing(ids)
    const keys = yield* keysIn(tasks)
    return new Map(tasks.map((task) => [task.id as string, why(task, keys.get(wantedColumn(task)?.id ?? "") ?? [])]))
  })
  const service: Why = { of }
  return service
})
