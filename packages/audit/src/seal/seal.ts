// The links of the chain. Every HMAC starts with what it is for and contains the log and the place in it, so that a
// seal that is right in one place is wrong in every other.
import { createHash, createHmac, type KeyObject } from "node:crypto"
import type { Micros } from "./Micros.ts"

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

/** The end of a log and what the log is: everything about it that somebody could rewrite. */
export interface End {
  readonly instance: string
  readonly log: string
  readonly organization: string
  readonly project: string | null
  readonly size: number
  /** The seal of the last entry. */
  readonly last: string | null
  /** Its time. */
  readonly lastMicros: Micros | null
}

/** The seal of the end of a log, so that cutting the tail, or giving the log to another project, needs the key. */
export const sealHead = (key: KeyObject, end: End): string =>
  createHmac("sha256", key)
    .update(`genie.audit.head.v1\0${end.log}\0${end.organization}\0${end.project ?? ""}\0`)
    .update(bigEndian(end.size))
    .update(bigEndian(end.lastMicros ?? 0))
    .update(end.last === null ? genesis(end.instance, end.log) : Buffer.from(end.last, "hex"))
    .digest("hex")

/** What the first entry of a log continues: nothing, of this log and no other. */
const genesis = (instance: string, log: string): Buffer =>
  createHash("sha256").update(`genie.audit.genesis.v1\0${instance}\0${log}`).digest()

const bigEndian = (value: number): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64BE(BigInt(value))
  return bytes
}
