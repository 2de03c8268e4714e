// One secret of 32 bytes seals everything. Every log is sealed with a key of its own derived from it, so that a key
// that leaks for one log forges nothing in another. A `KeyObject` makes an HMAC six times faster than bytes do.
import { createHash, createSecretKey, hkdfSync, type KeyObject } from "node:crypto"

/** The secret of this host and its public name. */
export interface AuditRootKey {
  /** Says which key it is and gives nothing of it away: stored with every entry. */
  readonly keyId: string
  /** The key of one log of one database. */
  readonly forLog: (instance: string, log: string) => KeyObject
}

/** How long the secret is. */
export const auditKeyBytes = 32

/** The key made of a secret. */
export const auditRootKey = (secret: Uint8Array): AuditRootKey => {
  const keyId = auditKeyId(secret)
  const root = createSecretKey(secret)
  return {
    keyId,
    forLog: (instance, log) => {
      const derived = hkdfSync("sha256", root, "", `genie.audit.log.v1\0${instance}\0${log}\0${keyId}`, auditKeyBytes)
      return createSecretKey(new Uint8Array(derived))
    }
  }
}

/** The public name of a secret. */
export const auditKeyId = (secret: Uint8Array): string =>
  createHash("sha256").update("genie.audit.key-id.v1\0").update(secret).digest("hex").slice(0, 16)
