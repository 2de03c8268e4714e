import * as Result from "effect/Result"
import type { Cadence, CronCadence, IntervalCadence, Overlap } from "./Cadence.ts"
import type { Cron } from "./Cron.ts"
import { instantAt } from "./instantAt.ts"
import { nextWallTime, YEAR_MAX } from "./nextWallTime.ts"
import { offsetAt } from "./offsetAt.ts"
import { parseCron } from "./parseCron.ts"

/**
 * The first firing of a cadence strictly after an instant, or `undefined` when there is none left.
 *
 * The firings of a cadence are one fixed, strictly increasing sequence of instants, wherever one starts to ask. An
 * interval fires at its anchor and every `everyMs` from there; a date fires once.
 *
 * **A cron expression** names wall times. With the policy `cron` it depends on the expression, as in cron itself:
 * - An entry whose minute or hour is a wildcard (`*`, or a step over it) follows real time: it fires whenever clocks
 *   show a time it names, so twice in an hour that comes twice, and not for times in a gap.
 * - Any other is a fixed time: it fires once, a time in a gap at the first instant after the gap.
 *
 * The other policies hold for every expression:
 * - A time in a gap, when clocks go forward, fires at the first instant after the gap. Several such times fire there
 *   once, together with that instant's own time.
 * - A time that comes twice, when clocks go back, fires on its `earlier` or `later` occurrence, or on `both`.
 *
 * Throws a `RangeError` for an invalid date, and when the cadence holds an expression, a time zone or a length that was
 * never checked.
 */
export const nextAfter = (cadence: Cadence, after: Date): Date | undefined => {
  const afterMs = after.getTime()
  if (Number.isNaN(afterMs)) throw new RangeError("The next firing was asked for after an invalid date")
  const next = nextMs(cadence, afterMs)
  return next === undefined || next > LATEST_MS ? undefined : new Date(next)
}

const LATEST_MS = Date.UTC(YEAR_MAX, 11, 31, 23, 59, 59, 999)

const nextMs = (cadence: Cadence, afterMs: number): number | undefined => {
  switch (cadence.kind) {
    case "cron":
      return nextOfCron(cadence, afterMs)
    case "interval":
      return nextOfInterval(cadence, afterMs)
    case "date":
      return cadence.at.getTime() > afterMs ? cadence.at.getTime() : undefined
  }
}

const nextOfInterval = ({ everyMs, anchor }: IntervalCadence, afterMs: number): number => {
  if (!(everyMs >= 1)) throw new RangeError(`An interval of ${everyMs} ms never ends`)
  const anchorMs = anchor.getTime()
  return afterMs < anchorMs ? anchorMs : anchorMs + (Math.floor((afterMs - anchorMs) / everyMs) + 1) * everyMs
}

const nextOfCron = ({ expression, timeZone, overlap }: CronCadence, afterMs: number): number | undefined => {
  const from = Math.max(afterMs, EARLIEST_MS)
  if (from > LATEST_MS) return undefined
  const cron = understood(expression)
  if (overlap === "cron" && cron.isWildcard) return nextInRealTime(cron, timeZone, from)
  return nextOfAny(cron, timeZone, overlap, from)
}

const nextOfAny = (cron: Cron, timeZone: string, overlap: Overlap, from: number): number | undefined => {
  const instants = occurrences[overlap]
    .map((occurrence) => nextOccurrence(cron, timeZone, occurrence, from))
    .filter((instant) => instant !== undefined)
  return instants.length === 0 ? undefined : Math.min(...instants)
}

/** An instant that only stands for times in a gap is passed over: clocks do not show a time the expression names. */
const nextInRealTime = (cron: Cron, timeZone: string, from: number): number | undefined => {
  let next = nextOfAny(cron, timeZone, "both", from)
  while (next !== undefined && next <= LATEST_MS) {
    const shown = next + offsetAt(timeZone, next)
    if (nextWallTime(cron, shown) === shown) return next
    next = nextOfAny(cron, timeZone, "both", next)
  }
  return undefined
}

/** Before 1900 clocks showed the time of the sun, and nobody ran cron. */
const EARLIEST_MS = Date.UTC(1900, 0, 1)

const occurrences: Record<Overlap, ReadonlyArray<"earlier" | "later">> = {
  cron: ["earlier"],
  earlier: ["earlier"],
  later: ["later"],
  both: ["earlier", "later"]
}

/**
 * Finds the first wall minute whose instant is after the given one, then the first from there that the expression
 * names. Wall minutes and their instants are in the same order, so the first is found by halving, and the second needs
 * no more than its instant.
 *
 * Effect's `Cron` is not used: it moves a time in a gap on by the length of the gap, and near a gap it may pass over a
 * firing, as its documentation says.
 */
const nextOccurrence = (
  cron: Cron,
  timeZone: string,
  occurrence: "earlier" | "later",
  afterMs: number
): number | undefined => {
  const shown = Math.floor((afterMs + offsetAt(timeZone, afterMs)) / MINUTE_MS)
  // Nearly always the minute that clocks show is the last one before, and there is nothing to search.
  const isPlain =
    instantAt(timeZone, shown * MINUTE_MS, occurrence) <= afterMs &&
    instantAt(timeZone, (shown + 1) * MINUTE_MS, occurrence) > afterMs
  let low = isPlain ? shown : shown - REACH_MINUTES
  let high = isPlain ? shown + 1 : shown + REACH_MINUTES
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (instantAt(timeZone, middle * MINUTE_MS, occurrence) > afterMs) high = middle
    else low = middle
  }
  const wall = nextWallTime(cron, high * MINUTE_MS)
  return wall === undefined ? undefined : instantAt(timeZone, wall, occurrence)
}

const MINUTE_MS = 60_000

/** Two days: further than any change of clocks has ever moved them. Samoa skipped one. */
const REACH_MINUTES = 2 * 24 * 60

/** The expression of a cadence was checked when it was made, so that a refusal here is a bug of the caller. */
const understood = (expression: string): Cron => {
  const known = crons.get(expression)
  if (known !== undefined) return known
  const parsed = parseCron(expression)
  if (Result.isFailure(parsed)) throw new RangeError(parsed.failure.message)
  if (crons.size >= CRONS_MAX) crons.clear()
  crons.set(expression, parsed.success)
  return parsed.success
}

/** Expressions are few and repeat; a thousand of them take about a megabyte. */
const CRONS_MAX = 1_000
const crons = new Map<string, Cron>()
