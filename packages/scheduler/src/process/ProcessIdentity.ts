// A pid alone says nothing: it is given out again. Together with the start time and the boot it names one process for
// ever, and that is what lets a dead worker's runs be claimed again at once instead of when the lease ends.
import { execFile } from "node:child_process"
import { readFileSync, readlinkSync } from "node:fs"
import { Effect } from "effect"

/** One process, as the kernel it runs under knows it. */
export interface ProcessIdentity {
  readonly pid: number
  /** In the kernel's own words: ticks since boot on Linux, a date on macOS. Compared, never read; empty when unknown. */
  readonly startTime: string
  /** Names the boot and, on Linux, the pid namespace: two containers on one host count their processes separately. */
  readonly bootId: string
}

/** Who this process is. */
export const currentProcessIdentity: Effect.Effect<ProcessIdentity> = Effect.suspend(() => identityOf(process.pid))

/** Who a process of this host is. */
export const identityOf = Effect.fnUntraced(function* (pid: number): Effect.fn.Return<ProcessIdentity> {
  const startTime = yield* startTimeOf(pid)
  return { pid, startTime: startTime ?? "", bootId: yield* currentBootId }
})

/** Whether this very process runs here and now. `false` says little when it runs elsewhere: to reclaim, ask `isProvenDead`. */
export const isAlive = Effect.fnUntraced(function* (identity: ProcessIdentity): Effect.fn.Return<boolean> {
  if (!(yield* isFromHere(identity))) return false
  return (yield* startTimeOf(identity.pid)) === identity.startTime
})

/**
 * Whether this very process is gone for certain: same host, boot and pid namespace, and its pid is free, a zombie's or
 * somebody else's. What cannot be seen from here is not proven dead, and keeps its lease to the end.
 */
export const isProvenDead = Effect.fnUntraced(function* (identity: ProcessIdentity): Effect.fn.Return<boolean> {
  if (!(yield* isFromHere(identity))) return false
  const startTime = yield* startTimeOf(identity.pid)
  // Where processes of other users are hidden (hidepid), one may exist and show nothing: it may be the one.
  return startTime === undefined ? !exists(identity.pid) : startTime !== identity.startTime
})

const isFromHere = (identity: ProcessIdentity): Effect.Effect<boolean> =>
  Effect.map(
    currentBootId,
    (bootId) => bootId !== "" && identity.bootId === bootId && identity.startTime !== "" && identity.pid > 0
  )

const isLinux = process.platform === "linux"

/** Nothing when no such process shows; for a zombie, which can do no more, the fact that it ended. */
const startTimeOf = (pid: number): Effect.Effect<string | undefined> =>
  isLinux ? Effect.sync(() => startTimeFromProc(pid)) : startTimeFromPs(pid)

const zombie = "ended"

const startTimeFromProc = (pid: number): string | undefined => {
  const stat = text(() => readFileSync(`/proc/${pid}/stat`, "latin1"))
  // The name in parentheses may hold anything, so fields are counted from its end: the state is the first after it.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
  return fields[0] === "Z" || fields[0] === "X" ? zombie : fields[19]
}

/** What macOS answers with. Exported for its test, as Linux has the same `ps`. */
export const startTimeFromPs = (pid: number): Effect.Effect<string | undefined> =>
  Effect.map(answer("ps", ["-o", "stat=,lstart=", "-p", String(pid)]), (line) => {
    const [, state, startTime] = /^(\S+)\s+(.+)$/.exec(line) ?? []
    return state?.startsWith("Z") ? zombie : startTime
  })

/** It does not change while we live, and on macOS asking starts a process. */
const currentBootId: Effect.Effect<string> = Effect.suspend(() => {
  if (bootIdKnown !== undefined) return Effect.succeed(bootIdKnown)
  return Effect.map(bootId, (known) => {
    bootIdKnown = known
    return known
  })
})

let bootIdKnown: string | undefined

const bootId: Effect.Effect<string> = Effect.suspend(() => {
  if (!isLinux) return answer("sysctl", ["-n", "kern.bootsessionuuid"])
  const boot = text(() => readFileSync("/proc/sys/kernel/random/boot_id", "latin1")).trim()
  const namespace = text(() => readlinkSync("/proc/self/ns/pid"))
  return Effect.succeed(boot === "" ? "" : `${boot} ${namespace}`)
})

const exists = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH"
  }
}

const text = (read: () => string): string => {
  try {
    return read()
  } catch {
    return ""
  }
}

/** One language and one time zone, or the same start time would read differently to the next who asks. */
const answer = (program: string, args: ReadonlyArray<string>): Effect.Effect<string> =>
  Effect.callback((resume) => {
    const environment = { PATH: "/usr/bin:/bin:/usr/sbin:/sbin", LC_ALL: "C", TZ: "UTC" }
    execFile(program, args, { env: environment }, (_refused, stdout) => resume(Effect.succeed(stdout.trim())))
  })
