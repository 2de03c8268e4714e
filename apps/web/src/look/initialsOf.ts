import type { Tone } from "./Chip.tsx"

/** "ana" is A, "engineer-1" is E1, "Ana Lima" is AL. */
export const initialsOf = (handle: string): string => {
  const words = handle.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "")
  const letters = words.length > 1 ? [words[0]!, words.at(-1)!] : words
  return letters.map((word) => [...word][0]!.toUpperCase()).join("") || "?"
}

/** A color of their own, as far as there are enough. */
export const toneOf = (handle: string): Tone => {
  let sum = 0
  for (const character of handle) sum = (sum * 31 + character.codePointAt(0)!) % 1_000_003
  return tones[sum % tones.length]!
}

const tones: ReadonlyArray<Tone> = ["blue", "green", "amber", "orange", "violet", "teal", "red"]
