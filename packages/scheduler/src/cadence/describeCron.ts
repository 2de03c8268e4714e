import type { Cron } from "./Cron.ts"

/** A cron expression in words, or `undefined` when the expression itself says it better. */
export const describeCron = (cron: Cron): string | undefined => {
  const time = describeTime(cron)
  const day = describeDay(cron)
  if (time === undefined || day === undefined) return undefined
  const month = cron.months.length === 12 ? "" : spans(cron.months, monthNames)
  if (month === undefined) return undefined
  const days = day === "" && (time.startsWith("at ") || month !== "") ? "every day" : day
  return [time, [days, month && `in ${month}`].filter((part) => part !== "").join(" ")]
    .filter((part) => part !== "")
    .join(", ")
}

/** A day with more than this many times is better told by its pattern. */
const TIMES_MAX = 6

const isClock = ({ minutes, hours }: Cron): boolean => hours.length < 24 && minutes.length * hours.length <= TIMES_MAX

const describeTime = (cron: Cron): string | undefined => {
  const { minutes, hours } = cron
  const first = hours[0]!
  const last = hours.at(-1)!
  const hourStep = stepOf(hours, 24)
  const oneMinute = minutes.length === 1 ? minutes[0]! : undefined

  if (isClock(cron) && !(oneMinute !== undefined && hours.length > 2 && hourStep !== undefined)) {
    return `at ${listed(hours.flatMap((hour) => minutes.map((minute) => clock(hour, minute))))}`
  }
  if (oneMinute !== undefined) {
    if (hours.length === 24) return oneMinute === 0 ? "every hour" : `every hour at ${oneMinute} past`
    if (hourStep !== undefined) {
      return oneMinute === 0
        ? `every ${hourStep} hours from midnight`
        : `every ${hourStep} hours from ${clock(0, oneMinute)}`
    }
    return isRun(hours) ? `every hour from ${clock(first, oneMinute)} to ${clock(last, oneMinute)}` : undefined
  }

  const minuteStep = stepOf(minutes, 60)
  const often =
    minuteStep === 1
      ? "every minute"
      : minuteStep !== undefined
        ? `every ${minuteStep} minutes`
        : minutes.length <= TIMES_MAX
          ? `every hour at ${listed(minutes.map(String))} past`
          : undefined
  if (often === undefined) return undefined
  if (hours.length === 24) return often
  if (isRun(hours)) {
    // The last firing would be exact, but the hours a person thinks in end with their last minute.
    return `${often} from ${clock(first, 0)} to ${clock(last, 59)}`
  }
  return undefined
}

const describeDay = ({ days, weekdays, eitherDay }: Cron): string | undefined => {
  const everyDay = days.length === 31
  const everyWeekday = weekdays.length === 7
  const ofMonth = days.length <= TIMES_MAX ? `on the ${listed(days.map(ordinal))}` : undefined
  // A week begins with Monday to whoever works in it.
  const ofWeek = spans(
    weekdays.map((day) => (day + 6) % 7).sort((a, b) => a - b),
    weekdayNames
  )
  if (eitherDay) {
    if (everyDay || everyWeekday) return ""
    return ofMonth === undefined || ofWeek === undefined
      ? undefined
      : `${ofMonth} and ${weekdays.length === 1 ? "every" : "on"} ${ofWeek}`
  }
  if (everyDay) return everyWeekday ? "" : ofWeek
  return everyWeekday ? ofMonth : undefined
}

const weekdayNames = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

const monthNames = [
  "",
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December"
]

/** `n` when the values are every n-th from 0, evenly around the clock. */
const stepOf = (values: ReadonlyArray<number>, size: number): number | undefined => {
  const step = values.length === 1 ? size : values[1]! - values[0]!
  const even = values[0] === 0 && values.length > 1 && size % step === 0 && values.length === size / step
  return even && values.every((value, index) => value === index * step) ? step : undefined
}

const isRun = (values: ReadonlyArray<number>): boolean => values.at(-1)! - values[0]! === values.length - 1

const spans = (values: ReadonlyArray<number>, names: ReadonlyArray<string>): string | undefined =>
  values.length > 2 && isRun(values)
    ? `${names[values[0]!]} to ${names[values.at(-1)!]}`
    : listed(values.map((value) => names[value]!))

const listed = (words: ReadonlyArray<string>): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`

const clock = (hour: number, minute: number): string => `${hour}:${String(minute).padStart(2, "0")}`

const ordinal = (day: number): string => {
  const tens = Math.floor(day / 10)
  const ending = tens === 1 ? "th" : (["th", "st", "nd", "rd"][day % 10] ?? "th")
  return `${day}${ending}`
}
