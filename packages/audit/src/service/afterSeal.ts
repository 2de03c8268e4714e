import { Effect } from "effect"
import type { Sealed, Sealer } from "./sealPending.ts"

/** Once entries are committed: hands out their receipts, and remembers the logs they are in. */
export const afterSeal = ({ known }: Sealer, sealed: ReadonlyArray<Sealed>): Effect.Effect<void> =>
  Effect.sync(() => {
    for (const { entry, pending } of sealed) {
      known.set(pending.project, entry.log)
      pending.receipts?.push({ log: entry.log, seq: entry.seq, rowHmac: entry.rowHmac })
    }
  })
