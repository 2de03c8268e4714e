import { basename } from "node:path"
import { type DatabaseDirectory, databaseDirectory } from "./directory/DatabaseDirectory.ts"
import { DirectoryUnusable } from "./directory/DirectoryUnusable.ts"
import { type DirectoryLock, tryLock } from "./directory/lock.ts"
import { makeReady } from "./directory/makeReady.ts"
import {
  type OwnerInfo,
  readOwnerFile,
  refuseBesideOwner,
  removeDrafts,
  removeOwnerFile,
  writeOwnerFile
} from "./directory/ownerFile.ts"
import { mayBeAlive, thisProcess } from "./directory/thisProcess.ts"
import { unlikelyDirectory } from "./directory/unlikelyDirectory.ts"
import { DirectoryInUse } from "./driver/errors.ts"
import { Pglite } from "./driver/Pglite.ts"
import type { PgliteOptions } from "./driver/PgliteOptions.ts"
import { findTemplate } from "./template/findTemplate.ts"
import { makeDatabase } from "./template/makeDatabase.ts"
import { emptyTemplate } from "./template/Template.ts"

/** How a directory is opened. */
export interface OpenPgliteOptions extends Omit<PgliteOptions, "directory" | "template"> {
  /** The directory of everything: the engine's files in `pg/`, the lock in `lock/`. It is made if it is not there. */
  readonly directory: string
  /** Take a directory on a network file system: only when no other host ever opens it. */
  readonly allowNetwork?: boolean
}

/**
 * Opens the database in a directory, for a program that wants the embedded database and nothing else.
 *
 * Until it is closed, or this process ends in whatever way, nobody else can open it: they get `DirectoryInUse`. A database that
 * is not there is made.
 *
 * @throws DirectoryInUse | DirectoryUnusable
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
  if (unlikely !== undefined) throw new DirectoryUnusable("", `This is not taken for a directory: ${unlikely}`)
  const places = databaseDirectory(directory)
  makeReady(places, { allowNetwork })
  const lock = await lockSoon(places.lock)
  if (lock === undefined) throw new DirectoryInUse(places.path, livingOwner(places))
  let release = lock.release
  try {
    introduce(places)
    // Until then, the file is somebody else's.
    release = () => {
      removeOwnerFile(places)
      lock.release()
    }
    await makeDatabase(places, () => findTemplate(emptyTemplate))
    return await Pglite.open({ ...options, directory: places.pg }, { onClosed: release })
  } catch (error) {
    release()
    throw error
  }
}

/** Tells others who has the directory. */
const introduce = (directory: DatabaseDirectory): void => {
  try {
    refuseBesideOwner(directory)
    removeDrafts(directory)
    const command = basename(process.argv[1] ?? process.execPath)
    writeOwnerFile(directory, { ...thisProcess(), command, since: new Date().toISOString() })
  } catch (error) {
    throw DirectoryUnusable.because(directory.path, error)
  }
}

const livingOwner = (directory: DatabaseDirectory): OwnerInfo | undefined => {
  const owner = readOwnerFile(directory)
  return owner !== undefined && mayBeAlive(owner) ? owner : undefined
}

/** A look at a free directory holds its lock for a moment. */
const lockSoon = async (lockDirectory: string): Promise<DirectoryLock | undefined> => {
  for (let attempt = 1; ; attempt++) {
    const lock = tryLock(lockDirectory)
    if (lock !== undefined || attempt === LOCK_ATTEMPTS) return lock
    await new Promise((resolve) => setTimeout(resolve, LOCK_EVERY_MS))
  }
}

const LOCK_ATTEMPTS = 4
const LOCK_EVERY_MS = 20
