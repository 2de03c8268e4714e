import { Audit } from "@genie/audit/effect"
import type { Actor, CurrentActor } from "@genie/operation"
import type { SqlError, Transaction } from "@genie/store/database"
import { type TaskId, uuidv7 } from "@genie/store/model"
import { CheckoutRepository } from "@genie/store/scheduler"
import { TaskClaimRepository } from "@genie/store/tasks"
import { Effect, Option } from "effect"
import { Checkout } from "../contract/TasksGroup.ts"
import { TaskCheckedOut } from "../events.ts"
import { makeFindTask } from "./makeFindTask.ts"
import type { LockedTask } from "./makeLockTask.ts"
import { makeTaskRecord, type RecordedTask } from "./makeTaskRecord.ts"
import { seekerOf } from "./seekerOf.ts"

/** How a locked task is given to somebody: as a run that they hold from the start. */
export interface CheckOut {
  /** Gives them a task of which nothing else is unfinished. */
  locked(
    task: LockedTask,
    holder: string,
    leaseMs: number | null
  ): Effect.Effect<Checkout, SqlError, Transaction | CurrentActor>
  /** Gives them the task of this id when it is ready and offered to them. None when not, or when they are unknown or disabled. */
  ready(
    id: string,
    seeker: Actor,
    leaseMs: number | null
  ): Effect.Effect<Option.Option<Checkout>, SqlError, Transaction | CurrentActor>
}

/** Gives locked tasks to those who want them. */
export const makeCheckOut = Effect.gen(function* () {
  const { instance } = yield* Audit
  const checkouts = yield* CheckoutRepository
  const tasks = yield* TaskClaimRepository
  const find = yield* makeFindTask
  const { record } = yield* makeTaskRecord
  const { organizationId } = instance

  const recordCheckout = (task: RecordedTask, held: { readonly run: string; readonly leaseExpiresAt: Date | null }) =>
    record(TaskCheckedOut, task, { run: held.run, until: held.leaseExpiresAt?.toISOString() ?? null })

  const checkOut: CheckOut = {
    locked: Effect.fn("checkOut.locked")(function* (task, holder, leaseMs) {
      const { id, key, priority, projectId, stageId, title } = task
      const name = `${key} ${title}`
      const run = { id: uuidv7(), organizationId, projectId, taskId: id, stageId, name, priority, enqueuedBy: holder }
      const { fence, leaseExpiresAt } = yield* checkouts.checkOut({ run, holder, leaseMs })
      yield* recordCheckout(task, { run: run.id, leaseExpiresAt })
      return Checkout.make({ task: yield* find.show(id as TaskId), run: run.id, fence, leaseExpiresAt })
    }),

    ready: Effect.fn("checkOut.ready")(function* (id, seeker, leaseMs) {
      const { handle, isAgent } = seekerOf(seeker)
      const claimed = yield* tasks.claim(id, { run: uuidv7(), organizationId, holder: handle, isAgent, leaseMs })
      if (Option.isNone(claimed)) return Option.none()
      const { projectId, ...checkout } = claimed.value
      yield* recordCheckout({ id, key: checkout.task.key, projectId }, checkout)
      return Option.some(Checkout.make(checkout))
    })
  }
  return checkOut
})
