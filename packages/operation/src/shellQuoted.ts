/**
 * A word of a command that is printed to be copied: as it is where every shell reads it as one word, in single quotes
 * otherwise. A word that begins with a dash would be read as a flag, so quotes alone do not protect it.
 */
export const shellQuoted = (word: string): string => (plain.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)

/** What no shell expands, splits or comments out. */
const plain = /^[A-Za-z0-9_./:@%+,-][A-Za-z0-9_./:@%+=,-]*$/
