/** The program that a line for the shell begins with, where it can be told without being the shell. */
export interface FirstWord {
  /** Without its quotes. */
  readonly word: string
  /** Where it begins and ends in the line, quotes included. */
  readonly start: number
  readonly end: number
}

/**
 * Reads the word at the front of a line, or from a position on, behind assignments (`A=1 ./job`). Nothing when the shell
 * would expand it, or when it is no word.
 */
export const firstWord = (line: string, from = 0): FirstWord | undefined => {
  const assignments = /(?:\s*[A-Za-z_][A-Za-z0-9_]*=[^\s"'`$\\;&|<>()]*(?=\s))*\s*/y
  assignments.lastIndex = from
  const start = from + (assignments.exec(line)?.[0].length ?? 0)
  const word = /"([^"$`\\\n]+)"|'([^'\n]+)'|([^\s;&|<>()`$"'\\*?{}[\]~#!]+)/y
  word.lastIndex = start
  const found = word.exec(line)
  if (found === null) return undefined
  const end = start + found[0].length
  // Joined to more, as in "a"b or a$b, it is only a part of the word.
  if (end < line.length && !/[\s;&|<>()]/.test(line[end]!)) return undefined
  return { word: found[1] ?? found[2] ?? found[3] ?? "", start, end }
}
