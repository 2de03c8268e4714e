import { makeFindActor } from "@genie/identity/effect"
import { CurrentActor } from "@genie/operation"
import type { SqlError } from "@genie/store/database"
import { TaskPipelineRepository } from "@genie/store/tasks"
import { Effect } from "effect"
import type { Reason } from "../contract/Reason.ts"
import { columnOf } from "./makeBoardOf.ts"
import { obstaclesOf } from "./obstacles.ts"
import { actorDisabledReason, alreadyThereReason, columnUnknownReason, nothingInTheWayReason } from "./reasons.ts"

/** Says what stands in the way of a move that the caller has in mind. */
export type WhyNot = (id: string, to: string) => Effect.Effect<ReadonlyArray<Reason>, SqlError, CurrentActor>

/** Everything that `move` would refuse, the first thing first. */
export const makeWhyNot = Effect.gen(function* () {
  const repository = yield* TaskPipelineRepository
  const known = yield* makeFindActor

  const whyNot: WhyNot = Effect.fn("WhyNot.of")(function* (id, to) {
    const [task] = yield* repository.standing([id])
    const column = yield* Effect.match(columnOf(task!, to), {
      onFailure: (refusal) => refusal,
      onSuccess: (found) => found
    })
    if ("_tag" in column) return [columnUnknownReason(column)]
    if (column.id === task!.column.id) return [alreadyThereReason(task!)]

    const current = yield* CurrentActor
    const mover = yield* Effect.catchTag(known.find(current.handle), "ActorNotFound", () =>
      Effect.succeed({ ...current, disabledAt: null })
    )
    const keysThere = column.wipLimit === null ? [] : yield* repository.keysIn(column.id, column.wipLimit)
    const reasons = [
      ...(mover.disabledAt === null ? [] : [actorDisabledReason(mover.handle)]),
      ...obstaclesOf({ task: task!, to: column, mover, keysThere }).flatMap(({ reasons }) => reasons)
    ]
    return reasons.length > 0 ? reasons : [nothingInTheWayReason(task!, column)]
  })
  return whyNot
})
