// The embedded engine should not meet a full disk. A table that cannot grow is an error like any other, but a log segment that
// cannot be made is a panic: the engine has to be thrown away, and cannot be opened again until there is room.
import fs from "node:fs"
import type { Refusal } from "./Session.ts"

/** Room that changes leave alone: two segments of the write-ahead log, what a checkpoint writes, and some more. */
export const ROOM_KEPT_BYTES = 48 * 1024 * 1024

/** Room that a new database takes at most. */
export const NEW_DATABASE_BYTES = 40 * 1024 * 1024

/** Room that the disk of the directory has left for this user. */
export const roomOnDisk = (directory: string): number => {
  const { bavail, bsize } = fs.statfsSync(directory)
  return bavail * bsize
}

/**
 * Tells why nothing may be changed now, if there is a reason. The system is asked every few milliseconds at most: asked for every
 * statement, it took a seventh of what an insert costs the thread.
 */
export const refusingWithoutRoom = (directory: string): (() => Refusal | undefined) => {
  let askedAt = Number.NEGATIVE_INFINITY
  return () => {
    const now = performance.now()
    if (now - askedAt < ROOM_HOLDS_MS) return undefined
    const refusal = refusalWithoutRoom(directory)
    if (refusal === undefined) askedAt = now
    return refusal
  }
}

/** The room that is kept is not filled in so short a time. */
const ROOM_HOLDS_MS = 10

/** In PostgreSQL's own code for a full disk. */
const refusalWithoutRoom = (directory: string): Refusal | undefined => {
  const left = roomOnDisk(directory)
  if (left >= ROOM_KEPT_BYTES) return undefined
  return {
    code: "53100",
    message: `the disk of ${directory} has ${megabytes(left)} MB left, and ${megabytes(ROOM_KEPT_BYTES)} MB must stay free`
  }
}

const megabytes = (bytes: number) => Math.floor(bytes / 1024 / 1024)
