/** How long something took: "820 ms", "4.2 s", "3 min 20 s", "2 h 5 min", "3 d 4 h". */
export const duration = (ms: number): string => {
  if (ms < 1_000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`
  const [high, low, highName, lowName] = units.find(([size]) => ms >= size)!
  const rest = Math.floor((ms % high) / low)
  return `${Math.floor(ms / high)} ${highName}${rest === 0 ? "" : ` ${rest} ${lowName}`}`
}

const units: ReadonlyArray<readonly [high: number, low: number, highName: string, lowName: string]> = [
  [86_400_000, 3_600_000, "d", "h"],
  [3_600_000, 60_000, "h", "min"],
  [60_000, 1_000, "min", "s"]
]
