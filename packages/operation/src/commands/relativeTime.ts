/** An instant as a person would say it: "in 3 min", "2 h ago". */
export const relativeTime = (at: Date, now: Date): string => {
  const seconds = Math.round((at.getTime() - now.getTime()) / 1000)
  const distance = Math.abs(seconds)
  if (distance < 5) return "now"
  const [unit, length] = units.find(([, length]) => distance >= length)!
  const amount = `${Math.floor(distance / length)} ${unit}`
  return seconds > 0 ? `in ${amount}` : `${amount} ago`
}

const units = [
  ["y", 365 * 86_400],
  ["mo", 30 * 86_400],
  ["d", 86_400],
  ["h", 3600],
  ["min", 60],
  ["s", 1]
] as const
