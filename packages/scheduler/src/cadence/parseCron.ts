import * as Result from "effect/Result"
import type { Cron } from "./Cron.ts"
import { quoted } from "./quoted.ts"
import { type Refusal, refusal } from "./Refusal.ts"

/** Every list that says something fits many times; what is longer is not a cron expression. */
export const EXPRESSION_LENGTH_MAX = 1_000

/**
 * Reads a cron expression of five fields (minute, hour, day of month, month, day of week) or a macro such as `@daily`.
 *
 * Fields take `*`, numbers, names (`JAN`, `MON`), ranges, lists and steps over `*` or a range. 7 is Sunday, and
 * `SAT-SUN` is a weekend. When both day fields are restricted, a day that matches either counts.
 *
 * What different crons read differently is refused with what to write instead: a step after a single number (`5/15`
 * is minute 5 to one and `5-59/15` to another), `?`, `L`, `W`, `#`, `~`, seconds, ranges that run backwards, steps
 * that never leave their first value, days that never come (30 February).
 */
export const parseCron = (text: string): Result.Result<Cron, Refusal> => {
  const trimmed = text.trim()
  if (trimmed === "") return refuse(`the cron expression is empty: write 5 fields, ${fieldNames}`)
  if (trimmed.length > EXPRESSION_LENGTH_MAX) {
    return refuse(`the cron expression has ${trimmed.length} characters: the most is ${EXPRESSION_LENGTH_MAX}`)
  }
  if (trimmed.startsWith("@")) return parseMacro(trimmed)
  const tokens = trimmed.split(/[ \t]+/)
  if (tokens.length !== 5) return refuseCount(trimmed, tokens.length)
  return parseFields(tokens, tokens.join(" "))
}

const parseMacro = (text: string): Result.Result<Cron, Refusal> => {
  const name = text.toLowerCase()
  if (name === "@reboot") {
    return refuse("@reboot names no time: start the command from your service manager, or give it a time", text)
  }
  if (name.startsWith("@every")) {
    return refuse(`${quoted(text)} is an interval: create the schedule with an interval instead`, text)
  }
  const fields = macros.get(name)
  if (fields === undefined) {
    return refuse(`${quoted(text)} is not a macro: there are ${[...macros.keys()].join(", ")}`, text)
  }
  return parseFields(fields.split(" "), name)
}

const macros = new Map([
  ["@yearly", "0 0 1 1 *"],
  ["@annually", "0 0 1 1 *"],
  ["@monthly", "0 0 1 * *"],
  ["@weekly", "0 0 * * 0"],
  ["@daily", "0 0 * * *"],
  ["@midnight", "0 0 * * *"],
  ["@hourly", "0 * * * *"]
])

const fieldNames = "minute hour day-of-month month day-of-week"

const refuseCount = (text: string, count: number) =>
  refuse(
    count === 6
      ? `a cron expression has 5 fields (${fieldNames}), and ${quoted(text)} has 6: seconds are not supported, use an interval for anything finer than a minute`
      : `a cron expression has 5 fields (${fieldNames}), and ${quoted(text)} has ${count}`
  )

const parseFields = (tokens: ReadonlyArray<string>, expression: string): Result.Result<Cron, Refusal> =>
  Result.gen(function* () {
    const [minute = "", hour = "", day = "", month = "", weekday = ""] = tokens
    const cron: Cron = {
      expression,
      minutes: yield* parseField(minute, minuteField),
      hours: yield* parseField(hour, hourField),
      days: yield* parseField(day, dayField),
      months: yield* parseField(month, monthField),
      weekdays: yield* parseField(weekday, weekdayField),
      eitherDay: !day.startsWith("*") && !weekday.startsWith("*"),
      isWildcard: minute.startsWith("*") || hour.startsWith("*")
    }
    const comes = cron.eitherDay || cron.months.some((each) => cron.days[0]! <= longest[each - 1]!)
    if (!comes) {
      return yield* Result.fail(
        refuseToken(dayField, day, `never comes in month ${month}: no such month has a day ${cron.days[0]}`)
      )
    }
    return cron
  })

/** The days of each month in a leap year. */
const longest = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

interface Field {
  readonly name: string
  readonly low: number
  readonly high: number
  /** The last value `*` stands for, where `high` is another spelling of `low`. */
  readonly last?: number
  /** Names in the order of their numbers, the first being `low`. */
  readonly names?: ReadonlyArray<string>
}

const minuteField: Field = { name: "minute", low: 0, high: 59 }
const hourField: Field = { name: "hour", low: 0, high: 23 }
const dayField: Field = { name: "day of month", low: 1, high: 31 }
const monthField: Field = {
  name: "month",
  low: 1,
  high: 12,
  names: ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
}
const weekdayField: Field = {
  name: "day of week",
  low: 0,
  high: 7,
  last: 6,
  names: ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
}

const parseField = (text: string, field: Field): Result.Result<ReadonlyArray<number>, Refusal> =>
  Result.gen(function* () {
    const values = new Set<number>()
    if (/^H(?![A-Za-z])/.test(text)) {
      const last = field.last ?? field.high
      return yield* no(
        field,
        text,
        `H is Jenkins' choice of a value, and cron has none: write a number from ${field.low} to ${last}`
      )
    }
    for (const item of text.split(",")) {
      const { from, to, step } = yield* parseItem(item, field, text)
      for (let value = from; value <= to; value += step) {
        values.add(value === 7 && field === weekdayField ? 0 : value)
      }
    }
    return [...values].sort((a, b) => a - b)
  })

interface Steps {
  readonly from: number
  readonly to: number
  readonly step: number
}

const parseItem = (item: string, field: Field, text: string): Result.Result<Steps, Refusal> =>
  Result.gen(function* () {
    const [range = "", stepText, ...more] = item.split("/")
    const stepped = stepText !== undefined
    if (item === "") return yield* no(field, text, "has an empty item in its list")
    if (more.length > 0) return yield* no(field, item, "has more than one step")
    const { from, to } =
      range === "*" ? { from: field.low, to: field.last ?? field.high } : yield* parseRange(range, field, item)
    if (!stepped) return { from, to, step: 1 }
    if (!/^\d{1,4}$/.test(stepText) || Number(stepText) === 0) {
      return yield* no(field, item, "a step must be a whole number from 1")
    }
    const step = Number(stepText)
    if (range !== "*" && !range.includes("-")) {
      return yield* no(
        field,
        item,
        `a step needs a range: write ${range}-${field.last ?? field.high}/${stepText}, or ${range} alone`
      )
    }
    if (step > to - from && step > 1) {
      return yield* no(field, item, `a step of ${stepText} never leaves its first value: write ${from}`)
    }
    return { from, to, step }
  })

const parseRange = (range: string, field: Field, item: string) =>
  Result.gen(function* () {
    const [left = "", right, ...more] = range.split("-")
    const from = yield* parseValue(left, field, item)
    if (right === undefined) return { from, to: from }
    if (more.length > 0) return yield* no(field, item, "is not a range: write two values with one - between")
    const end = yield* parseValue(right, field, item)
    // As the end of a range Sunday is the last day of the week.
    const to = field === weekdayField && right.toUpperCase() === "SUN" && from > 0 ? 7 : end
    if (from > to) {
      const wrapped = `${left}-${field.last ?? field.high},${field.low}-${right}`
      return yield* no(field, item, `the range runs backwards: write ${wrapped}`)
    }
    return { from, to }
  })

const parseValue = (text: string, field: Field, item: string): Result.Result<number, Refusal> => {
  if (/^\d{1,4}$/.test(text)) {
    const value = Number(text)
    return value < field.low || value > field.high
      ? no(field, item, `must be ${field.low} to ${field.high}`)
      : Result.succeed(value)
  }
  const index = field.names?.indexOf(text.toUpperCase()) ?? -1
  if (index >= 0) return Result.succeed(field.low + index)
  return no(field, item, whyNot(text, field))
}

const whyNot = (text: string, field: Field): string => {
  const takes = `must be ${field.low} to ${field.high}`
  if (text === "?") return "? is not part of cron: write *"
  if (text.startsWith("*")) return `nothing but a step may follow *, and * has no place in a range`
  if (text.includes("~")) return `a random time (~) is not supported: ${takes}`
  const short = field.names?.find((name) => text.length > 3 && text.toUpperCase().startsWith(name))
  if (short !== undefined) return `names have three letters: write ${short}`
  if (/^\d*[LW]+$|#/i.test(text)) return `L, W and # are not part of cron: ${takes}`
  if (field.names !== undefined) return `${takes}, or ${field.names[0]} to ${field.names.at(-1)}`
  return takes
}

const no = (field: Field, token: string, reason: string) => Result.fail(refuseToken(field, token, reason))

const refuseToken = (field: Field, token: string, reason: string): Refusal =>
  refusal(`${field.name} ${quoted(token)}: ${reason}`, { field: field.name, token })

const refuse = (message: string, token?: string) => Result.fail(refusal(message, token === undefined ? {} : { token }))
