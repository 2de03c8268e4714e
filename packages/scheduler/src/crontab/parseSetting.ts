import * as Result from "effect/Result"
import { quoted } from "../cadence/quoted.ts"

/** A variable set in a crontab. */
export interface Setting {
  readonly name: string
  readonly value: string
}

/**
 * Reads `NAME = value` as cronie does: blanks around the `=` do not count, either side may stand in quotes of one kind,
 * inside which nothing is special, and nothing is expanded (`$HOME/bin` stays as it is). `undefined` when the line is
 * something else, a sentence when it is a variable gone wrong.
 */
export const parseSetting = (line: string): Result.Result<Setting | undefined, string> => {
  const match = /^(?:"([^"]*)"|'([^']*)'|([^\s="'@*][^\s=]*))[ \t]*=[ \t]*(.*)$/s.exec(line)
  if (match === null) return Result.succeed(undefined)
  const name = match[1] ?? match[2] ?? match[3] ?? ""
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    return Result.fail(`${quoted(name)} is not the name of a variable: use letters, digits and underscores`)
  }
  const text = match[4] ?? ""
  const quote = text[0]
  if (quote !== '"' && quote !== "'") return Result.succeed({ name, value: text.trimEnd() })
  const end = text.indexOf(quote, 1)
  if (end < 0) return Result.fail(`the value of ${name} has no closing ${quote}`)
  const after = text.slice(end + 1).trim()
  if (after !== "") return Result.fail(`${quoted(after)} follows the closing ${quote} of the value of ${name}`)
  return Result.succeed({ name, value: text.slice(1, end) })
}
