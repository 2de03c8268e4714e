import fc from "fast-check"
import { expect, it } from "vitest"
import { decodeCursor, encodeCursor } from "../src/feed/cursor.ts"

const instance = "018f2f60-0000-7000-8000-000000000001"
const positions = fc
  .dictionary(fc.uuid(), fc.maxSafeNat(), { noNullPrototype: true })
  .map((all) => new Map(Object.entries(all)))

it("a cursor says exactly how far its reader is in each log", () => {
  fc.assert(
    fc.property(positions, (positions) => {
      expect(decodeCursor(instance, encodeCursor(instance, positions))).toEqual(positions)
    })
  )
})

it("a cursor fits into an address", () => {
  fc.assert(
    fc.property(positions, (positions) => {
      expect(encodeCursor(instance, positions)).toMatch(/^[A-Za-z0-9_-]+$/)
    })
  )
})

it("a cursor of another database is none", () => {
  expect(decodeCursor("018f2f60-0000-7000-8000-000000000002", encodeCursor(instance, new Map()))).toBeUndefined()
})

it("no text breaks the reader of cursors", () => {
  const whole = encodeCursor(instance, new Map([["018f2f60-0000-7000-8000-000000000003", 300]]))

  for (const text of ["", "start", "ä", "AA", "!!!!", whole.slice(0, -1), `${whole}A`]) {
    expect(decodeCursor(instance, text), text).toBeUndefined()
  }
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.base64String(),
        fc.uint8Array().map((bytes) => Buffer.from(bytes).toString("base64url"))
      ),
      (text) => {
        decodeCursor(instance, text)
      }
    )
  )
})
