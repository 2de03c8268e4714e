// The lock that makes two writers impossible. Node has no flock, but SQLite takes a POSIX lock (fcntl), and the kernel
// releases it on any death: no heartbeat, nothing stale, nothing to steal.
import { dirname, join } from "node:path"
import type { DatabaseSync } from "node:sqlite"
import { loadSqlite } from "./loadSqlite.ts"
import { takeGuard } from "./takeGuard.ts"

/** A lock that is held. */
export interface DirectoryLock {
  readonly release: () => void
}

/**
 * Takes the lock in this directory (`lock/` of a data directory), or says at once that somebody has it.
 *
 * Closing any other descriptor of the lock file in this process drops the lock, because a POSIX lock belongs to the process
 * and the file. That is why it sits alone in its directory, and why there is a guard beside it for programs that copy their
 * own directory. For the same reason a process does not see its own lock, so a registry refuses the second open in one
 * process, also from a second copy of this package.
 */
export function tryLock(lockDirectory: string): DirectoryLock | undefined {
  if (held().has(lockDirectory)) return undefined
  const sqlite = loadSqlite()
  const file = new sqlite.DatabaseSync(join(lockDirectory, "owner.lock"), { timeout: 0 })
  try {
    file.exec("pragma journal_mode = off; pragma locking_mode = exclusive; begin exclusive")
  } catch (error) {
    file.close()
    if (isBusy(error)) return undefined
    throw error
  }
  const guard = takeGuard(dirname(lockDirectory))
  if (guard.state === "held") {
    file.close()
    return undefined
  }
  held().set(lockDirectory, file)
  return {
    release() {
      if (!held().delete(lockDirectory)) return
      // The guard first: whoever finds the lock free finds the guard free, too.
      if (guard.state === "taken") guard.release()
      file.close()
    }
  }
}

/** Whether this process has the lock. It is the only one that must not look at the file to find out. */
export const isOwnLock = (lockDirectory: string): boolean => held().has(lockDirectory)

const registry = Symbol.for("@genie/pglite/owned")

/** The files themselves: a program may forget what it opened, and collecting the file as garbage would drop the lock. */
function held(): Map<string, DatabaseSync> {
  const holder = globalThis as { [registry]?: Map<string, DatabaseSync> }
  holder[registry] ??= new Map()
  return holder[registry]
}

const sqliteBusy = 5

/** Whether SQLite says that somebody else has it. */
export const isBusy = (error: unknown): boolean =>
  typeof error === "object" && error !== null && "errcode" in error && error.errcode === sqliteBusy
