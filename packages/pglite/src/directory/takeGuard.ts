// The second lock of a data directory. A POSIX lock is gone as soon as anything in its process closes the locked file, and a
// program that copies its own directory does just that. This one belongs to an open file, here the directory itself, and ends
// with it: no copy drops it, and neither does who removes the lock file.
import { closeSync, constants, openSync } from "node:fs"

/** The result of an attempt at the guard. `unknown`: this system has no way to take one. */
export type Guard = { readonly state: "taken"; readonly release: () => void } | { readonly state: "held" | "unknown" }

/** Takes the guard of this directory, or says at once that another process has it. The kernel releases it on any death. */
export const takeGuard = (directory: string): Guard => guarded(directory, "exclusive")

/** Whether another process has the guard, without keeping it. */
export const isGuarded = (directory: string): boolean => {
  const guard = guarded(directory, "shared")
  if (guard.state === "taken") guard.release()
  return guard.state === "held"
}

const guarded = (directory: string, mode: "exclusive" | "shared"): Guard => {
  try {
    return process.platform === "darwin" ? openedLocked(directory, mode) : lockedByFlock(directory, mode)
  } catch {
    return { state: "unknown" }
  }
}

/** Node cannot call flock(2). A child locks the file that it was handed, and what it locked stays locked for this process. */
const lockedByFlock = (directory: string, mode: "exclusive" | "shared"): Guard => {
  const { spawnSync } = process.getBuiltinModule("node:child_process")
  const descriptor = openSync(directory, constants.O_RDONLY | constants.O_DIRECTORY)
  const { status } = spawnSync("flock", [mode === "shared" ? "-sn" : "-n", "3"], {
    stdio: ["ignore", "ignore", "ignore", descriptor],
    timeout: FLOCK_WITHIN_MS
  })
  if (status === 0) return { state: "taken", release: () => closeSync(descriptor) }
  closeSync(descriptor)
  return { state: status === CONFLICT ? "held" : "unknown" }
}

const FLOCK_WITHIN_MS = 10_000

/** The exit code of `flock -n` where another has it. */
const CONFLICT = 1

/** On macOS a file is opened and locked in one call. */
const openedLocked = (directory: string, mode: "exclusive" | "shared"): Guard => {
  const lock = mode === "shared" ? O_SHLOCK : O_EXLOCK
  try {
    const descriptor = openSync(directory, constants.O_RDONLY | constants.O_NONBLOCK | lock)
    return { state: "taken", release: () => closeSync(descriptor) }
  } catch (error) {
    const isHeld = error instanceof Error && "code" in error && error.code === "EAGAIN"
    return { state: isHeld ? "held" : "unknown" }
  }
}

const O_SHLOCK = 0x10
const O_EXLOCK = 0x20
