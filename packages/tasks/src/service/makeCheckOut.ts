import { Audit } from "@genie/audit/effect"
import type { CurrentActor } from "@genie/operation"
import { type ClaimableTask, makeLiveRunRepository, type SqlError, type Transaction } from "@genie/store/effect"
import { type TaskId, uuidv7 } from "@genie/store/model"
import { Effect } from "effect"
import { Checkout } from "../contract/TasksGroup.ts"
import { makeFindTask } from "./makeFindTask.ts"

/** How long the name of a run is. */
const NAME_LENGTH_MAX = 200

/** Gives a locked task, of which nothing else is unfinished, to somebody: as a run that they hold from the start. */
export const makeCheckOut = Effect.gen(function* () {
  const audit = yield* Audit
  const liveRuns = yield* makeLiveRunRepository
  const find = yield* makeFindTask
  const { organizationId } = audit.instance

  return Effect.fn("checkOut")(function* (
    { id, key, priority, projectId, stageId, title }: ClaimableTask,
    holder: string,
    leaseMs: number | null
  ): Effect.fn.Return<Checkout, SqlError, Transaction | CurrentActor> {
    const held = yield* liveRuns.checkOut({
      run: {
        id: uuidv7(),
        organizationId,
        projectId,
        taskId: id,
        stageId,
        name: `${key} ${title}`.slice(0, NAME_LENGTH_MAX),
        priority,
        enqueuedBy: holder
      },
      holder,
      leaseMs
    })
    yield* audit.append({
      log: projectId,
      action: "task.checked_out",
      target: { type: "task", id },
      details: { key, run: held.id, until: held.leaseExpiresAt?.toISOString() ?? null }
    })
    return Checkout.make({
      task: yield* find.show(id as TaskId),
      run: held.id,
      fence: held.fence,
      leaseExpiresAt: held.leaseExpiresAt
    })
  })
})
