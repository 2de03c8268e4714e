import type { Cadence } from "../cadence/Cadence.ts"
import { nextAfter } from "../cadence/nextAfter.ts"

/** The first instant of a cadence after another one that was not fired yet: a clock that was ahead may have fired some. */
export const firstFree = (cadence: Cadence, after: Date, taken: ReadonlySet<number>): Date | undefined => {
  let next = nextAfter(cadence, after)
  while (next !== undefined && taken.has(next.getTime())) next = nextAfter(cadence, next)
  return next
}

/** The anchor of an interval, moved back by whole periods so that it is not later than now: the firings stay the same. */
export const anchorBefore = (anchor: Date, everyMs: number | null, now: Date): Date => {
  const aheadMs = anchor.getTime() - now.getTime()
  if (everyMs === null || aheadMs <= 0) return anchor
  return new Date(anchor.getTime() - Math.ceil(aheadMs / everyMs) * everyMs)
}
