import { readdirSync, readFileSync } from "node:fs"

/** A process of a command's group that runs on although the command has ended. */
export interface LeftProcess {
  readonly pid: number
  /** The name of its program, as the kernel keeps it: at most 15 characters. */
  readonly program: string
}

/** The living members of a process group. Empty where the system has no `/proc`, as on macOS: nothing can be said there. */
export const leftProcesses = (group: number): ReadonlyArray<LeftProcess> => {
  if (process.platform !== "linux") return []
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      const found = memberOf(pid, group)
      return found === undefined ? [] : [found]
    })
}

/** The process when it is a living member of the group. A zombie is dead: it only waits for somebody to ask how it ended. */
export const memberOf = (pid: string, group: number): LeftProcess | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8")
    const end = stat.lastIndexOf(")")
    const [state, , itsGroup] = stat.slice(end + 2).split(" ")
    if (Number(itsGroup) !== group || state === "Z" || state === "X") return undefined
    return { pid: Number(pid), program: stat.slice(stat.indexOf("(") + 1, end) }
  } catch {
    // It ended while we looked.
    return undefined
  }
}
