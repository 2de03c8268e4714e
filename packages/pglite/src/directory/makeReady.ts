// Looks at a directory before anything in it is opened. Whatever would later cost data (another user's files, a network
// file system whose locks do not hold, an engine that cannot read what is there) is refused here, in a sentence.
import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  type Stats,
  statSync
} from "node:fs"
import { dirname, join } from "node:path"
import type { DatabaseDirectory } from "./DatabaseDirectory.ts"
import { DirectoryUnusable } from "./DirectoryUnusable.ts"
import { engineMajor } from "./engineMajor.ts"
import { fileSystemOf } from "./fileSystem.ts"
import { isMountedVolume } from "./isMountedVolume.ts"
import { type Program, someProgram } from "./Program.ts"

/** How a directory is made ready. */
export interface ReadyOptions {
  /** Take a directory on a network file system: only when no other host ever opens it. */
  readonly allowNetwork?: boolean
  /** Directories that the program keeps beside the database. They are made and closed to others, too. */
  readonly rooms?: ReadonlyArray<string>
  readonly program?: Program
}

/**
 * Makes sure the directory exists, is ours alone, and can be read by our engine.
 *
 * @throws DirectoryUnusable with the reason.
 */
export function makeReady(directory: DatabaseDirectory, options: ReadyOptions = {}): void {
  try {
    readied(directory, options)
  } catch (error) {
    throw DirectoryUnusable.because(directory.path, error, options.program)
  }
}

function readied(
  directory: DatabaseDirectory,
  { allowNetwork = false, program = someProgram, rooms = [] }: ReadyOptions
): void {
  refuseWindows(directory.path, program)
  makePrivate(directory.path)
  refuseOthersDirectory(directory.path)
  if (!allowNetwork) refuseNetwork(directory.path, program)
  refuseOtherMajor(directory, program)
  for (const room of [directory.lock, ...rooms]) ownRoom(room)
  if (existsSync(directory.pg)) ownRoom(directory.pg)
  refuseOthersFiles(directory)
}

function refuseWindows(path: string, { server = "" }: Program): void {
  if (process.platform !== "win32") return
  throw new DirectoryUnusable(
    path,
    `The embedded database does not run on Windows. Use it under WSL, or use a PostgreSQL server. ${server}`.trim()
  )
}

/** Step by step: Node's own recursive mkdir never comes back where a file system answers ENOENT, as /proc does. */
function makePrivate(path: string): void {
  if (isDirectory(path)) return
  const parent = dirname(path)
  if (parent !== path) makePrivate(parent)
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!isDirectory(path)) throw error
  }
  if (isReadable(parent)) syncNames(parent)
}

/** After a power cut a directory whose name was not synced is gone, with every transaction that is in it. */
function syncNames(directory: string): void {
  const descriptor = openSync(directory, "r")
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK)
    return true
  } catch {
    return false
  }
}

const isDirectory = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false

function refuseOthersDirectory(path: string): void {
  const found = lstatSync(path)
  if (!isMountedVolume(found)) {
    refuseForeign(path, found)
    if (found.mode & 0o022)
      throw new DirectoryUnusable(
        path,
        `Other users can write to "${path}" (mode ${octal(found)}). Close it with: chmod 700 "${path}"`
      )
  }
  accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK)
}

function refuseForeign(path: string, found: Stats): void {
  if (!found.isDirectory())
    throw new DirectoryUnusable(path, `"${path}" is not a directory. Move it away, or name another directory.`)
  refuseOthers(path, found, "Open it as its owner, or name another directory.")
}

function refuseOthers(path: string, { uid }: Stats, advice: string): void {
  if (uid === process.getuid?.()) return
  throw new DirectoryUnusable(
    path,
    `"${path}" belongs to user ${uid} and this is user ${process.getuid?.()}. ${advice}`
  )
}

function refuseNetwork(path: string, { allowNetwork }: Program): void {
  const { isShared, name } = fileSystemOf(path) ?? {}
  if (isShared !== true) return
  throw new DirectoryUnusable(
    path,
    `"${path}" is on a network file system (${name}), where two hosts could write at once. Name a directory on a local disk, or allow it (${allowNetwork}) when no other host ever opens it.`
  )
}

function refuseOtherMajor({ path, pg }: DatabaseDirectory, { look, name }: Program): void {
  const major = contentOf(join(pg, "PG_VERSION"))?.trim()
  if (major === undefined || major === engineMajor) return
  if (!/^\d+$/.test(major))
    throw new DirectoryUnusable(
      path,
      `"${join(pg, "PG_VERSION")}" does not say a version: the database is damaged.${look === undefined ? "" : ` Run: ${look}`}`
    )
  throw new DirectoryUnusable(
    path,
    `"${pg}" was made by PostgreSQL ${major} and this version of ${name} brings PostgreSQL ${engineMajor}. Export it with the version of ${name} that made it and import it into a new directory.`
  )
}

/** One command that somebody ran with sudo leaves files that the next one cannot open, and the engine says so badly. */
function refuseOthersFiles({ lock, pg }: DatabaseDirectory): void {
  for (const file of [join(lock, "owner.lock"), join(pg, "PG_VERSION"), join(pg, "global", "pg_control")]) {
    const found = lstatSync(file, { throwIfNoEntry: false })
    if (found === undefined) continue
    refuseOthers(file, found, `Give everything back to one user: chown -R ${process.getuid?.()} "${dirname(lock)}"`)
    accessSync(file, constants.R_OK | constants.W_OK)
  }
}

/** A room of ours is closed to everybody else, also one that a careless copy has opened. */
function ownRoom(path: string): void {
  mkdirSync(path, { mode: 0o700, recursive: true })
  const found = lstatSync(path)
  refuseForeign(path, found)
  if (found.mode & 0o077) chmodSync(path, 0o700)
}

function contentOf(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined
}

const octal = (found: Stats): string => (found.mode & 0o777).toString(8).padStart(4, "0")
