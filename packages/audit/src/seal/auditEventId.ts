import { randomBytes } from "node:crypto"
import type { Micros } from "./Micros.ts"

/**
 * A UUIDv7 made from the entry's own time, to the microsecond (RFC 9562, section 6.2, method 3): the order of ids is the order of
 * time, by the database's clock and no host's, so that a list needs no index on time.
 */
export const auditEventId = (micros: Micros): string => {
  const bytes = randomBytes(16)
  const millis = Math.floor(micros / 1000)
  // A thousand microseconds on the 4096 steps of the twelve bits that follow the millisecond.
  const fraction = Math.floor(((micros - millis * 1000) * 4096) / 1000)
  bytes.writeUIntBE(millis, 0, 6)
  bytes.writeUInt16BE(0x7000 | fraction, 6)
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = bytes.toString("hex")
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
