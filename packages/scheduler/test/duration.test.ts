import * as Result from "effect/Result"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { formatDuration } from "../src/cadence/formatDuration.ts"
import { DURATION_MAX_MS, parseDuration } from "../src/cadence/parseDuration.ts"
import { parseInterval } from "../src/cadence/parseInterval.ts"

const refusalOf = (text: string): string => Result.getOrThrow(Result.flip(parseDuration(text))).message

describe("a duration", () => {
  test.each([
    ["30s", 30_000],
    ["10m", 600_000],
    ["2h", 7_200_000],
    ["1.5h", 5_400_000],
    ["1d", 86_400_000],
    ["1w", 604_800_000],
    ["1h30m", 5_400_000],
    ["1h 30m", 5_400_000],
    ["1.1s", 1_100],
    ["250ms", 250],
    [" 90s ", 90_000],
    ["0s", 0],
    ["366d", DURATION_MAX_MS]
  ])("of %s is %d milliseconds", (text, ms) => {
    expect(Result.getOrThrow(parseDuration(text))).toBe(ms)
  })

  test.each([
    ["", /is empty/],
    ["90", /has no unit: write 90s/],
    ["-5m", /is negative/],
    ["5x", /unknown unit "x": use ms, s, m, h, d or w/],
    ["5M", /unknown unit "M"/],
    ["30m1h", /larger first/],
    ["1h1h", /each once/],
    ["h", /cannot be read at "h"/],
    ["1h-3m", /cannot be read at "-3m"/],
    ["0.0001s", /finer than a millisecond/],
    ["367d", /longer than a year/],
    ["9".repeat(80), /has no unit/],
    [`${"9".repeat(90)}d`, /longer than a year/],
    ["1h".repeat(100), /too long/]
  ])("of %j is refused with the reason", (text, reason) => {
    expect(refusalOf(text)).toMatch(reason)
  })

  test("reads the same after it was written for a person", () => {
    const short = (words: string) => words.replace(/ ([a-z])[a-z]*/g, "$1")

    fc.assert(
      fc.property(fc.integer({ min: 1, max: DURATION_MAX_MS / 1_000 }), (seconds) => {
        expect(parseDuration(short(formatDuration(seconds * 1_000)))).toEqual(Result.succeed(seconds * 1_000))
      }),
      { seed: 1, numRuns: 500 }
    )
  })
})

test("an interval takes one second and more", () => {
  expect(Result.getOrThrow(parseInterval("1s"))).toBe(1_000)
  expect(Result.getOrThrow(Result.flip(parseInterval("999ms"))).message).toMatch(/the shortest is 1s/)
})
