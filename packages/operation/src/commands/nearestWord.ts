import { SLIPS_MAX, slips } from "../slips.ts"

/** The word that somebody may have meant, when few slips of the finger lie between the two. */
export const nearestWord = (written: string, words: Iterable<string>): string | undefined => {
  if (written.length > WORD_LENGTH_MAX) return undefined
  let least = Math.min(SLIPS_MAX, Math.floor(written.length / 3)) + 1
  let nearest: string | undefined
  for (const word of words) {
    const distance = slips(written.toLowerCase(), word.toLowerCase())
    if (distance >= least) continue
    least = distance
    nearest = word
  }
  return nearest
}

/** No command and no flag is longer. A text that is would only cost time. */
const WORD_LENGTH_MAX = 60
