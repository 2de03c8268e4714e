import type { KeyUse } from "@genie/store/scheduler"
import { Effect } from "effect"
import { IdempotencyConflict } from "../contract/IdempotencyConflict.ts"
import { type ContentDigests, differingFields } from "./contentDigests.ts"

/**
 * How long an idempotency key is kept after its work has ended: longer than any sender delivers again. Then it may be
 * used afresh. The key of unfinished work is kept.
 */
export const IDEMPOTENCY_KEPT_DAYS = 30

/** How often a key is tried anew that others free and use at the same moment. */
export const KEY_TRIES = 5

/** Refuses a key that stands for other content. A key from before digests were kept stands for any. */
export const refuseOtherContent = (
  key: string,
  { digests, id }: KeyUse,
  given: ContentDigests,
  usedBy = id
): Effect.Effect<void, IdempotencyConflict> => {
  const differs = digests === null ? [] : differingFields(digests, given)
  return differs.length === 0 ? Effect.void : Effect.fail(new IdempotencyConflict({ key, usedBy, differs }))
}
