import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { auditKeyId, auditRootKey } from "../src/seal/AuditRootKey.ts"
import { detailsCommit, newSalt, noDetailsCommit } from "../src/seal/detailsCommit.ts"
import { microsText, nextMicros } from "../src/seal/Micros.ts"
import { type Place, sealEntry, sealHead } from "../src/seal/seal.ts"

const instance = "018f2f60-0000-7000-8000-000000000001"
const log = "018f2f60-0000-7000-8000-000000000002"
const other = "018f2f60-0000-7000-8000-000000000003"
const secret = Buffer.alloc(32, 7)
const root = auditRootKey(secret)
const key = root.forLog(instance, log)
const second: Place = { instance, log, seq: 2, previous: "ab".repeat(32) }

describe("the seal of an entry", () => {
  // Computed with Python's hmac and hashlib, not with this code.
  it("is the same for ever: these are vectors of the stored format", () => {
    expect(root.keyId).toBe("dd67bf17f03ec0e7")
    expect(sealEntry(key, { ...second, seq: 1, previous: null }, '{"v":1}')).toBe(
      "ccc98e09ba5f064398c94b3a4fb984d5c0567af6bbae9ba8705ffe26344f1dd2"
    )
    expect(sealEntry(key, second, '{"v":1}')).toBe("f85ffa0e2f069790dda72392b26b88c1dc68b58c472cc7384f390d898da1560e")
    expect(sealHead(key, { instance, log, size: 0, last: null })).toBe(
      "1685ac37260a7e22a31847f93cb7309683504bd9c668ddfa9b93d058fe1a4857"
    )
    expect(sealHead(key, { instance, log, size: 2, last: "ab".repeat(32) })).toBe(
      "453a5a474598b8e40018a69bdb4f3f5e7fc6b137597742961ca50d9adba12d09"
    )
  })

  it("is another one for any other body, place, log, database or key", () => {
    const body = '{"v":1}'
    const seals = [
      sealEntry(key, second, body),
      sealEntry(key, second, '{"v":2}'),
      sealEntry(key, { ...second, seq: 3 }, body),
      sealEntry(key, { ...second, previous: "ac".repeat(32) }, body),
      sealEntry(key, { ...second, previous: null }, body),
      sealEntry(key, { ...second, previous: null, instance: other }, body),
      sealEntry(key, { ...second, log: other }, body),
      sealEntry(root.forLog(instance, other), second, body),
      sealEntry(root.forLog(other, log), second, body),
      sealEntry(auditRootKey(Buffer.alloc(32, 8)).forLog(instance, log), second, body)
    ]

    expect(new Set(seals).size).toBe(seals.length)
  })

  it("changes with every bit of the body", () => {
    const whole = sealEntry(key, second, "body of an entry")

    fc.assert(
      fc.property(fc.nat(15), fc.nat(6), (byte, bit) => {
        const flipped = Buffer.from("body of an entry")
        flipped[byte]! ^= 1 << bit
        expect(sealEntry(key, second, flipped.toString("latin1"))).not.toBe(whole)
      })
    )
  })

  it("of the end of a log is never the seal of an entry", () => {
    expect(sealHead(key, { instance, log, size: 2, last: second.previous })).not.toBe(sealEntry(key, second, ""))
  })
})

describe("the id of a key", () => {
  it("names one secret and is not part of it", () => {
    expect(auditKeyId(secret)).toMatch(/^[0-9a-f]{16}$/)
    expect(auditKeyId(secret)).not.toBe(auditKeyId(Buffer.alloc(32, 8)))
  })
})

describe("the commitment to details", () => {
  it("is another one for the same details under another salt, and none is that of no details", () => {
    const first = detailsCommit(newSalt(), "{}")

    expect(first).not.toBe(detailsCommit(newSalt(), "{}"))
    expect(first).not.toBe(noDetailsCommit)
  })
})

describe("time in the log", () => {
  it("has exactly six digits of a second", () => {
    expect(microsText(0)).toBe("1970-01-01T00:00:00.000000Z")
    expect(microsText(1_795_176_000_123_456)).toBe("2026-11-20T12:00:00.123456Z")
    expect(microsText(-1)).toBe("1969-12-31T23:59:59.999999Z")
  })

  it("always moves forward, also when the clock does not", () => {
    expect(nextMicros(10, null)).toBe(10)
    expect(nextMicros(10, 5)).toBe(10)
    expect(nextMicros(10, 10)).toBe(11)
    expect(nextMicros(5, 10)).toBe(11)
  })
})
