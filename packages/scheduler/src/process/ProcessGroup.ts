// A command and everything it started, as long as that stays in its process group. Ending the group is how nothing of a
// run stays behind; whoever wants to stay leaves with `setsid`.
import { readdirSync } from "node:fs"
import { Effect } from "effect"
import { type LeftProcess, leftProcesses, memberOf } from "./leftProcesses.ts"

/** After SIGKILL only a process in uninterruptible sleep, or of another user, is still there after this. */
const killMs = 2_000

/** How often we look: nothing tells when the last process of a group ends. */
const lookMs = { first: 2, longest: 100 }

/** Addressed by the pid of its leader. Once seen gone it is never signalled again, for its number may be somebody else's. */
export class ProcessGroup {
  readonly id: number
  private gone = false
  private looksWithoutLife = 0

  constructor(leader: number) {
    this.id = leader
  }

  /** Sends a signal to every member; `false` when there is none left. */
  signal(name: NodeJS.Signals | 0): boolean {
    if (this.gone) return false
    try {
      process.kill(-this.id, name)
      return true
    } catch (error) {
      // EPERM: members of another user, or on macOS only zombies. They are there, and out of reach.
      return (error as NodeJS.ErrnoException).code === "EPERM"
    }
  }

  isGone(): boolean {
    if (!this.signal(0)) this.gone = true
    else this.looksWithoutLife = hasLivingMember(this.id) ? 0 : this.looksWithoutLife + 1
    // One look may miss a process that is just forking: two do not.
    return this.gone || this.looksWithoutLife > 1
  }

  /** Its members that are alive now. */
  members(): ReadonlyArray<LeftProcess> {
    return this.gone ? [] : leftProcesses(this.id)
  }

  /** Waits until the last member is gone, at most so long, and says whether it is. */
  ended(withinMs: number): Effect.Effect<boolean> {
    return endedBefore(this, performance.now() + withinMs)
  }

  /** SIGTERM, and after the grace SIGKILL. Says whether all are gone. */
  end(graceMs: number): Effect.Effect<boolean> {
    return endGroup(this, graceMs)
  }
}

/** Real time on purpose: processes do not wait for a `TestClock`. */
export const pause = (ms: number): Effect.Effect<void> =>
  Effect.callback<void>((resume) => {
    const timer = setTimeout(() => resume(Effect.void), ms)
    return Effect.sync(() => clearTimeout(timer))
  })

const endGroup = Effect.fnUntraced(function* (group: ProcessGroup, graceMs: number) {
  if (group.isGone()) return true
  group.signal("SIGTERM")
  // A stopped process takes its SIGTERM only when it goes on.
  group.signal("SIGCONT")
  if (yield* group.ended(graceMs)) return true
  group.signal("SIGKILL")
  return yield* group.ended(killMs)
})

const endedBefore = Effect.fnUntraced(function* (group: ProcessGroup, deadline: number) {
  for (let ms = lookMs.first; ; ms = Math.min(ms * 2, lookMs.longest)) {
    if (group.isGone()) return true
    const left = deadline - performance.now()
    if (left <= 0) return false
    yield* pause(Math.min(ms, left))
  }
})

/**
 * In a container whose first process reaps nobody, orphans stay zombies for ever, and a signal still "reaches" them.
 * Linux tells them apart; elsewhere the bounded waits have to do.
 */
const hasLivingMember = (group: number): boolean => {
  if (process.platform !== "linux") return true
  if (memberOf(String(group), group) !== undefined) return true
  return readdirSync("/proc").some((name) => /^\d/.test(name) && memberOf(name, group) !== undefined)
}
