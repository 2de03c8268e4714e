/** A length of time as a person says it: `1 hour 30 minutes`. The inverse of reading it, to the millisecond. */
export const formatDuration = (ms: number): string => {
  const parts: Array<string> = []
  let rest = ms
  for (const [name, length] of units) {
    const amount = Math.floor(rest / length)
    if (amount === 0) continue
    parts.push(`${amount} ${name}${amount === 1 ? "" : "s"}`)
    rest -= amount * length
  }
  return parts.length === 0 ? "0 seconds" : parts.join(" ")
}

const units = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1_000],
  ["millisecond", 1]
] as const
