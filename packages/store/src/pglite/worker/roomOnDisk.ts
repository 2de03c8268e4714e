// The embedded engine should not meet a full disk. A table that cannot grow is an error like any other, but a log segment that
// cannot be made is a panic: the engine has to be thrown away, and cannot be opened again until there is room.
import fs from "node:fs"
import type { Refusal } from "./Session.ts"

/** Room that changes leave alone: two segments of the write-ahead log, what a checkpoint writes, and some more. */
export const ROOM_KEPT_BYTES = 48 * 1024 * 1024

/** What the disk of the directory has left for this user. */
export const roomOnDisk = (directory: string): number => {
  const { bavail, bsize } = fs.statfsSync(directory)
  return bavail * bsize
}

/** Why nothing may be changed now, in PostgreSQL's own code for a full disk. */
export const refusalWithoutRoom = (directory: string): Refusal | undefined => {
  const left = roomOnDisk(directory)
  if (left >= ROOM_KEPT_BYTES) return undefined
  return {
    code: "53100",
    message: `the disk of ${directory} has ${megabytes(left)} MB left, and ${megabytes(ROOM_KEPT_BYTES)} MB must stay free`
  }
}

const megabytes = (bytes: number) => Math.floor(bytes / 1024 / 1024)
