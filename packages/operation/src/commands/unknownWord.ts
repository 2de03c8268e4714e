// What is said of a word that a command line does not take: that there is none, and what may have been meant.
import { flagWord } from "./flagWord.ts"
import type { Guidance } from "./Guidance.ts"
import type { Grammar } from "./grammarOf.ts"
import { nearestWord } from "./nearestWord.ts"

/** There is no such command here. */
export const unknownCommand = (
  word: string,
  path: ReadonlyArray<string>,
  grammar: Grammar,
  { guesses = {}, unsuggested = [] }: Guidance
): string => {
  const tried = guesses[[...path.slice(1), word].join(" ")] ?? guesses[word]
  const nearest = nearestWord(
    word,
    [...grammar.commands.keys()].filter((name) => !unsuggested.includes(name))
  )
  return `There is no command "${[...path, word].join(" ")}".${hint(tried, nearest)}`
}

/** The command has no such flag. */
export const unknownFlag = (
  word: string,
  path: ReadonlyArray<string>,
  grammar: Grammar,
  globals: Grammar["flags"],
  { guesses = {} }: Guidance
): string => {
  const spelling = flagWord(word)?.spelling ?? word
  const tried = guesses[[...path.slice(1), `--${spelling}`].join(" ")] ?? guesses[`--${spelling}`]
  const known = [...grammar.flags.keys(), ...globals.keys(), ...grammar.arguments.map(({ name }) => name)]
  const nearest = nearestWord(spelling, known)
  const text = grammar.arguments.length === 0 ? "" : ` If it is text, write it behind "--".`
  return `There is no such flag of "${path.join(" ")}".${hint(tried, nearest && `--${nearest}`)}${text}`
}

const hint = (tried: ReadonlyArray<string> | undefined, nearest: string | undefined): string => {
  if (tried !== undefined) return ` Perhaps: ${tried.join(", or ")}`
  return nearest === undefined ? "" : ` Did you mean "${nearest}"?`
}
