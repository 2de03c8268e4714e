import { readFileSync, readlinkSync } from "node:fs"

/** What tells this process apart from any other that ever had its pid. */
export function thisProcess(): { readonly pid: number; readonly startedAt: string; readonly bootId: string } {
  return { pid: process.pid, startedAt: startOf(process.pid) ?? "", bootId: bootId() }
}

/** Whether what `owner.json` says of its process can still be true. From another container nothing can be seen: it may. */
export function mayBeAlive(owner: {
  readonly pid: number
  readonly startedAt: string
  readonly bootId: string
}): boolean {
  if (owner.bootId !== bootId()) return owner.bootId.split("/")[0] === bootId().split("/")[0]
  return process.platform === "linux" ? startOf(owner.pid) === owner.startedAt : exists(owner.pid)
}

/** Start time in ticks since boot: field 22 of the line, counted behind the name, which may contain anything. */
function startOf(pid: number): string | undefined {
  const stat = read(`/proc/${pid}/stat`)
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19]
}

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
