// Whether somebody has the lock of a directory, without taking it. A lock belongs to a process and a file: whoever owns
// the directory would lose it by closing the file, so its own process must not even look.
import { readFileSync, type Stats, statSync } from "node:fs"
import { dirname, join } from "node:path"
import { loadSqlite } from "../directory/loadSqlite.ts"
import { isBusy, isOwnLock } from "../directory/lock.ts"
import { isGuarded } from "../directory/takeGuard.ts"

/** The holder of a lock: a process by its number where the kernel shows it, which it does not across containers. */
export type LockHolder =
  | { readonly state: "held"; readonly pid?: number }
  | { readonly state: "free" }
  | { readonly state: "unknown"; readonly reason: string }

export function lockHolder(lockDirectory: string): LockHolder {
  if (isOwnLock(lockDirectory)) return { state: "held", pid: process.pid }
  const file = join(lockDirectory, "owner.lock")
  try {
    const found = statSync(file, { throwIfNoEntry: false })
    if (found === undefined) return { state: "free" }
    const pid = shownHolder(found)
    if (pid !== undefined) return { state: "held", pid }
    // An owner that has dropped its lock, by a copy of its own directory, still has the guard.
    return isGuarded(dirname(lockDirectory)) ? { state: "held" } : asked(file)
  } catch (error) {
    return { state: "unknown", reason: error instanceof Error ? error.message : String(error) }
  }
}

/** Lines like `3: POSIX  ADVISORY  WRITE 4121 fe:00:1234 1073741824 1073742335`. */
function shownHolder({ dev, ino }: Stats): number | undefined {
  const device = `${hex(dev >> 8)}:${hex(dev & 0xff)}:${ino}`
  for (const line of locks().split("\n")) {
    const [, kind, , mode, pid, at] = line.split(/\s+/)
    if (kind === "POSIX" && mode === "WRITE" && at === device) return Number(pid)
  }
  return undefined
}

function locks(): string {
  try {
    return readFileSync("/proc/locks", "utf8")
  } catch {
    return ""
  }
}

const hex = (value: number): string => value.toString(16).padStart(2, "0")

/** For a moment it reads the file as SQLite does, which it cannot while somebody has it. Nothing is written. */
function asked(file: string): LockHolder {
  const database = new (loadSqlite().DatabaseSync)(file, { readOnly: true, timeout: 0 })
  try {
    database.exec("select count(*) from sqlite_schema")
    return { state: "free" }
  } catch (error) {
    if (isBusy(error)) return { state: "held" }
    throw error
  } finally {
    database.close()
  }
}
