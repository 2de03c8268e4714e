// The write-ahead log as bytes: which file holds a place in it, whether that file is what its name says, and whether the
// record there is whole. PostgreSQL 18, with segments of any size and pages of 8 kB.
import { crc32c } from "./crc32c.ts"

/** The number of the segment that holds this place. */
export const segmentOf = (place: bigint, segmentBytes: number): bigint => place / BigInt(segmentBytes)

/** The name of the segment's file: its timeline, and its number in two halves. */
export function segmentName(timeline: number, segment: bigint, segmentBytes: number): string {
  const perHigh = 0x1_0000_0000n / BigInt(segmentBytes)
  return [BigInt(timeline), segment / perHigh, segment % perHigh]
    .map((part) => part.toString(16).toUpperCase().padStart(8, "0"))
    .join("")
}

/** A place in the log, as PostgreSQL writes it: `0/1A4A928`. */
export const placeName = (place: bigint): string =>
  `${(place >> 32n).toString(16).toUpperCase()}/${(place & 0xffff_ffffn).toString(16).toUpperCase()}`

/** The damage of a segment's file, in a sentence; undefined when it is the one that its name says. */
export function segmentDamage(
  file: { readonly size: number; readonly start: Buffer },
  expected: { readonly segment: bigint; readonly segmentBytes: number; readonly systemIdentifier: bigint }
): string | undefined {
  const { segment, segmentBytes, systemIdentifier } = expected
  if (file.size !== segmentBytes)
    return `is ${file.size.toLocaleString("en-US")} bytes long and must be ${segmentBytes.toLocaleString("en-US")}`
  if (file.start.readUInt16LE(0) !== pageMagic) return "does not begin as a page of the log does"
  if (file.start.readBigUInt64LE(8) !== segment * BigInt(segmentBytes)) return "holds another part of the log"
  if (file.start.readBigUInt64LE(24) !== systemIdentifier) return "belongs to another database"
  return undefined
}

/**
 * The damage of the checkpoint that the log has at this place, in a sentence; undefined when it is whole. A record
 * goes on behind the headers of the pages that it crosses.
 */
export function checkpointDamage(
  place: bigint,
  segmentBytes: number,
  read: (place: bigint, length: number) => Buffer | undefined
): string | undefined {
  const start = readRecord(place, recordHeaderBytes, segmentBytes, read)
  if (start === undefined) return "is not there"
  const length = start.readUInt32LE(0)
  const isCheckpoint = start[17] === 0 && [0x00, 0x10].includes(start[16]! & 0xf0)
  if (!isCheckpoint || length < recordHeaderBytes || length > checkpointBytesMax) return "is no checkpoint"
  const record = readRecord(place, length, segmentBytes, read)
  if (record === undefined) return "ends too early"
  // The checksum is of what follows the header, and then of the header up to where the checksum itself is.
  const whole = crc32c(record.subarray(recordHeaderBytes), record.subarray(0, 20)) === record.readUInt32LE(20)
  return whole ? undefined : "does not agree with its checksum"
}

function readRecord(
  place: bigint,
  length: number,
  segmentBytes: number,
  read: (place: bigint, length: number) => Buffer | undefined
): Buffer | undefined {
  const parts: Array<Buffer> = []
  let at = place
  for (let left = length; left > 0; ) {
    const inPage = Number(at % BigInt(pageBytes))
    if (inPage === 0) {
      at += BigInt(at % BigInt(segmentBytes) === 0n ? longHeaderBytes : shortHeaderBytes)
      continue
    }
    const part = read(at, Math.min(left, pageBytes - inPage))
    if (part === undefined) return undefined
    parts.push(part)
    left -= part.length
    at += BigInt(part.length)
  }
  return Buffer.concat(parts)
}

const pageMagic = 0xd118
const pageBytes = 8192
const shortHeaderBytes = 24
const longHeaderBytes = 40
const recordHeaderBytes = 24
const checkpointBytesMax = 1024
