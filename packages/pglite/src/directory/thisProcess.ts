import { readFileSync, readlinkSync } from "node:fs"

/** Tells this process apart from any other that ever had its pid. */
export function thisProcess(): { readonly pid: number; readonly startedAt: string; readonly bootId: string } {
  return { pid: process.pid, startedAt: seen(process.pid)?.startedAt ?? "", bootId: bootId() }
}

/** A process, as it introduced itself. */
export interface Claimed {
  readonly pid: number
  readonly startedAt: string
  readonly bootId: string
}

/** Whether what `owner.json` says of its process can still be true. From another container nothing can be seen: it may. */
export function mayBeAlive(owner: Claimed): boolean {
  if (!isOfHere(owner)) return owner.bootId.split("/")[0] === bootId().split("/")[0]
  return isAlive(owner)
}

/** Whether the process of `owner.json` was seen to be there, and could not be another with its number. */
export const isSurelyAlive = (owner: Claimed): boolean => owner.startedAt !== "" && isOfHere(owner) && isAlive(owner)

/** Whether somebody has stopped it: Ctrl-Z, SIGSTOP, a debugger. It goes on as if nothing had been. */
export const isPaused = (owner: Claimed): boolean =>
  isSurelyAlive(owner) && ["T", "t"].includes(seen(owner.pid)?.state ?? "")

const isOfHere = (owner: Claimed): boolean => owner.bootId === bootId()

const isAlive = ({ pid, startedAt }: Claimed): boolean => {
  if (process.platform !== "linux") return exists(pid)
  const found = seen(pid)
  return found !== undefined && found.startedAt === startedAt && !found.isEnding
}

/** Asks the kernel for a process. The fields are counted behind the name, which may contain anything. */
function seen(pid: number) {
  const stat = read(`/proc/${pid}/stat`)
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ")
  if (fields === undefined) return undefined
  const state = fields[0] ?? ""
  // One that nobody has waited for keeps its pid, in a container without an init for ever, and owns nothing any more.
  const isEnding = ["Z", "X", "x"].includes(state) || (Number(fields[6]) & PF_EXITING) !== 0
  /** Its start in ticks since boot, field 22 of the whole line. */
  return { state, isEnding, startedAt: fields[19] ?? "" }
}

const PF_EXITING = 0x4

/** The boot and the pid namespace: two containers on one host count their processes separately. */
const bootId = (): string => `${read("/proc/sys/kernel/random/boot_id")?.trim() ?? ""}/${pidNamespace()}`

function pidNamespace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid")
  } catch {
    return ""
  }
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8")
  } catch {
    return undefined
  }
}
