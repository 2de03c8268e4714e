/** What cron runs, and what the command reads from its input. */
export interface SplitCommand {
  readonly command: string
  readonly stdin?: string
}

/**
 * Splits a crontab's command at its first bare `%`. What follows is the command's input, where each further `%` begins a
 * line, and which ends with one. `\%` is a plain `%` on either side, and this is the only thing cron does to a command.
 */
export const splitCommand = (text: string): SplitCommand => {
  const at = firstPercent(text)
  const command = text.slice(0, at).replace(/\\([\s\S])/g, (pair, next) => (next === "%" ? "%" : pair))
  if (at === text.length) return { command }
  const input = text.slice(at + 1).replace(/\\%|%/g, (found) => (found === "%" ? "\n" : "%"))
  return { command, stdin: input === "" || input.endsWith("\n") ? input : `${input}\n` }
}

/** A backslash shields whatever follows it, another backslash too. */
const firstPercent = (text: string): number => {
  for (let index = 0; index < text.length; index++) {
    if (text[index] === "\\") index++
    else if (text[index] === "%") return index
  }
  return text.length
}
