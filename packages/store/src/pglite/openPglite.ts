import { unlikelyDirectory } from "../database/address/namedDatabase.ts"
import { dataDirectory } from "../database/owner/DataDirectory.ts"
import { type DirectoryLock, tryLock } from "../database/owner/lock.ts"
import { makeReady, NotReady } from "../database/owner/makeReady.ts"
import { findTemplate } from "../database/template/findTemplate.ts"
import { makeDatabase } from "../database/template/makeDatabase.ts"
import { DirectoryInUse } from "./errors.ts"
import { Pglite } from "./Pglite.ts"
import type { PgliteOptions } from "./PgliteOptions.ts"

/** How a directory is opened. */
export interface OpenPgliteOptions extends Omit<PgliteOptions, "directory" | "template"> {
  /** Where everything is kept: the engine's files in `pg/`, the lock in `lock/`. Made if it is not there. */
  readonly directory: string
  /** Take a directory on a network file system: only when no other host ever opens it. */
  readonly allowNetwork?: boolean
}

/**
 * Opens the database in a directory, for a program that wants the embedded database and nothing else of Genie.
 *
 * Until it is closed, or this process ends in whatever way, nobody else can open it: they get `DirectoryInUse`. A database that
 * is not there is made.
 *
 * @example
 * ```ts
 * await using database = await openPglite({ directory: "./data" })
 * const { rows } = await database.query("select 1 as one")
 * ```
 */
export const openPglite = async ({
  allowNetwork = false,
  directory,
  ...options
}: OpenPgliteOptions): Promise<Pglite> => {
  const unlikely = unlikelyDirectory(directory)
  if (unlikely !== undefined) throw new NotReady(`This is not taken for a directory: ${unlikely}`)
  const rooms = dataDirectory(directory)
  makeReady(rooms, { allowNetwork })
  const lock = await lockSoon(rooms.lock)
  if (lock === undefined) throw new DirectoryInUse(rooms.path)
  try {
    await makeDatabase(rooms, () => findTemplate([]))
    return await Pglite.open({ ...options, directory: rooms.pg }, { onClosed: lock.release })
  } catch (error) {
    lock.release()
    throw error
  }
}

/** Whoever only looks whether a directory is free holds its lock for a moment. */
const lockSoon = async (lockDirectory: string): Promise<DirectoryLock | undefined> => {
  for (let attempt = 1; ; attempt++) {
    const lock = tryLock(lockDirectory)
    if (lock !== undefined || attempt === LOCK_ATTEMPTS) return lock
    await new Promise((resolve) => setTimeout(resolve, LOCK_EVERY_MS))
  }
}

const LOCK_ATTEMPTS = 4
const LOCK_EVERY_MS = 20
