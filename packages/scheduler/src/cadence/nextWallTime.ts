import type { Cron } from "./Cron.ts"

/** Timestamps are written with four digits of year. */
export const YEAR_MAX = 9999

const END_MS = Date.UTC(YEAR_MAX + 1, 0, 1)
const DAY_MS = 86_400_000

/**
 * The first wall time a cron expression names, at or after one. Wall times are whole minutes, written as the
 * milliseconds at which UTC clocks would show them. `undefined` when the years run out.
 *
 * The search goes month by month and day by day: the rarest expression, 29 February on one day of the week, is found
 * within 40 years, some 1,700 steps.
 */
export const nextWallTime = (cron: Cron, fromMs: number): number | undefined => {
  let day = Math.floor(fromMs / DAY_MS) * DAY_MS
  while (day < END_MS) {
    const date = new Date(day)
    if (!cron.months.includes(date.getUTCMonth() + 1)) {
      day = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1)
      continue
    }
    if (isDay(cron, date)) {
      const time = nextTime(cron, Math.max(0, fromMs - day))
      if (time !== undefined) return day + time
    }
    day += DAY_MS
  }
  return undefined
}

const isDay = (cron: Cron, date: Date): boolean => {
  const day = cron.days.includes(date.getUTCDate())
  const weekday = cron.weekdays.includes(date.getUTCDay())
  return cron.eitherDay ? day || weekday : day && weekday
}

/** The first time of day at or after one, in milliseconds since midnight. */
const nextTime = (cron: Cron, fromMs: number): number | undefined => {
  const from = Math.ceil(fromMs / 60_000)
  for (const hour of cron.hours) {
    if (hour * 60 + 59 < from) continue
    const minute = cron.minutes.find((each) => hour * 60 + each >= from)
    if (minute !== undefined) return (hour * 60 + minute) * 60_000
  }
  return undefined
}
