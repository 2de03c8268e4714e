/** A word as a flag: `--title`, `--title=x`, `-f`. */
export interface FlagWord {
  /** Without its dashes. One dash is followed by one letter, two by a word: `-title` is not `--title`. */
  readonly spelling: string
  /** What is written behind `=`, if anything is. */
  readonly value: string | undefined
}

/** The flag that a word looks like. Any other word that begins with a dash is text. */
export const flagWord = (word: string): FlagWord | undefined => {
  if (!/^(?:--[A-Za-z][\w-]*|-[A-Za-z]+)(?:=|$)/.test(word)) return undefined
  const equals = word.indexOf("=")
  const name = equals < 0 ? word : word.slice(0, equals)
  return {
    spelling: name.startsWith("--") ? name.slice(2) : name.length === 2 ? name.slice(1) : name,
    value: equals < 0 ? undefined : word.slice(equals + 1)
  }
}
