import { createHash } from "node:crypto"
import type { Json } from "../seal/canonicalJson.ts"
import type { PendingEntry } from "./PendingEntry.ts"
import { pendingDetails } from "./pendingDetails.ts"

/** A list as one entry keeps it: their number and digest are sealed, the list is in the details. Throws `NotCanonical`. */
export const pendingBatch = (items: ReadonlyArray<Json>): Required<Pick<PendingEntry, "details" | "batch">> => {
  const details = pendingDetails(items)
  return { details, batch: { count: items.length, digest: createHash("sha256").update(details.text).digest("hex") } }
}
