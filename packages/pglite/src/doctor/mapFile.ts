import { crc32c } from "./crc32c.ts"

/**
 * `pg_filenode.map`: in which files the tables are that tell where all the others are. Gives the names of those files, or
 * in a sentence why it does not say.
 */
export function parseMapFile(bytes: Buffer): ReadonlyArray<string> | string {
  if (bytes.length !== mapFileBytes) return `is ${bytes.length} bytes long and must be ${mapFileBytes}`
  if (crc32c(bytes.subarray(0, crcAt)) !== bytes.readUInt32LE(crcAt)) return "does not agree with its own checksum"
  const count = bytes.readInt32LE(4)
  return Array.from({ length: count }, (_, i) => String(bytes.readUInt32LE(8 + i * 8 + 4)))
}

const mapFileBytes = 524
const crcAt = 520
