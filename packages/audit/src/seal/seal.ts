// The links of the chain. Every HMAC starts with what it is for and contains the log and the place in it, so that a
// seal that is right in one place is wrong in every other.
import { createHash, createHmac, type KeyObject } from "node:crypto"

/** Where an entry stands: in which log of which database, at which place, after which entry. */
export interface Place {
  readonly instance: string
  readonly log: string
  readonly seq: number
  /** The seal of the entry before; `null` for the first. */
  readonly previous: string | null
}

/** The seal of an entry, lower-case hex: over its place, the seal before it and its body. */
export const sealEntry = (key: KeyObject, place: Place, body: string): string =>
  createHmac("sha256", key)
    .update(`genie.audit.row.v1\0${place.log}`)
    .update(bigEndian(place.seq))
    .update(place.previous === null ? genesis(place.instance, place.log) : Buffer.from(place.previous, "hex"))
    .update(createHash("sha256").update(body).digest())
    .digest("hex")

/** The seal of the end of a log, so that cutting the tail needs the key: over how many entries there are and the last seal. */
export const sealHead = (
  key: KeyObject,
  head: { readonly instance: string; readonly log: string; readonly size: number; readonly last: string | null }
): string =>
  createHmac("sha256", key)
    .update(`genie.audit.head.v1\0${head.log}`)
    .update(bigEndian(head.size))
    .update(head.last === null ? genesis(head.instance, head.log) : Buffer.from(head.last, "hex"))
    .digest("hex")

/** What the first entry of a log continues: nothing, of this log and no other. */
const genesis = (instance: string, log: string): Buffer =>
  createHash("sha256").update(`genie.audit.genesis.v1\0${instance}\0${log}`).digest()

const bigEndian = (value: number): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(value))
  return bytes
}
