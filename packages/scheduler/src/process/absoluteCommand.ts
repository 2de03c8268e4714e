import { statSync } from "node:fs"
import { isAbsolute, resolve } from "node:path"
import { shellQuoted } from "@genie/operation"
import { firstWord } from "./firstWord.ts"

/**
 * A line for the shell whose program no longer depends on where it runs: `./agent.sh --fast` becomes
 * `/srv/shop/agent.sh --fast`, and `node agent.js` becomes `node /srv/shop/agent.js`. What is not such a path stays.
 */
export const absoluteCommand = (line: string, directory: string): string => {
  const program = firstWord(line)
  if (program === undefined) return line
  if (program.word.includes("/")) return replaced(line, program, directory)
  if (!interpreters.test(program.word)) return line
  const script = firstWord(line, program.end)
  // Behind options one cannot tell a script from what an option takes.
  if (script === undefined || script.word.startsWith("-") || !isFile(resolve(directory, script.word))) return line
  return replaced(line, script, directory)
}

const interpreters = /^(?:node|bun|deno|tsx|python[\d.]*|ruby|perl|php[\d.]*|bash|sh|zsh|dash|ksh)$/

const replaced = (
  line: string,
  { end, start, word }: { readonly word: string; readonly start: number; readonly end: number },
  directory: string
): string =>
  isAbsolute(word) ? line : `${line.slice(0, start)}${shellQuoted(resolve(directory, word))}${line.slice(end)}`

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
