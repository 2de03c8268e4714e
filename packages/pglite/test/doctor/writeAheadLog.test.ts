import { expect, it } from "vitest"
import { crc32c } from "../../src/doctor/crc32c.ts"
import { checkpointDamage, placeName, segmentName, segmentOf } from "../../src/doctor/writeAheadLog.ts"

const segmentBytes = 16 * 1024 * 1024

it("names segments as PostgreSQL does", () => {
  expect(segmentName(1, 1n, segmentBytes)).toBe("000000010000000000000001")
  expect(segmentName(1, 255n, segmentBytes)).toBe("0000000100000000000000FF")
  expect(segmentName(10, 256n, segmentBytes)).toBe("0000000A0000000100000000")
  expect(segmentName(1, 4n, 1024 ** 3)).toBe("000000010000000100000000")
})

it("names places as PostgreSQL does", () => {
  expect(placeName(0x1a4a928n)).toBe("0/1A4A928")
  expect(placeName(0x2_0000_0028n)).toBe("2/28")
  expect(segmentOf(0x1a4a928n, segmentBytes)).toBe(1n)
})

it("reads a checkpoint that goes on behind the header of the next page", () => {
  const log = Buffer.alloc(3 * 8192)
  const place = 8192 - 40
  const record = checkpointRecord()
  record.copy(log, place, 0, 40)
  record.copy(log, 8192 + 24, 40)
  const damage = () =>
    checkpointDamage(BigInt(place), segmentBytes, (at, length) => log.subarray(Number(at), Number(at) + length))

  const whole = damage()
  log[8192 + 24 + 3]! ^= 1
  const flipped = damage()

  expect(whole).toBeUndefined()
  expect(flipped).toBe("does not agree with its checksum")
})

it("takes nothing for a checkpoint that is none", () => {
  const zeros = Buffer.alloc(8192)

  expect(checkpointDamage(40n, segmentBytes, (at, length) => zeros.subarray(Number(at), Number(at) + length))).toBe(
    "is no checkpoint"
  )
  expect(checkpointDamage(40n, segmentBytes, () => undefined)).toBe("is not there")
})

/** One of a shutdown, with its checksum. */
function checkpointRecord(): Buffer {
  const record = Buffer.alloc(24 + 2 + 88, 7)
  record.writeUInt32LE(record.length, 0)
  record[16] = 0x00
  record[17] = 0
  record.writeUInt32LE(crc32c(record.subarray(24), record.subarray(0, 20)), 20)
  return record
}
