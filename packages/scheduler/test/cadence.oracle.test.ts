import * as Result from "effect/Result"
import fc from "fast-check"
import { expect, test } from "vitest"
import type { Overlap } from "../src/cadence/Cadence.ts"
import { describe } from "../src/cadence/describe.ts"
import { nextAfter } from "../src/cadence/nextAfter.ts"
import { parseCadence } from "../src/cadence/parseCadence.ts"
import { parseCron } from "../src/cadence/parseCron.ts"
import { parseInstant } from "../src/cadence/parseInstant.ts"
import type { Refusal } from "../src/cadence/Refusal.ts"
import { timeZone } from "../src/cadence/timeZone.ts"
import { costGrowth, PROPORTIONATE } from "./costGrowth.ts"

/** Three days around changes of clocks, chosen for being awkward, and some without any. */
const windows: ReadonlyArray<readonly [zone: string, from: string]> = [
  ["UTC", "2028-02-28"],
  ["Europe/Berlin", "2026-03-28"],
  ["Europe/Berlin", "2026-10-24"],
  ["America/New_York", "2026-03-07"],
  ["America/New_York", "2026-10-31"],
  ["America/Sao_Paulo", "2018-11-03"], // midnight does not exist
  ["America/Sao_Paulo", "2019-02-16"], // the day before repeats its last hour
  ["Australia/Lord_Howe", "2026-04-04"], // half an hour
  ["Australia/Lord_Howe", "2026-10-03"],
  ["Antarctica/Troll", "2026-03-28"], // two hours
  ["Antarctica/Troll", "2026-10-24"],
  ["Antarctica/Casey", "2023-03-08"], // three hours, and not for summer
  ["Pacific/Apia", "2011-12-29"], // a day skipped
  ["Pacific/Kwajalein", "1993-08-20"], // another
  ["America/Havana", "2026-10-31"],
  ["Europe/Dublin", "2026-10-24"], // winter is the exception there
  ["Africa/Casablanca", "2026-02-14"],
  ["Asia/Tehran", "2022-03-20"],
  ["Pacific/Chatham", "2026-04-04"],
  ["Asia/Pyongyang", "2015-08-14"],
  ["America/Caracas", "2016-04-30"],
  ["Asia/Kathmandu", "2026-12-30"],
  ["Pacific/Kiritimati", "1994-12-30"],
  ["America/Argentina/San_Luis", "2008-01-19"],
  ["Asia/Gaza", "2026-10-23"]
]

const MINUTE = 60_000
const DAY = 86_400_000

/** What clocks show at each minute of a window: walked, not computed. */
interface Walk {
  readonly zone: string
  readonly instants: ReadonlyArray<number>
  readonly walls: ReadonlyArray<number>
}

const walks = new Map<string, Walk>()

const walk = ([zone, from]: readonly [string, string]): Walk => {
  const key = `${zone} ${from}`
  const known = walks.get(key)
  if (known !== undefined) return known
  const clock = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" })
  const first = Date.parse(`${from}T00:00:00Z`)
  const instants = Array.from({ length: (4 * DAY) / MINUTE }, (_, index) => first + index * MINUTE)
  const walls = instants.map((instant) => Date.parse(`${clock.format(instant).replace(" ", "T")}Z`))
  const made = { zone, instants, walls }
  walks.set(key, made)
  return made
}

/** A field as text, and what it means, made side by side so that the parser is under test too. */
interface Field {
  readonly text: string
  readonly values: ReadonlySet<number>
  readonly star: boolean
}

const range = (low: number, high: number, step = 1): ReadonlyArray<number> => {
  const values: Array<number> = []
  for (let value = low; value <= high; value += step) values.push(value)
  return values
}

const field = (low: number, high: number): fc.Arbitrary<Field> => {
  const one = fc.integer({ min: low, max: high }).map((value) => ({ text: `${value}`, values: [value] }))
  const span = fc
    .tuple(fc.integer({ min: low, max: high }), fc.integer({ min: low, max: high }), fc.integer({ min: 1, max: 5 }))
    .map(([a, b, wanted]) => {
      const [from, to] = a < b ? [a, b] : [b, a]
      const step = Math.min(wanted, Math.max(1, to - from))
      return { text: step === 1 ? `${from}-${to}` : `${from}-${to}/${step}`, values: range(from, to, step) }
    })
  const list = fc.array(fc.oneof(one, span), { minLength: 1, maxLength: 3 }).map((items) => ({
    text: items.map((item) => item.text).join(","),
    values: new Set(items.flatMap((item) => item.values)),
    star: false
  }))
  const steps = fc
    .integer({ min: 2, max: Math.min(25, high - low) })
    .map((step) => ({ text: `*/${step}`, values: new Set(range(low, high, step)), star: true }))
  const all = fc.constant({ text: "*", values: new Set(range(low, high)), star: true })
  return fc.oneof({ weight: 3, arbitrary: all }, { weight: 2, arbitrary: steps }, { weight: 4, arbitrary: list })
}

const expressions = fc.tuple(field(0, 59), field(0, 23), field(1, 31), field(1, 12), field(0, 6))

type Fields = readonly [Field, Field, Field, Field, Field]

const matches = ([minutes, hours, days, months, weekdays]: Fields, wall: number): boolean => {
  const date = new Date(wall)
  const day = days.values.has(date.getUTCDate())
  const weekday = weekdays.values.has(date.getUTCDay())
  return (
    minutes.values.has(date.getUTCMinutes()) &&
    hours.values.has(date.getUTCHours()) &&
    months.values.has(date.getUTCMonth() + 1) &&
    (days.star || weekdays.star ? day && weekday : day || weekday)
  )
}

/**
 * Every minute is looked at; what clocks skip counts for the instant they skip to. Cron's own rule, as its manual has
 * it: an entry with a wildcard for its minute or hour is looked at with what clocks show and nothing else, and any other
 * fires once.
 */
const oracle = (fields: Fields, { instants, walls }: Walk, overlap: Overlap): ReadonlyArray<number> => {
  const [minutes, hours] = fields
  if (overlap === "cron" && (minutes.star || hours.star)) {
    return instants.filter((_, index) => matches(fields, walls[index]!))
  }
  const first = new Map<number, number>()
  const last = new Map<number, number>()
  for (const [index, wall] of walls.entries()) {
    if (!first.has(wall)) first.set(wall, index)
    last.set(wall, index)
  }
  const found: Array<number> = []
  for (const [index, wall] of walls.entries()) {
    const counts = overlap === "both" || (overlap !== "later" ? first.get(wall) === index : last.get(wall) === index)
    const skipped = index === 0 ? [] : range(walls[index - 1]! + MINUTE, wall - MINUTE, MINUTE)
    if ((counts && matches(fields, wall)) || skipped.some((each) => matches(fields, each))) found.push(instants[index]!)
  }
  return found
}

test("every firing, and no other, is one that a walk through all minutes finds", () => {
  let seen = 0
  fc.assert(
    fc.property(
      expressions,
      fc.constantFrom(...windows),
      fc.constantFrom<Overlap>("cron", "earlier", "later", "both"),
      fc.integer({ min: 0, max: 59_999 }),
      (fields, window, overlap, early) => {
        const expression = fields.map(({ text }) => text).join(" ")
        fc.pre(Result.isSuccess(parseCron(expression)))
        const walked = walk(window)
        const cadence = { kind: "cron", expression, timeZone: walked.zone, overlap } as const
        const end = walked.instants.at(-1)!
        const expected = oracle(fields, walked, overlap)

        const actual: Array<number> = []
        // A firing of the first minute is found by asking from before it, wherever in the minute that is.
        let at = walked.instants[0]! - 1 - early
        for (;;) {
          const next = nextAfter(cadence, new Date(at))?.getTime()
          if (next === undefined || next > end) break
          if (next <= at) throw new Error(`${expression} fires at ${next}, which is not after ${at}`)
          if (next >= walked.instants[0]!) actual.push(next)
          at = next
        }

        expect(actual, `${expression} ${window} ${overlap}`).toEqual(expected)
        seen += actual.length
      }
    ),
    { seed: 20_261_025, numRuns: 150 }
  )
  expect(seen).toBeGreaterThan(10_000)
})

test("one asks from anywhere and finds the same firings", () => {
  fc.assert(
    fc.property(
      expressions,
      fc.constantFrom(...windows),
      fc.constantFrom<Overlap>("cron", "earlier", "later", "both"),
      fc.array(fc.integer({ min: 0, max: 4 * DAY - MINUTE }), { minLength: 1, maxLength: 5 }),
      (fields, window, overlap, delays) => {
        const expression = fields.map(({ text }) => text).join(" ")
        fc.pre(Result.isSuccess(parseCron(expression)))
        const walked = walk(window)
        const expected = oracle(fields, walked, overlap)

        for (const delay of delays) {
          const at = walked.instants[0]! + delay
          const next = nextAfter({ kind: "cron", expression, timeZone: walked.zone, overlap }, new Date(at))
          const wanted = expected.find((instant) => instant > at)
          if (wanted !== undefined) expect(next?.getTime()).toBe(wanted)
          else expect(next === undefined || next.getTime() > walked.instants.at(-1)!).toBe(true)
        }
      }
    ),
    { seed: 42, numRuns: 400 }
  )
})

test.each([
  ["Europe/Berlin", "2026-03-28", 60, 0],
  ["Europe/Berlin", "2026-10-24", 0, 60],
  ["Australia/Lord_Howe", "2026-10-03", 30, 0],
  ["Australia/Lord_Howe", "2026-04-04", 0, 30],
  ["Antarctica/Casey", "2023-03-08", 0, 180]
] as const)(
  "every minute of %s from %s fires once, without %d skipped and with %d repeated ones",
  (zone, from, skipped, repeated) => {
    const start = new Date(`${from}T00:00:00Z`)
    const count = (overlap: Overlap): number => {
      let fired = 0
      let at: Date | undefined = start
      const end = start.getTime() + 3 * DAY
      for (;;) {
        at = nextAfter({ kind: "cron", expression: "* * * * *", timeZone: zone, overlap }, at)
        if (at === undefined || at.getTime() > end) return fired
        fired++
      }
    }

    expect(count("both")).toBe(3 * 24 * 60)
    expect(count("earlier")).toBe(3 * 24 * 60 - repeated)
    expect(count("later")).toBe(3 * 24 * 60 - repeated)
    expect(count("cron")).toBe(3 * 24 * 60)
    const walked = walk([zone, from])
    expect(new Set(walked.walls).size).toBe(4 * 24 * 60 - repeated)
    expect(walked.walls.at(-1)! - walked.walls[0]!).toBe(4 * DAY - MINUTE + (skipped - repeated) * MINUTE)
  }
)

test.each([
  // Clocks of London go back at 2:00 to 1:00 on 25 October, and forward at 1:00 to 2:00 on 29 March.
  ["*/5 * * * *", "Europe/London", "2026-10-25T00:00Z", 24],
  ["*/5 1 * * *", "Europe/London", "2026-10-25T00:00Z", 24],
  ["30 1 * * *", "Europe/London", "2026-10-25T00:00Z", 1],
  ["0,30 1 * * *", "Europe/London", "2026-10-25T00:00Z", 2],
  ["0-59/5 1 * * *", "Europe/London", "2026-10-25T00:00Z", 12],
  ["30 1 * * *", "Europe/London", "2026-03-29T00:30Z", 1],
  ["*/5 1 * * *", "Europe/London", "2026-03-29T00:30Z", 0],
  ["0,30 1 * * *", "Europe/London", "2026-03-29T00:30Z", 1],
  // Those of New York go back at 2:00 to 1:00 on 1 November, and forward at 2:00 to 3:00 on 8 March.
  ["15 * * * *", "America/New_York", "2026-11-01T05:00Z", 2],
  ["@hourly", "America/New_York", "2026-11-01T04:59Z", 2],
  ["15 * * * *", "America/New_York", "2026-03-08T06:30Z", 2],
  ["30 2 * * *", "America/New_York", "2026-03-08T06:30Z", 1],
  ["* 2 * * *", "America/New_York", "2026-03-08T06:30Z", 0],
  // Half an hour: Lord Howe goes back at 2:00 to 1:30 on 5 April, and forward at 2:00 to 2:30 on 4 October.
  ["*/15 * * * *", "Australia/Lord_Howe", "2026-04-04T14:00Z", 8],
  ["45 1 * * *", "Australia/Lord_Howe", "2026-04-04T14:00Z", 1],
  ["15 * * * *", "Australia/Lord_Howe", "2026-10-03T14:31Z", 2],
  ["15 2 * * *", "Australia/Lord_Howe", "2026-10-03T14:31Z", 1],
  // Midnight did not exist in São Paulo on 4 November 2018.
  ["@daily", "America/Sao_Paulo", "2018-11-04T02:30Z", 1],
  ["*/30 * * * *", "America/Sao_Paulo", "2018-11-04T02:31Z", 4],
  ["0 * * * *", "America/Sao_Paulo", "2018-11-04T02:30Z", 2]
] as const)("%s in %s fires in the two hours from %s as often as cron: %d", (expression, timeZone, from, times) => {
  const start = Date.parse(from)
  let fired = 0
  for (let at: Date | undefined = new Date(start - 1); ; fired++) {
    at = nextAfter({ kind: "cron", expression, timeZone, overlap: "cron" }, at)
    if (at === undefined || at.getTime() >= start + 2 * 3_600_000) break
  }

  expect(fired).toBe(times)
})

test("no text makes a reader throw, and every refusal is a sentence", () => {
  const now = new Date("2026-06-01T12:00:00Z")
  const almost = fc
    .array(
      fc.constantFrom(
        ..."0123456789*/-,.:+@?#LWZT \t",
        "MON",
        "JAN",
        "@daily",
        "in ",
        "1h",
        "30m",
        "2027-01-01",
        "\u0000",
        "é"
      ),
      { maxLength: 30 }
    )
    .map((parts) => parts.join(""))
  const texts = fc.oneof(almost, fc.string({ unit: "binary" }), fc.string({ unit: "grapheme", maxLength: 2_000 }))

  fc.assert(
    fc.property(texts, texts, (text, zone) => {
      const results: ReadonlyArray<Result.Result<unknown, Refusal>> = [
        parseCron(text),
        timeZone(zone),
        parseInstant(text, { timeZone: "Europe/Berlin", now }),
        parseCadence({ cron: text, timeZone: "UTC", now }),
        parseCadence({ every: text, timeZone: "UTC", now }),
        parseCadence({ at: text, timeZone: zone, now })
      ]
      for (const result of results) {
        if (Result.isFailure(result)) expect(result.failure.message).toMatch(/^[^\u0000-\u001f]{10,}$/)
      }
      const cadence = parseCadence({ cron: text, timeZone: "Europe/Berlin", now })
      if (Result.isSuccess(cadence)) {
        expect(nextAfter(cadence.success, now)).toBeInstanceOf(Date)
        expect(describe(cadence.success)).toMatch(/Berlin/)
      }
    }),
    { seed: 7, numRuns: 300 }
  )
})

test.each<readonly [string, (length: number) => string]>([
  ["digits", (length) => "9".repeat(length)],
  ["stars", (length) => "* ".repeat(length / 2)],
  ["spaces", (length) => `${" ".repeat(length)}x`],
  ["dashes", (length) => `${"-".repeat(length)}x`],
  ["in", (length) => `in${" ".repeat(length)}x`],
  ["letters", (length) => "a".repeat(length)]
])("a million %s are refused, and take no more than in proportion", (_name, textOf) => {
  const now = new Date("2026-06-01T12:00:00Z")
  const read = (text: string): ReadonlyArray<Result.Result<unknown, Refusal>> => [
    parseCadence({ cron: text, timeZone: "UTC", now }),
    parseCadence({ every: text, timeZone: "UTC", now }),
    parseCadence({ at: text, timeZone: "UTC", now }),
    timeZone(text)
  ]

  expect(read(textOf(1_000_000)).every((result) => Result.isFailure(result))).toBe(true)
  const growth = costGrowth((length) => {
    const text = textOf(length)
    return () => read(text)
  }, 1_000_000)
  expect(growth).toBeLessThan(PROPORTIONATE)
})
