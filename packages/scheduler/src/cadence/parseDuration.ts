import * as Result from "effect/Result"
import { quoted } from "./quoted.ts"
import { type Refusal, refusal } from "./Refusal.ts"

/** A leap year. Whoever means longer means a date. */
export const DURATION_MAX_MS = 366 * 86_400_000

/** More than any duration needs, and short enough that nothing below can be slow. */
const LENGTH_MAX = 100

/**
 * Reads a length of time: `30s`, `10m`, `1.5h`, `1h30m`, `250ms`, `1d`, `1w`. Answers milliseconds.
 *
 * A day is 24 hours and a week is seven of them, whatever the clocks do meanwhile.
 */
export const parseDuration = (text: string): Result.Result<number, Refusal> => {
  const trimmed = text.trim()
  if (trimmed === "") return refuse(text, "is empty: write a number and a unit, such as 30s, 10m or 1h30m")
  if (trimmed.length > LENGTH_MAX) return refuse(text, "is too long for a duration: write it like 30s, 10m or 1h30m")
  if (trimmed.startsWith("-")) return refuse(text, "is negative: a duration is zero or longer")
  if (/^[\d.]+$/.test(trimmed))
    return refuse(text, `has no unit: write ${trimmed}s for seconds or ${trimmed}m for minutes`)

  let rest = trimmed
  let total = 0
  let previous = Number.POSITIVE_INFINITY
  while (rest !== "") {
    const part = /^(\d+(?:\.\d+)?)\s*([a-z]+)\s*/i.exec(rest)
    if (part === null) return refuse(text, `cannot be read at ${quoted(rest)}: write it like 30s, 10m or 1h30m`)
    const [whole, amount = "", name = ""] = part
    const unit = units.get(name)
    if (unit === undefined) return refuse(text, `has an unknown unit ${quoted(name)}: use ms, s, m, h, d or w`)
    if (unit >= previous) return refuse(text, "names its units out of order: the larger first, each once, as in 1h30m")
    total += Number(amount) * unit
    previous = unit
    rest = rest.slice(whole.length)
  }

  if (total > DURATION_MAX_MS) return refuse(text, "is longer than a year (366d)")
  const ms = Math.round(total)
  // Decimals are binary here, and 1.1 s is a hair more than 1,100 ms.
  if (Math.abs(total - ms) > 1e-3) return refuse(text, "is finer than a millisecond")
  return Result.succeed(ms)
}

const units = new Map([
  ["ms", 1],
  ["s", 1_000],
  ["m", 60_000],
  ["h", 3_600_000],
  ["d", 86_400_000],
  ["w", 604_800_000]
])

const refuse = (text: string, reason: string) =>
  Result.fail(refusal(`the duration ${quoted(text)} ${reason}`, { token: text }))
