import { steps } from "@genie/audit/effect"
import { makeFindActor } from "@genie/identity/effect"
import { CurrentActor } from "@genie/operation"
import { Db, Notifications } from "@genie/store/database"
import { TaskClaimRepository, type TaskFilter } from "@genie/store/tasks"
import { Clock, Effect, Option } from "effect"
import { TaskCheckedOut } from "../events.ts"
import { leaseOf } from "./leaseOf.ts"
import { makeCheckOut } from "./makeCheckOut.ts"
import { makeTasksMeant } from "./makeTasksMeant.ts"
import { seekerOf } from "./seekerOf.ts"
import type { TaskImplementations } from "./TaskImplementations.ts"

/** How many tasks may turn out to have been taken by somebody quicker before a claim gives up. */
const TRIES_MAX = 100

/** Who waits looks this often, whether or not they heard of anything: nobody says when the start of a task has come. */
export const CLAIM_POLL_MS = 5_000

/**
 * Who waits and was called so often for nothing pauses before they look again: hints may come by the hundred, and to
 * find that none of 60,000 open tasks is ready takes a look at each.
 */
export const CALLS_MAX = 5

/** How long they pause then. */
export const CLAIM_PAUSE_MS = 500

/**
 * How whoever wants work gets it: the most urgent task that is ready, and of many who ask, each gets another.
 *
 * A task is locked before it is looked at again: what was ready when the search began may have been taken since, and
 * then the next one is tried. Who finds the most urgent one locked goes past it, so nobody waits for anybody.
 *
 * It takes two statements: one locks, the other looks again, writes and answers. They are not one, because a statement
 * sees what was when it began: a task that became blocked before its lock was free would be given away. The actor is
 * only looked up again when nothing came of it: there is no task, or the actor may have none.
 */
export const makeTaskClaiming = Effect.gen(function* () {
  const db = yield* Db
  const notifications = yield* Notifications
  const tasks = yield* TaskClaimRepository
  const known = yield* makeFindActor
  const meant = yield* makeTasksMeant
  const checkOut = yield* makeCheckOut

  const takeMostUrgent = Effect.fnUntraced(function* (filter: TaskFilter, lease: string | undefined) {
    const seeker = yield* CurrentActor
    const leaseMs = yield* leaseOf(lease, seeker.kind)
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      const locked = yield* tasks.lockMostUrgent(filter, seekerOf(seeker))
      const taken = Option.isNone(locked) ? Option.none() : yield* checkOut.ready(locked.value, seeker, leaseMs)
      if (Option.isSome(taken)) return taken.value
      // It may have been disabled while it waited.
      yield* known.stillEnabled
      if (Option.isNone(locked)) return null
    }
    return null
  }, db.transaction)

  /** Tries, and tries again whenever something may have become ready, until it is time to give up. */
  const waitFor = Effect.fnUntraced(function* <A, E, R>(attempt: Effect.Effect<A | null, E, R>, waitMs: number) {
    const until = (yield* Clock.currentTimeMillis) + waitMs
    let heard = Promise.withResolvers<void>()
    yield* notifications.subscribe("genie_audit_event", (payload) => {
      if (payload === undefined || mayFree(payload)) heard.resolve()
    })
    for (let futile = 0; ; futile++) {
      heard = Promise.withResolvers<void>()
      const taken = yield* attempt
      if (taken !== null) return taken
      const left = () => Effect.map(Clock.currentTimeMillis, (now) => Math.max(0, until - now))
      if (futile >= CALLS_MAX) yield* Effect.sleep(Math.min(yield* left(), CLAIM_PAUSE_MS))
      if ((yield* left()) === 0) return null
      const { promise } = heard
      yield* Effect.timeoutOption(
        Effect.promise(() => promise),
        Math.min(yield* left(), CLAIM_POLL_MS)
      )
    }
  }, Effect.scoped)

  const operations: Pick<TaskImplementations, "claim"> = {
    claim: steps(TaskCheckedOut, function* ({ lease, waitMs = 0, ...which }) {
      const attempt = takeMostUrgent(yield* meant.of(which), lease)
      return { checkout: waitMs === 0 ? yield* attempt : yield* waitFor(attempt, waitMs) }
    })
  }
  return operations
})

/** Whether what happened may have made a task ready: anything said of a task but what keeps it, or an end of a run. */
const mayFree = (payload: string): boolean =>
  payload === "" ||
  (payload.startsWith("task:") && !/^task:task\.(checked_out|renewed|commented)/.test(payload)) ||
  /^queue:run\.(failed|cancelled|timed_out|lost)/.test(payload)
