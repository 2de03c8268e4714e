/** How far the wall clocks of a time zone are ahead of UTC at an instant, in milliseconds. */
export const offsetAt = (timeZone: string, instantMs: number): number => {
  const { year, month, day, hour, minute, second } = fields(timeZone, instantMs)
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instantMs / 1_000) * 1_000
}

const fields = (timeZone: string, instantMs: number): Record<Part, number> => {
  const found = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 }
  for (const { type, value } of formatter(timeZone).formatToParts(instantMs)) {
    if (type in found) found[type as Part] = Number(value)
  }
  return found
}

type Part = "year" | "month" | "day" | "hour" | "minute" | "second"

const formatter = (timeZone: string): Intl.DateTimeFormat => {
  const known = formatters.get(timeZone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat("en-US", {
    timeZone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric"
  })
  if (formatters.size >= FORMATTERS_MAX) formatters.clear()
  formatters.set(timeZone, made)
  return made
}

/** A formatter is dear to make. All names of all zones fit. */
const FORMATTERS_MAX = 700
const formatters = new Map<string, Intl.DateTimeFormat>()
