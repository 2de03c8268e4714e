import { Context } from "effect"

/** How much the daemon does at once, and how late is late. */
export interface Limits {
  /** Runs enqueued by one transaction: each is held in memory and written by one statement. */
  readonly runsMax: number
  /** Firings that may wait for the run before them, per schedule. More than these would never catch up. */
  readonly heldMax: number
  /** Missed firings that are made up for, where a schedule asks for all of them. */
  readonly missedMax: number
  /** A firing is missed when it comes later than this; what is only late fires. A slow daemon must not cost firings. */
  readonly graceMs: number
  /** When more firings than these are due at once, their runs are spread. */
  readonly jitterThreshold: number
  /** How far the runs of such a burst are spread. */
  readonly maxJitterMs: number
}

/** The limits of firing. A host that knows better provides its own. */
export const FiringLimits = Context.Reference<Limits>("@genie/scheduler/FiringLimits", {
  defaultValue: () => ({
    runsMax: 1_000,
    heldMax: 100,
    missedMax: 100,
    graceMs: 60_000,
    jitterThreshold: 100,
    maxJitterMs: 30_000
  })
})
