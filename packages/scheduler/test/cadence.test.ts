import * as Result from "effect/Result"
import { expect, describe as suite, test } from "vitest"
import type { Cadence, Overlap } from "../src/cadence/Cadence.ts"
import { describe } from "../src/cadence/describe.ts"
import { missed } from "../src/cadence/missed.ts"
import { nextAfter } from "../src/cadence/nextAfter.ts"
import { parseCadence } from "../src/cadence/parseCadence.ts"
import { parseInstant } from "../src/cadence/parseInstant.ts"
import { timeZone } from "../src/cadence/timeZone.ts"

const cron = (expression: string, zone = "UTC", overlap: Overlap = "earlier"): Cadence => ({
  kind: "cron",
  expression,
  timeZone: zone,
  overlap
})

const firings = (cadence: Cadence, after: string, count: number): ReadonlyArray<string> => {
  const found: Array<string> = []
  let at = new Date(after)
  while (found.length < count) {
    const next = nextAfter(cadence, at)
    if (next === undefined) break
    found.push(next.toISOString().replace(/(:00)?\.000Z$/, "Z"))
    at = next
  }
  return found
}

suite("a cron schedule", () => {
  test("fires strictly after the instant asked for", () => {
    expect(firings(cron("0 9 * * *"), "2026-01-01T09:00:00Z", 1)).toEqual(["2026-01-02T09:00Z"])
    expect(firings(cron("0 9 * * *"), "2026-01-01T08:59:59.999Z", 1)).toEqual(["2026-01-01T09:00Z"])
    expect(firings(cron("* * * * *"), "2026-01-01T08:59:30.5Z", 1)).toEqual(["2026-01-01T09:00Z"])
  })

  test("keeps its time zone for every firing", () => {
    expect(firings(cron("30 8 * * MON", "America/Sao_Paulo"), "2026-01-01T00:00:00Z", 3)).toEqual([
      "2026-01-05T11:30Z",
      "2026-01-12T11:30Z",
      "2026-01-19T11:30Z"
    ])
  })

  test("finds leap days across a century that has none", () => {
    expect(firings(cron("0 0 29 2 *"), "2095-01-01T00:00:00Z", 2)).toEqual(["2096-02-29T00:00Z", "2104-02-29T00:00Z"])
    // Both days begin with a star: the 1st or 29th of February, when it is a Saturday or Sunday.
    expect(firings(cron("0 0 */28 2 */6"), "2027-03-01T00:00:00Z", 3)).toEqual([
      "2031-02-01T00:00Z",
      "2032-02-01T00:00Z",
      "2032-02-29T00:00Z"
    ])
  })

  test("fires on Friday and on the 13th when both are asked for", () => {
    expect(firings(cron("0 0 13 * FRI"), "2026-01-08T00:00:00Z", 4)).toEqual([
      "2026-01-09T00:00Z",
      "2026-01-13T00:00Z",
      "2026-01-16T00:00Z",
      "2026-01-23T00:00Z"
    ])
  })

  test("ends with the last year that can be written", () => {
    expect(nextAfter(cron("0 0 1 1 *"), new Date("9999-06-01T00:00:00Z"))).toBeUndefined()
    expect(nextAfter(cron("0 0 1 1 *"), new Date(8.64e15))).toBeUndefined()
  })

  test("refuses to guess for an invalid date, an unchecked expression and an unchecked zone", () => {
    const now = new Date("2026-01-01T00:00:00Z")

    expect(() => nextAfter(cron("* * * * *"), new Date(Number.NaN))).toThrow(RangeError)
    expect(() => nextAfter(cron("nonsense"), now)).toThrow(RangeError)
    expect(() => nextAfter(cron("* * * * *", "Mars/Olympus"), now)).toThrow(RangeError)
    expect(() => nextAfter({ kind: "interval", everyMs: 0, anchor: now }, now)).toThrow(RangeError)
  })
})

suite("when clocks go forward", () => {
  test("a time in the gap fires once, at the first instant after it", () => {
    expect(firings(cron("30 2 * * *", "Europe/Berlin"), "2026-03-28T12:00:00Z", 2)).toEqual([
      "2026-03-29T01:00Z",
      "2026-03-30T00:30Z"
    ])
  })

  test("all times in the gap fire once together with the instant after it", () => {
    expect(firings(cron("*/20 1-3 * * *", "Europe/Berlin"), "2026-03-29T00:30:00Z", 4)).toEqual([
      "2026-03-29T00:40Z",
      "2026-03-29T01:00Z",
      "2026-03-29T01:20Z",
      "2026-03-29T01:40Z"
    ])
  })

  test("midnight in the gap is one o'clock", () => {
    expect(firings(cron("@daily", "America/Sao_Paulo"), "2018-11-03T12:00:00Z", 2)).toEqual([
      "2018-11-04T03:00Z",
      "2018-11-05T02:00Z"
    ])
  })

  test("a day that Samoa skipped fires when the next begins", () => {
    expect(firings(cron("0 9 * * *", "Pacific/Apia"), "2011-12-29T20:00:00Z", 2)).toEqual([
      "2011-12-30T10:00Z",
      "2011-12-30T19:00Z"
    ])
  })

  test("a gap that ends within a minute fires to the second", () => {
    expect(firings(cron("30 0 * * *", "Africa/Monrovia"), "1972-01-06T12:00:00Z", 2)).toEqual([
      "1972-01-07T00:44:30Z",
      "1972-01-08T00:30Z"
    ])
  })
})

suite("when clocks go back", () => {
  const repeated = (overlap: Overlap) =>
    firings(cron("30 2 * * *", "Europe/Berlin", overlap), "2026-10-24T12:00:00Z", 3)

  test("a time that comes twice fires once, the earlier one", () => {
    expect(repeated("earlier")).toEqual(["2026-10-25T00:30Z", "2026-10-26T01:30Z", "2026-10-27T01:30Z"])
  })

  test("or the later one", () => {
    expect(repeated("later")).toEqual(["2026-10-25T01:30Z", "2026-10-26T01:30Z", "2026-10-27T01:30Z"])
  })

  test("or both", () => {
    expect(repeated("both")).toEqual(["2026-10-25T00:30Z", "2026-10-25T01:30Z", "2026-10-26T01:30Z"])
  })

  test("an hourly schedule rests for one of the two hours unless both are asked for", () => {
    const hourly = (overlap: Overlap) => firings(cron("0 * * * *", "Europe/Berlin", overlap), "2026-10-24T23:30:00Z", 3)

    expect(hourly("earlier")).toEqual(["2026-10-25T00:00Z", "2026-10-25T02:00Z", "2026-10-25T03:00Z"])
    expect(hourly("later")).toEqual(["2026-10-25T01:00Z", "2026-10-25T02:00Z", "2026-10-25T03:00Z"])
    expect(hourly("both")).toEqual(["2026-10-25T00:00Z", "2026-10-25T01:00Z", "2026-10-25T02:00Z"])
  })
})

suite("an interval", () => {
  const everyMs = 90_000
  const anchor = new Date("2026-01-01T00:00:00.250Z")

  test("is counted from its anchor, however late one asks", () => {
    const asked = new Date(anchor.getTime() + 1_000_000 * everyMs + 89_999)

    expect(nextAfter({ kind: "interval", everyMs, anchor }, asked)?.getTime()).toBe(
      anchor.getTime() + 1_000_001 * everyMs
    )
  })

  test("fires at its anchor when that is still to come", () => {
    expect(nextAfter({ kind: "interval", everyMs, anchor }, new Date(0))).toEqual(anchor)
    expect(nextAfter({ kind: "interval", everyMs, anchor }, anchor)?.getTime()).toBe(anchor.getTime() + everyMs)
  })
})

test("a date fires once", () => {
  const at = new Date("2027-01-01T09:00:00Z")

  expect(nextAfter({ kind: "date", at }, new Date("2026-12-31T00:00:00Z"))).toEqual(at)
  expect(nextAfter({ kind: "date", at }, at)).toBeUndefined()
})

suite("what was missed", () => {
  const daily = cron("0 9 * * *")
  const after = new Date("2026-01-01T09:00:00Z")

  test("is every firing after the last one, up to now and including it", () => {
    expect(missed(daily, after, new Date("2026-01-03T09:00:00Z"), 10)).toEqual({
      instants: [new Date("2026-01-02T09:00:00Z"), new Date("2026-01-03T09:00:00Z")],
      more: false
    })
  })

  test("is the oldest ones when there are more than asked for", () => {
    expect(missed(daily, after, new Date("2036-01-01T00:00:00Z"), 1)).toEqual({
      instants: [new Date("2026-01-02T09:00:00Z")],
      more: true
    })
    expect(missed(daily, after, new Date("2036-01-01T00:00:00Z"), 0)).toEqual({ instants: [], more: true })
    expect(missed(daily, after, after, 0)).toEqual({ instants: [], more: false })
  })
})

suite("a cadence in words", () => {
  test.each([
    ["*/5 9-17 * * MON-FRI", "every 5 minutes from 9:00 to 17:59, Monday to Friday, UTC"],
    ["* * * * *", "every minute, UTC"],
    ["*/15 * * * *", "every 15 minutes, UTC"],
    ["* 9 * * *", "every minute from 9:00 to 9:59, UTC"],
    ["0 * * * *", "every hour, UTC"],
    ["@hourly", "every hour, UTC"],
    ["17 * * * *", "every hour at 17 past, UTC"],
    ["5,35 * * * *", "every hour at 5 and 35 past, UTC"],
    ["0 9-17 * * *", "every hour from 9:00 to 17:00, UTC"],
    ["30 */6 * * *", "every 6 hours from 0:30, UTC"],
    ["@daily", "at 0:00, every day, UTC"],
    ["0 9,17 * * SAT,SUN", "at 9:00 and 17:00, Saturday and Sunday, UTC"],
    ["30 4 1,15 * *", "at 4:30, on the 1st and 15th, UTC"],
    ["0 0 13 * FRI", "at 0:00, on the 13th and every Friday, UTC"],
    ["@yearly", "at 0:00, on the 1st in January, UTC"],
    ["0 8 * JUN-AUG *", "at 8:00, every day in June to August, UTC"],
    ["*/7 3,5 * * *", "cron */7 3,5 * * *, UTC"]
  ])("%s is %s", (expression, words) => {
    expect(describe(cron(expression))).toBe(words)
  })

  test("says what happens when clocks go back, if that was chosen", () => {
    expect(describe(cron("30 2 * * *", "Europe/Berlin", "both"))).toBe(
      "at 2:30, every day, Europe/Berlin, both times when clocks go back"
    )
  })

  test("tells intervals and dates", () => {
    const at = new Date("2027-01-01T09:00:00Z")

    expect(describe({ kind: "interval", everyMs: 90_000, anchor: at })).toBe("every 1 minute 30 seconds")
    expect(describe({ kind: "interval", everyMs: 3_600_000, anchor: at })).toBe("every hour")
    expect(describe({ kind: "interval", everyMs: 300_000, anchor: at })).toBe("every 5 minutes")
    expect(describe({ kind: "date", at })).toBe("once at 2027-01-01 09:00 UTC")
  })
})

suite("a time zone", () => {
  test.each([
    ["America/Sao_Paulo", "America/Sao_Paulo"],
    ["america/sao_paulo", "America/Sao_Paulo"],
    ["utc", "UTC"],
    ["Asia/Kolkata", "Asia/Kolkata"],
    ["US/Pacific", "US/Pacific"],
    ["Etc/GMT+3", "Etc/GMT+3"]
  ])("%s is taken as %s", (name, taken) => {
    expect(Result.getOrThrow(timeZone(name))).toBe(taken)
  })

  test.each([
    ["America/Sao_Paolo", /did you mean America\/Sao_Paulo\?/],
    ["São Paulo", /did you mean America\/Sao_Paulo\?/],
    ["Berlin", /did you mean Europe\/Berlin\?/],
    ["Europe/New_York", /did you mean America\/New_York\?/],
    ["+03:00", /is an offset/],
    ["UTC+3", /is an offset/],
    ["", /use an IANA name/],
    ["Mars/Olympus_Mons", /use an IANA name/],
    ["../../etc/passwd", /use an IANA name/],
    ["x".repeat(100_000), /use an IANA name/]
  ])("%s is refused with what to write", (name, reason) => {
    expect(Result.getOrThrow(Result.flip(timeZone(name))).message).toMatch(reason)
  })
})

suite("an instant", () => {
  const now = new Date("2026-06-01T12:00:00Z")
  const read = (text: string, zone = "America/Sao_Paulo") => parseInstant(text, { timeZone: zone, now })

  test.each([
    ["2027-01-01T09:00", "2027-01-01T12:00:00.000Z"],
    ["2027-01-01 09:00:30", "2027-01-01T12:00:30.000Z"],
    ["2027-01-01", "2027-01-01T03:00:00.000Z"],
    ["2027-01-01T09:00Z", "2027-01-01T09:00:00.000Z"],
    ["2027-01-01T09:00:00.25+02:00", "2027-01-01T07:00:00.250Z"],
    ["2027-01-01T09:00-0330", "2027-01-01T12:30:00.000Z"],
    ["in 10m", "2026-06-01T12:10:00.000Z"],
    ["+1h30m", "2026-06-01T13:30:00.000Z"]
  ])("%s is %s", (text, instant) => {
    expect(Result.getOrThrow(read(text)).toISOString()).toBe(instant)
  })

  test("in a gap is after it, and one that comes twice is the earlier", () => {
    expect(Result.getOrThrow(read("2026-03-29T02:30", "Europe/Berlin")).toISOString()).toBe("2026-03-29T01:00:00.000Z")
    expect(Result.getOrThrow(read("2026-10-25T02:30", "Europe/Berlin")).toISOString()).toBe("2026-10-25T00:30:00.000Z")
  })

  test.each([
    ["tomorrow", /is not a time: write it like 2027-01-01T09:00/],
    ["2027-13-01T09:00", /no such month/],
    ["2027-02-29T09:00", /that month ends on the 28th/],
    ["2027-04-31", /that month ends on the 30th/],
    ["2027-01-32", /that month ends on the 31st/],
    ["2027-01-01T24:00", /write 00:00 of the next day/],
    ["2027-01-01T25:00", /no such hour/],
    ["2027-01-01T09:60", /no such minute/],
    ["2027-01-01T09:00:60", /no such second/],
    ["2027-01-01T09:00+19:00", /an offset "\+19:00" that no clock has/],
    ["1066-10-14T09:00", /is before 1900/],
    ["in a while", /cannot be read/],
    ["in 3y", /unknown unit "y"/],
    ["", /is not a time/]
  ])("%j is refused with the reason", (text, reason) => {
    expect(Result.getOrThrow(Result.flip(read(text))).message).toMatch(reason)
  })
})

suite("a cadence", () => {
  const now = new Date("2026-06-01T12:00:00Z")

  test("is made from one of an expression, an interval and a date", () => {
    expect(parseCadence({ cron: " 0  9 * * * ", timeZone: "europe/berlin", now })).toEqual(
      Result.succeed({ kind: "cron", expression: "0 9 * * *", timeZone: "Europe/Berlin", overlap: "cron" })
    )
    expect(parseCadence({ every: "90s", timeZone: "UTC", now })).toEqual(
      Result.succeed({ kind: "interval", everyMs: 90_000, anchor: now })
    )
    expect(parseCadence({ at: "2027-01-01T09:00", timeZone: "Europe/Berlin", now })).toEqual(
      Result.succeed({ kind: "date", at: new Date("2027-01-01T08:00:00Z") })
    )
  })

  test("is refused without one of them, and with two", () => {
    const message = (input: { readonly cron?: string; readonly every?: string }) =>
      Result.getOrThrow(Result.flip(parseCadence({ ...input, timeZone: "UTC", now }))).message

    expect(message({})).toMatch(/needs a time/)
    expect(message({ cron: "* * * * *", every: "5m" })).toMatch(/one kind of time/)
  })
})
