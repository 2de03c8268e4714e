// The places of an embedded database, as names only: nothing here touches a disk except to follow a link, so a
// program that merely looks for an owner pays nothing for it.
import { realpathSync } from "node:fs"
import { homedir } from "node:os"
import { basename, dirname, join, resolve } from "node:path"

/** The places in the directory of an embedded database. A program may have others beside them. */
export interface DatabaseDirectory {
  readonly path: string
  /** Holds the lock file and nothing else. Copies of the directory leave it out. */
  readonly lock: string
  /** Tells who owns the directory: information for people and for other programs. */
  readonly owner: string
  /** The database. */
  readonly pg: string
}

/** The directory at `path`. `~/` is the home of this user, too, where no shell says so. */
export function databaseDirectory(path: string): DatabaseDirectory {
  const root = followed(resolve(path.replace(/^~(?=\/|$)/, () => homedir())))
  return { path: root, lock: join(root, "lock"), owner: join(root, "owner.json"), pg: join(root, "pg") }
}

/** The same directory has one name, whichever link led to it, also before it exists. */
function followed(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    const parent = dirname(path)
    return parent === path ? path : join(followed(parent), basename(path))
  }
}
