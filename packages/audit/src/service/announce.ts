import type { Db, SealedEntry } from "@genie/store/effect"
import { Effect } from "effect"
import type { PendingEntry } from "./PendingEntry.ts"

/** Where readers of the feed are told that there is something to read. */
export const auditChannel = "genie_audit_event"

/** What is left to do once entries are committed: hand out their receipts, and tell the readers. */
export const announce = (
  db: Db["Service"],
  sealed: ReadonlyArray<{ readonly entry: SealedEntry; readonly pending: PendingEntry }>
): Effect.Effect<void> =>
  Effect.suspend(() => {
    for (const { entry, pending } of sealed) {
      pending.receipts?.push({ log: entry.log, seq: entry.seq, rowHmac: entry.rowHmac })
    }
    const hints = sealed.map(({ entry }) => ({
      channel: auditChannel,
      payload: `${entry.targetType}:${entry.action}:${entry.targetId}`
    }))
    return Effect.ignore(db.engine.notify(hints))
  })
