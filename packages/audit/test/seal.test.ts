import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { auditKeyId, auditRootKey } from "../src/seal/AuditRootKey.ts"
import { auditEventId } from "../src/seal/auditEventId.ts"
import { detailsCommit, newSalt, noDetailsCommit } from "../src/seal/detailsCommit.ts"
import { microsText, nextMicros } from "../src/seal/Micros.ts"
import { type End, type Place, sealEntry, sealHead } from "../src/seal/seal.ts"

const instance = "018f2f60-0000-7000-8000-000000000001"
const log = "018f2f60-0000-7000-8000-000000000002"
const other = "018f2f60-0000-7000-8000-000000000003"
const secret = Buffer.alloc(32, 7)
const root = auditRootKey(secret)
const key = root.forLog(instance, log)
const empty: End = {
  instance,
  log,
  organization: "018f2f60-0000-7000-8000-000000000004",
  project: null,
  size: 0,
  last: null,
  lastMicros: null
}
const full: End = {
  ...empty,
  project: "018f2f60-0000-7000-8000-000000000005",
  size: 2,
  last: "ab".repeat(32),
  lastMicros: 1_795_176_000_123_456
}
const second: Place = { instance, log, seq: 2, previous: "ab".repeat(32) }

describe("the seal of an entry", () => {
  // Computed with Python's hmac and hashlib, not with this code.
  it("is the same for ever: these are vectors of the stored format", () => {
    expect(root.keyId).toBe("dd67bf17f03ec0e7")
    expect(sealEntry(key, { ...second, seq: 1, previous: null }, '{"v":1}')).toBe(
      "ccc98e09ba5f064398c94b3a4fb984d5c0567af6bbae9ba8705ffe26344f1dd2"
    )
    expect(sealEntry(key, second, '{"v":1}')).toBe("f85ffa0e2f069790dda72392b26b88c1dc68b58c472cc7384f390d898da1560e")
    expect(sealHead(key, empty)).toBe("184fed7cde246bf457a29257ab29c4b2df4ac73328d626f5845bb1ef0a04150c")
    expect(sealHead(key, full)).toBe("0bdc1f0be2baea63df1efde174325c9dc1d3cb4a400c5e3ecca41720ab510eff")
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

  it("of the end of a log is another one for any other end, log, project or organization, and never that of an entry", () => {
    const seals = [
      sealHead(key, full),
      sealHead(key, { ...full, size: 3 }),
      sealHead(key, { ...full, last: "ac".repeat(32) }),
      sealHead(key, { ...full, lastMicros: 1 }),
      sealHead(key, { ...full, project: null }),
      sealHead(key, { ...full, organization: other }),
      sealHead(key, { ...full, log: other }),
      sealEntry(key, second, "")
    ]

    expect(new Set(seals).size).toBe(seals.length)
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

describe("the id of an entry", () => {
  it("is a UUIDv7 that sorts as its time does, to the microsecond", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e15 }), fc.integer({ min: 1, max: 5000 }), (micros, later) => {
        expect(auditEventId(micros)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
        expect(auditEventId(micros) < auditEventId(micros + later)).toBe(true)
      })
    )
  })
})
