// The embedded engine must never meet a full disk. A table that cannot grow is an error like any other, but a log segment
// that cannot be made ends in a panic, and a panic inside WebAssembly is a loop without an end, in our own process.
import { statfsSync } from "node:fs"

/** Room that changes leave alone: two segments of the write-ahead log, what a checkpoint writes, and some more. */
export const ROOM_KEPT_BYTES = 48 * 1024 * 1024

/** Throws, as PostgreSQL would, when the disk of this directory is nearly full. Nothing in memory has a disk. */
export const roomIn = (directory: string | undefined) => (): void => {
  if (directory === undefined) return
  const { bavail, bsize } = statfsSync(directory)
  if (bavail * bsize >= ROOM_KEPT_BYTES) return
  throw new DiskNearlyFull(directory, bavail * bsize)
}

class DiskNearlyFull extends Error {
  override readonly name = "DiskNearlyFull"
  /** PostgreSQL's own code for a full disk. */
  readonly code = "53100"

  constructor(directory: string, left: number) {
    super(
      `the disk of ${directory} has ${megabytes(left)} MB left, and ${megabytes(ROOM_KEPT_BYTES)} MB must stay free`
    )
  }
}

const megabytes = (bytes: number) => Math.floor(bytes / 1024 / 1024)
