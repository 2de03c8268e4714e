import type { Cadence } from "./Cadence.ts"
import { nextAfter } from "./nextAfter.ts"

/** What a cadence would have fired while nobody looked. */
export interface Missed {
  /** The oldest of them, in order, no more than asked for. */
  readonly instants: ReadonlyArray<Date>
  /** Whether there are more than these. */
  readonly more: boolean
}

/** The firings of a cadence after one instant and up to another, the latter included; at most `cap`, which may be zero. */
export const missed = (cadence: Cadence, after: Date, now: Date, cap: number): Missed => {
  const instants: Array<Date> = []
  let next = nextAfter(cadence, after)
  while (next !== undefined && next <= now) {
    if (instants.length >= cap) return { instants, more: true }
    instants.push(next)
    next = nextAfter(cadence, next)
  }
  return { instants, more: false }
}
