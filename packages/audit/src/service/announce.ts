import type { Notifications, SqlError } from "@genie/store/database"
import { Effect } from "effect"
import type { Sealed } from "./sealPending.ts"

/** Where readers of the feed are told that there is something to read. */
export const auditChannel = "genie_audit_event"

/** Of a transaction with more entries than this, readers are told only that there is something to read. */
const HINTS_MAX = 16

/** Tells the readers of the feed what was sealed: `entity_type:event_type:entity_id`, after the commit. */
export const announce = (
  notifications: Notifications["Service"],
  sealed: ReadonlyArray<Sealed>
): Effect.Effect<void, SqlError> => {
  const payloads = new Set(sealed.map(({ entry }) => `${entry.targetType}:${entry.action}:${entry.targetId}`))
  return Effect.forEach(
    payloads.size > HINTS_MAX ? [""] : payloads,
    (payload) => notifications.publish(auditChannel, payload),
    { discard: true }
  )
}
