import { InvalidInput } from "@genie/operation"
import { parseDuration, refuse } from "@genie/scheduler/effect"
import type { ActorKind } from "@genie/store/model"
import { Effect } from "effect"
import { CHECKOUT_LEASE_MS } from "../contract/TasksGroup.ts"

/** Shorter than this it is over before the answer is there. */
export const LEASE_MIN_MS = 1_000

/** Longer than this nobody would notice that whoever holds the task is gone. People may hold one without an end. */
export const LEASE_MAX_MS = 7 * 86_400_000

/** How long somebody of this kind holds a task when they say it like this, in milliseconds. Null is until they release it. */
export const leaseOf = (lease: string | undefined, kind: ActorKind): Effect.Effect<number | null, InvalidInput> =>
  Effect.gen(function* () {
    if (lease === undefined) return CHECKOUT_LEASE_MS
    if (isEndless(lease)) {
      if (kind === "human") return null
      return yield* new InvalidInput({
        field: "lease",
        reason: "is none for people only: say how long, such as 10m, and renew it while the work goes on"
      })
    }
    const ms = yield* refuse("lease", parseDuration(lease))
    if (ms < LEASE_MIN_MS || ms > LEASE_MAX_MS) {
      return yield* new InvalidInput({ field: "lease", reason: `is 1s at least and 7d at most, not ${lease.trim()}` })
    }
    return ms
  })

/** Whether somebody wants to hold a task until they release it. */
export const isEndless = (lease: string | undefined): boolean => lease?.trim() === "none"
