import { offsetAt } from "./offsetAt.ts"

/**
 * The instant at which the clocks of a time zone show a wall time. Wall times are written as the milliseconds at which
 * UTC clocks would show them.
 *
 * A time that clocks show twice is taken as its first or its second occurrence. A time in a gap, which clocks jump
 * over, is the first instant after the gap. Either way a later wall time never gives an earlier instant, which is what
 * lets `nextAfter` search.
 */
export const instantAt = (timeZone: string, wallMs: number, occurrence: "earlier" | "later"): number => {
  const first = Math.floor((wallMs - OFFSET_MAX_MS) / STEP_MS) * STEP_MS
  const offsets: Array<number> = []
  for (let at = first; at < wallMs + OFFSET_MAX_MS + STEP_MS; at += STEP_MS) offsets.push(sample(timeZone, at))
  const distinct = new Set(offsets)
  if (distinct.size === 1) return wallMs - offsets[0]!

  const instants = [...distinct]
    .filter((offset) => offsetAt(timeZone, wallMs - offset) === offset)
    .map((offset) => wallMs - offset)
  if (instants.length > 0) return occurrence === "earlier" ? Math.min(...instants) : Math.max(...instants)

  for (let index = 1; index < offsets.length; index++) {
    const before = offsets[index - 1]!
    const after = offsets[index]!
    if (after <= before) continue
    const change = changeBetween(timeZone, first + (index - 1) * STEP_MS, first + index * STEP_MS)
    if (change + before <= wallMs && wallMs < change + after) return change
  }
  throw new Error(`No instant of ${timeZone} was found for the wall time ${new Date(wallMs).toISOString()}`)
}

/** No clock was ever further from UTC: Manila and Alaska, by the date line, came close to 15:14. */
const OFFSET_MAX_MS = 16 * 3_600_000

/** No zone ever changed its offset twice within so little time, so samples this far apart see every offset. */
const STEP_MS = 4 * 3_600_000

/** Offsets of the instants on the grid, which all schedules of a zone ask for again and again. */
const sample = (timeZone: string, at: number): number => {
  let ofZone = samples.get(timeZone)
  if (ofZone === undefined) {
    if (samples.size >= ZONES_MAX) samples.clear()
    ofZone = new Map()
    samples.set(timeZone, ofZone)
  }
  const known = ofZone.get(at)
  if (known !== undefined) return known
  if (ofZone.size >= SAMPLES_MAX) ofZone.clear()
  const offset = offsetAt(timeZone, at)
  ofZone.set(at, offset)
  return offset
}

/** A hundred busy zones, and some months of samples in each: a few megabytes at most. */
const ZONES_MAX = 100
const SAMPLES_MAX = 1_000
const samples = new Map<string, Map<number, number>>()

/** The second at which the offset changes between two instants that have different ones. */
const changeBetween = (timeZone: string, from: number, to: number): number => {
  const before = sample(timeZone, from)
  let low = from / 1_000
  let high = to / 1_000
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offsetAt(timeZone, middle * 1_000) === before) low = middle
    else high = middle
  }
  return high * 1_000
}
