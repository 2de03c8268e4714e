/** "3 min ago", "in 2 h". Short, because it stands in every row. */
export const relative = (instant: number, now: number): string => {
  const seconds = Math.round((instant - now) / 1000)
  const size = Math.abs(seconds)
  if (size < 5) return "now"
  const [amount, unit] = units.find(([of]) => size >= of) ?? [1, "s"]
  const text = `${Math.floor(size / amount)} ${unit}`
  return seconds < 0 ? `${text} ago` : `in ${text}`
}

const units: ReadonlyArray<readonly [seconds: number, unit: string]> = [
  [365 * 86_400, "y"],
  [30 * 86_400, "mo"],
  [86_400, "d"],
  [3_600, "h"],
  [60, "min"]
]
