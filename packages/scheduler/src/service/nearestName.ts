import { SLIPS_MAX, slips } from "@genie/operation"

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
