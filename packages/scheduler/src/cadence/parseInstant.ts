import * as Result from "effect/Result"
import { instantAt } from "./instantAt.ts"
import { parseDuration } from "./parseDuration.ts"
import { quoted } from "./quoted.ts"
import { type Refusal, refusal } from "./Refusal.ts"

/**
 * Reads an instant somebody wrote: `2027-01-01T09:00`, with or without seconds, by the clocks of a time zone;
 * `2027-01-01T09:00Z` or `…+02:00` as it is; `2027-01-01` for the beginning of that day; `in 10m` or `+10m` from now.
 *
 * A wall time in a gap is the first instant after the gap, and one that comes twice is the earlier, as `nextAfter`
 * would fire it. The time zone must be one `timeZone` takes.
 */
export const parseInstant = (
  text: string,
  options: { readonly timeZone: string; readonly now: Date }
): Result.Result<Date, Refusal> => {
  const trimmed = text.trim()
  const delay = /^(?:in\s+|\+\s*)(.+)$/is.exec(trimmed)?.[1]
  if (delay !== undefined) {
    return Result.flatMap(parseDuration(delay), (ms) => within(new Date(options.now.getTime() + ms), text))
  }
  const match = trimmed.length <= LENGTH_MAX ? pattern.exec(trimmed) : null
  if (match?.groups === undefined) return refuse(text, `is not a time: write it like ${example}, or in 10m`)
  const { year, month, day, hour = "0", minute = "0", second = "0", fraction = "", offset } = match.groups
  const wrong =
    wrongDay(Number(year), Number(month), Number(day)) ?? wrongTime(Number(hour), Number(minute), Number(second))
  if (wrong !== undefined) return refuse(text, wrong)

  const wallMs = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second))
  const fractionMs = Number(fraction.padEnd(3, "0").slice(0, 3))
  if (offset === undefined) {
    return within(new Date(instantAt(options.timeZone, wallMs, "earlier") + fractionMs), text)
  }
  const aheadMs = readOffset(offset)
  if (aheadMs === undefined) return refuse(text, `has an offset ${quoted(offset)} that no clock has`)
  return within(new Date(wallMs - aheadMs + fractionMs), text)
}

const example = "2027-01-01T09:00"
const LENGTH_MAX = 100

const pattern =
  /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)(?:(?:[T ]|\s+)(?<hour>\d\d):(?<minute>\d\d)(?::(?<second>\d\d)(?:[.,](?<fraction>\d{1,9}))?)?\s*(?<offset>Z|[+-]\d\d(?::?\d\d)?)?)?$/i

const YEAR_MIN = 1900
const YEAR_MAX = 9999

const wrongDay = (year: number, month: number, day: number): string | undefined => {
  if (year < YEAR_MIN) return `is before ${YEAR_MIN}`
  if (month < 1 || month > 12) return `has no such month: ${month} is not 1 to 12`
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate()
  if (day < 1 || day > last) return `has no such day: that month ends on the ${last}${last === 31 ? "st" : "th"}`
  return undefined
}

const wrongTime = (hour: number, minute: number, second: number): string | undefined => {
  if (hour === 24) return "has hour 24: write 00:00 of the next day"
  if (hour > 23) return `has no such hour: ${hour} is not 0 to 23`
  if (minute > 59) return `has no such minute: ${minute} is not 0 to 59`
  if (second > 59) return `has no such second: ${second} is not 0 to 59`
  return undefined
}

/** Milliseconds ahead of UTC. */
const readOffset = (text: string): number | undefined => {
  if (/^z$/i.test(text)) return 0
  const hours = Number(text.slice(1, 3))
  const minutes = Number(text.slice(3).replace(":", ""))
  if (hours > 15 || minutes > 59) return undefined
  return (text.startsWith("-") ? -1 : 1) * (hours * 60 + minutes) * 60_000
}

const within = (date: Date, text: string): Result.Result<Date, Refusal> => {
  const year = date.getUTCFullYear()
  return year >= YEAR_MIN && year <= YEAR_MAX
    ? Result.succeed(date)
    : refuse(text, `is not between the years ${YEAR_MIN} and ${YEAR_MAX}`)
}

const refuse = (text: string, reason: string) => Result.fail(refusal(`${quoted(text)} ${reason}`, { token: text }))
