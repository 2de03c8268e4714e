/** How long something took: "820 ms", "4.2 s", "3 min 20 s", "2 h 5 min". */
export const duration = (ms: number): string => {
  if (ms < 1_000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`
  const [high, low, names] = ms < 3_600_000 ? [60_000, 1_000, ["min", "s"]] : [3_600_000, 60_000, ["h", "min"]]
  const rest = Math.floor((ms % high) / low)
  return `${Math.floor(ms / high)} ${names[0]}${rest === 0 ? "" : ` ${rest} ${names[1]}`}`
}
