/**
 * A new id: UUIDv7 (RFC 9562), sorting after every one this process made before, also within a millisecond.
 *
 * Built on `crypto.randomUUID`, whose randomness is drawn in advance: Effect's generator draws anew for each, which at
 * 5,000 runs a statement was a tenth of enqueueing them.
 */
export const uuidv7 = (): string => {
  const now = Date.now()
  if (now > last) {
    last = now
    counter = 0
  } else if (++counter > COUNTER_MAX) {
    last++
    counter = 0
  }
  const time = last.toString(16).padStart(12, "0")
  const random = globalThis.crypto.randomUUID()
  return `${time.slice(0, 8)}-${time.slice(8)}-7${counter.toString(16).padStart(3, "0")}${random.slice(18)}`
}

let last = 0
let counter = 0

/** What the twelve bits beside the version hold. */
const COUNTER_MAX = 0xfff
