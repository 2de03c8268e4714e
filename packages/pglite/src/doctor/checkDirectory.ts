// The directory itself: that it is there, whose it is, who else can get in, on what it lies and what room is left.
import { accessSync, constants, lstatSync, readdirSync, type Stats, statfsSync, statSync } from "node:fs"
import { join } from "node:path"
import type { DatabaseDirectory } from "../directory/DatabaseDirectory.ts"
import { fileSystemOf } from "../directory/fileSystem.ts"
import { isMountedVolume } from "../directory/isMountedVolume.ts"
import type { Program } from "../directory/Program.ts"
import { bytes } from "../values/bytes.ts"
import { NEW_DATABASE_BYTES, ROOM_KEPT_BYTES } from "../worker/roomOnDisk.ts"
import { type Finding, ok, problem, reasonOf, run, unknown, warning } from "./Finding.ts"

/** Whether it is there and whose it is. Without `canLook` nothing else can be said about it. */
export function checkPresence({ path }: DatabaseDirectory): { readonly finding: Finding; readonly canLook: boolean } {
  try {
    const found = statSync(path)
    if (!found.isDirectory())
      return {
        finding: problem(
          "directory",
          "There is a file in its place.",
          "Move the file away, or name another directory."
        ),
        canLook: false
      }
    readdirSync(path)
    return { finding: checkAccess(path, found), canLook: true }
  } catch (error) {
    return { finding: whyAbsent(error), canLook: false }
  }
}

function whyAbsent(error: unknown): Finding {
  switch (error instanceof Error && "code" in error ? error.code : undefined) {
    case "ENOENT":
      return problem(
        "directory",
        "It does not exist.",
        "Nothing, if it was never used: it is made when it is first opened. Otherwise mount its disk, or name the right one."
      )
    case "ENOTDIR":
      return problem("directory", "A part of its path is a file.", "Name another directory.")
    default:
      return unknown("directory", `This user cannot look into it: ${reasonOf(error)}.`, "Ask as its owner.")
  }
}

function checkAccess(path: string, found: Stats): Finding {
  const us = process.getuid?.()
  const isMounted = isMountedVolume(found)
  if (found.uid !== us && !isMounted)
    return problem(
      "directory",
      `It belongs to user ${found.uid} and this is user ${us}.`,
      "Open it as its owner, or name another directory."
    )
  if (found.mode & 0o022 && !isMounted)
    return problem(
      "directory",
      `Other users can write to it (mode ${octal(found)}).`,
      run("Close it.", `chmod 700 "${path}"`)
    )
  try {
    accessSync(path, constants.W_OK)
  } catch (error) {
    const isReadOnly = error instanceof Error && "code" in error && error.code === "EROFS"
    return problem(
      "directory",
      isReadOnly ? "Its file system is mounted read-only." : `This user cannot write to it (mode ${octal(found)}).`,
      isReadOnly
        ? "Mount it for writing. If the kernel did this by itself, the disk may be failing: save what is on it first."
        : run("Open it to yourself.", `chmod 700 "${path}"`)
    )
  }
  return ok(
    "directory",
    `It is ${isMounted ? "a volume of a group of this user" : "this user's"} (mode ${octal(found)}).`
  )
}

/** Whether the locks of its file system hold, and whether it outlives the machine. */
export function checkFileSystem({ path }: DatabaseDirectory, isAllowed: boolean, { allowNetwork }: Program): Finding {
  const found = fileSystemOf(path)
  if (found === undefined) return unknown("file system", "This system does not say on what it lies.")
  if (!found.isShared)
    return ["tmpfs", "ramfs"].includes(found.name)
      ? warning(
          "file system",
          `${found.name}: it is gone when the machine is turned off.`,
          "Name a directory on a disk."
        )
      : ok("file system", found.name)
  const seen = `${found.name}: two hosts could write to it at once, and neither would see the other's lock.`
  return isAllowed
    ? warning("file system", seen, `It was allowed (${allowNetwork}). Make sure that no other host ever opens it.`)
    : problem(
        "file system",
        seen,
        `Move it to a local disk, or allow it (${allowNetwork}) where no other host ever opens it.`
      )
}

/** Whether there is room for changes. */
export function checkRoom({ path, pg }: DatabaseDirectory): Finding {
  const { bavail, bsize, ffree, files } = statfsSync(path)
  const free = bavail * bsize
  const isNew = statSync(pg, { throwIfNoEntry: false }) === undefined
  const needed = isNew ? ROOM_KEPT_BYTES + NEW_DATABASE_BYTES : ROOM_KEPT_BYTES
  const seen = `${bytes(free)} are free.`
  if (free < needed)
    return problem(
      "room",
      `${seen} ${isNew ? "A new database needs" : "Changes are refused below"} ${bytes(needed)}.`,
      "Make room on its disk. Leave everything in pg/ alone: its log is not a log of messages."
    )
  if (files > 0 && ffree < FILES_FREE_LEAST)
    return problem(
      "room",
      `${seen} Only ${ffree} more files can be made.`,
      "Remove files that nobody needs from its disk."
    )
  if (free < needed * 4)
    return warning("room", `${seen} Changes are refused below ${bytes(needed)}.`, "Make room soon.")
  return ok("room", seen)
}

/** A new database is about 500 files. */
const FILES_FREE_LEAST = 2_000

/** Whether the database and the program's rooms are closed to everybody else, and nobody left files there that are not ours. */
export function checkRooms(directory: DatabaseDirectory, rooms: ReadonlyArray<string>): Finding {
  const open: Array<string> = []
  const foreign: Array<string> = []
  for (const path of [directory.pg, directory.lock, ...rooms]) {
    const found = lstatSync(path, { throwIfNoEntry: false })
    if (found === undefined) continue
    if (found.uid !== process.getuid?.()) foreign.push(path)
    else if (found.mode & 0o077) open.push(path)
  }
  for (const path of openedFiles(directory)) {
    const found = lstatSync(path, { throwIfNoEntry: false })
    if (found !== undefined && found.uid !== process.getuid?.()) foreign.push(path)
  }
  if (foreign.length > 0)
    return problem(
      "privacy",
      `Of another user: ${foreign.join(", ")}.`,
      run("Give everything back to one user.", `chown -R ${process.getuid?.()} "${directory.path}"`)
    )
  if (open.length === 0) return ok("privacy", "Only this user gets into its rooms.")
  return warning(
    "privacy",
    `Open to other users: ${open.join(", ")}.`,
    run("Close them.", `chmod go= ${open.map((path) => `"${path}"`).join(" ")}`)
  )
}

/** Files that an owner opens first. One command with sudo is enough to make one of them somebody else's. */
const openedFiles = ({ lock, pg }: DatabaseDirectory): ReadonlyArray<string> => [
  join(lock, "owner.lock"),
  join(pg, "PG_VERSION"),
  join(pg, "global", "pg_control")
]

/** Leftovers of a crash, which the next owner removes. */
export function checkLeftovers({ path }: DatabaseDirectory, hasOwner: boolean): Finding {
  const found = namesIn(path).filter((name) => name.startsWith("pg.tmp-") || /^owner\.json\..+\.tmp$/.test(name))
  if (found.length === 0) return ok("leftovers", "None.")
  if (hasOwner) return ok("leftovers", `${found.join(", ")}: its owner may be at it.`)
  return warning(
    "leftovers",
    `Something that was not finished: ${found.join(", ")}.`,
    "Nothing: the next owner removes it."
  )
}

function namesIn(path: string): ReadonlyArray<string> {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}

const octal = (found: Stats): string => (found.mode & 0o777).toString(8).padStart(4, "0")
