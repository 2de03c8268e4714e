// The body of an entry holds only a hash of its details, salted so that nobody can guess them from it: erasing details
// and salt removes personal data, and the seals stay whole.
import { createHash, randomBytes } from "node:crypto"

/** As long as the table wants it. */
export const saltBytes = 16

/** A salt nobody can guess. */
export const newSalt = (): Buffer => randomBytes(saltBytes)

/** Hex of SHA-256 over salt and details. */
export const detailsCommit = (salt: Uint8Array, details: string): string =>
  createHash("sha256").update(salt).update(details).digest("hex")

/** What an entry without details commits to: the hash of nothing, which no salted text has. */
export const noDetailsCommit: string = createHash("sha256").digest("hex")
