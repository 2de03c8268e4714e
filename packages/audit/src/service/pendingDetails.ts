import { canonicalBytesMax, canonicalDepthMax, canonicalJson, type Json } from "../seal/canonicalJson.ts"
import { detailsCommit, newSalt } from "../seal/detailsCommit.ts"
import type { PendingDetails } from "./PendingEntry.ts"

/** Details made ready to be stored, before any lock is taken. Throws `NotCanonical`. */
export const pendingDetails = (details: Json): PendingDetails => {
  const text = canonicalJson(details, { depthMax: canonicalDepthMax.details, bytesMax: canonicalBytesMax.details })
  const salt = newSalt()
  return { salt: salt.toString("hex"), text, commit: detailsCommit(salt, text) }
}
