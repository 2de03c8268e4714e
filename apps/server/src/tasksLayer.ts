import { NotServed } from "@genie/operation"
import {
  Actors,
  ActorsGroup,
  Boards,
  BoardsGroup,
  Projects,
  ProjectsGroup,
  Tasks,
  TasksGroup
} from "@genie/tasks/contract"
import { type Context, Effect, Layer } from "effect"
import type * as HttpApiGroup from "effect/http-api/HttpApiGroup"

/** Projects, boards, tasks and actors, which nobody serves here yet. */
export const tasksLayer: Layer.Layer<Projects | Boards | Tasks | Actors> = Layer.suspend(() =>
  Layer.mergeAll(
    refusing(Projects, ProjectsGroup),
    refusing(Boards, BoardsGroup),
    refusing(Tasks, TasksGroup),
    refusing(Actors, ActorsGroup)
  )
)

const refusing = <Self, Operations extends object>(
  service: Context.Key<Self, Operations>,
  { endpoints, identifier }: HttpApiGroup.Constraint
): Layer.Layer<Self> =>
  Layer.succeed(
    service,
    Object.fromEntries(
      Object.keys(endpoints).map((name) => [
        name,
        () => Effect.fail(new NotServed({ operation: `${identifier}.${name}` }))
      ])
    ) as Operations
  )
