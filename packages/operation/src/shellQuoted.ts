/**
 * A word of a command that is printed to be copied: as it is where every shell reads it as one word, in single quotes
 * otherwise. What a terminal would obey is spelled out, so that copying it does what it shows.
 */
export const shellQuoted = (word: string): string => {
  if (plain.test(word)) return word
  if (!obeyed.test(word)) return `'${word.replaceAll("'", `'\\''`)}'`
  return `$'${word.replaceAll(/[\\']/g, "\\$&").replaceAll(new RegExp(obeyed, "gu"), escaped)}'`
}

/** The same for the last argument of a command: one that begins with a dash would be taken for a flag. */
export const shellArgument = (word: string): string =>
  word.startsWith("-") ? `-- ${shellQuoted(word)}` : shellQuoted(word)

/**
 * What no shell expands, splits or comments out, and what stands in a sentence without being taken for its next word:
 * the page finds the commands in sentences.
 */
const plain = /^(?:[a-z0-9_./-][\w./:@%+=-]*(?<![.:=])|[A-Z][A-Z0-9]*(?:-\d+)?)$/

/** Control characters, and those that turn the reading direction. */
const obeyed = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u

/** By its bytes: `\u202e` is a character to a shell in a UTF-8 locale only. */
const escaped = (character: string): string =>
  Array.from(new TextEncoder().encode(character), (byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("")
