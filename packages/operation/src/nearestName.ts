import { SLIPS_MAX, slips } from "./slips.ts"

/** A longer text is no slip: comparing takes time in proportion to both lengths. */
const COMPARED_LENGTH_MAX = 200

/** How many names are compared. */
const COMPARED_MAX = 1_000

/** The name somebody may have meant: the one with the fewest slips of the finger, when there are few enough. */
export const nearestName = (wanted: string, names: ReadonlyArray<string>): string | null => {
  // One slip in three characters is a typing error; more is another word.
  let least = Math.min(SLIPS_MAX, Math.floor(wanted.length / 3)) + 1
  let nearest: string | null = null
  if (wanted.length > COMPARED_LENGTH_MAX) return null
  for (const name of names.slice(0, COMPARED_MAX)) {
    if (name.length > COMPARED_LENGTH_MAX) continue
    const distance = slips(wanted.toLowerCase(), name.toLowerCase())
    if (distance >= least) continue
    least = distance
    nearest = name
  }
  return nearest
}
