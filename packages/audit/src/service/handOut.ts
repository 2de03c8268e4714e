import { Effect } from "effect"
import type { Sealed } from "./sealPending.ts"

/** Puts the receipts of committed entries where the operations that recorded them asked for them. */
export const handOut = (sealed: ReadonlyArray<Sealed>): Effect.Effect<void> =>
  Effect.sync(() => {
    for (const { entry, pending } of sealed) {
      pending.receipts?.push({ log: entry.log, seq: entry.seq, rowHmac: entry.rowHmac })
    }
  })
