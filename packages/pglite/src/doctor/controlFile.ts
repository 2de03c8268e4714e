// `global/pg_control`, the file in which PostgreSQL remembers where it stands. The places of its fields follow from
// pg_control.h of PostgreSQL 18, with 64-bit numbers on multiples of 8, as WebAssembly has them too; the checksum at the
// end proves that this is still right.
import { crc32c } from "./crc32c.ts"

/** The control file, as far as a start depends on it. */
export interface ControlFile {
  readonly systemIdentifier: bigint
  readonly state: "starting up" | "shut down" | "shutting down" | "in crash recovery" | "in production" | "a standby"
  /** When it was last written. */
  readonly writtenAt: Date
  /** The places in the log of the last checkpoint, and of the start of a recovery. */
  readonly checkpoint: bigint
  readonly redo: bigint
  readonly timeline: number
  readonly nextXid: bigint
  readonly oldestXid: number
  readonly nextMultiXact: number
  readonly segmentBytes: number
  readonly hasPageChecksums: boolean
}

/** Reads the bytes, or says in a sentence why they say nothing. */
export function parseControlFile(bytes: Buffer): ControlFile | string {
  if (bytes.length < CONTROL_FILE_BYTES)
    return `is ${bytes.length.toLocaleString("en-US")} bytes long and must be ${CONTROL_FILE_BYTES.toLocaleString("en-US")}`
  if (crc32c(bytes.subarray(0, crcAt)) !== bytes.readUInt32LE(crcAt)) {
    const version = bytes.readUInt32LE(8)
    return version === controlVersion || version === 0
      ? "does not agree with its own checksum"
      : `is written in version ${version} of its format and this engine reads ${controlVersion}`
  }
  return {
    systemIdentifier: bytes.readBigUInt64LE(0),
    state: states[bytes.readUInt32LE(16)] ?? "starting up",
    writtenAt: new Date(Number(bytes.readBigInt64LE(24)) * 1000),
    checkpoint: bytes.readBigUInt64LE(32),
    redo: bytes.readBigUInt64LE(40),
    timeline: bytes.readUInt32LE(48),
    nextXid: bytes.readBigUInt64LE(64),
    nextMultiXact: bytes.readUInt32LE(76),
    oldestXid: bytes.readUInt32LE(84),
    segmentBytes: bytes.readUInt32LE(228),
    hasPageChecksums: bytes.readUInt32LE(252) !== 0
  }
}

export const CONTROL_FILE_BYTES = 8192

const controlVersion = 1800
const crcAt = 292

const states: ReadonlyArray<ControlFile["state"]> = [
  "starting up",
  "shut down",
  "a standby",
  "shutting down",
  "in crash recovery",
  "a standby",
  "in production"
]
