/** The name somebody may have meant: the one with the fewest slips of the finger, when there are few enough. */
export const nearestName = (wanted: string, names: ReadonlyArray<string>): string | null => {
  // One slip in three characters is a typing error; more is another word.
  let least = Math.min(SLIPS_MAX, Math.floor(wanted.length / 3)) + 1
  let nearest: string | null = null
  for (const name of names) {
    const distance = slips(wanted.toLowerCase(), name.toLowerCase())
    if (distance >= least) continue
    least = distance
    nearest = name
  }
  return nearest
}

const SLIPS_MAX = 4

/** How many characters to insert, delete or replace: the Levenshtein distance. */
const slips = (a: string, b: string): number => {
  if (Math.abs(a.length - b.length) > SLIPS_MAX) return Number.POSITIVE_INFINITY
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)))
    }
    row = next
  }
  return row[b.length]!
}
