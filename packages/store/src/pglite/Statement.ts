import { PgliteError } from "./errors.ts"
import type { Columns } from "./wire/readAnswer.ts"

/** What a statement does to the session, as far as its text says. */
export interface Statement {
  readonly number: number
  readonly text: string
  /** The worker knows its text. */
  isSent: boolean
  /** The columns of its rows, once it was prepared. */
  columns?: Columns | undefined
  readonly begins: boolean
  readonly ends: boolean
  /** Of those that end: it keeps what was done. */
  readonly isCommit: boolean
  /** It reads, as far as its text says. */
  readonly isRead: boolean
  readonly setsTimeout: { readonly ms: number; readonly isLocal: boolean } | undefined
  readonly isWedging: boolean
  readonly callsSetConfig: boolean
}

export const statementOf = (number: number, text: string): Statement => {
  const bare = text.replace(leading, "")
  return {
    number,
    text,
    isSent: false,
    begins: /^(begin|start\s+transaction)\b/i.test(bare),
    ends: /^(commit|end|abort|rollback(?!\s+((work|transaction)\s+)?to\b))\b/i.test(bare),
    isCommit: /^(commit|end)\b/i.test(bare),
    isRead: /^(select|values|table|show)\b/i.test(bare) && !/\b(insert|update|delete|merge|into)\b/i.test(bare),
    setsTimeout: timeoutIn(bare),
    isWedging: setsWedging.test(text),
    callsSetConfig: /\bset_config\b/i.test(text)
  }
}

/** White space and comments before the first word. */
const leading = /^(\s+|--.*(\n|$)|\/\*[\s\S]*?\*\/)+/

const timeoutIn = (text: string): Statement["setsTimeout"] => {
  const match =
    /^set\s+(local\s+|session\s+)?statement_timeout\s*(?:=|\bto\b)\s*'?\s*(\d+)\s*(us|ms|s|min|h)?\s*'?/i.exec(text)
  if (match === null) return undefined
  const [, scope = "", amount, unit = "ms"] = match
  return { ms: Number(amount) * unitMs[unit.toLowerCase()]!, isLocal: /local/i.test(scope) }
}

const unitMs: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1_000, min: 60_000, h: 3_600_000 }

/** A setting that would stop the embedded engine for ever when its time is up. */
export class WedgingSetting extends PgliteError {
  override readonly name = "WedgingSetting"

  constructor(text: string) {
    super(
      "55P02",
      `The embedded engine cannot end an idle session or a long transaction by itself, so this setting is refused: ${text.slice(0, 200)}. ` +
        "Set statement_timeout, which it honours."
    )
  }
}

/** Why the statement is not sent, if there is a reason: it sets what the engine cannot survive. */
export const refusalOf = (statement: Statement, parameters: ReadonlyArray<string | null>): PgliteError | undefined => {
  if (statement.isWedging) return new WedgingSetting(statement.text)
  if (!statement.callsSetConfig) return undefined
  const name = parameters.find((parameter) => parameter !== null && wedgingName.test(parameter))
  return name === undefined ? undefined : new WedgingSetting(`set_config('${name}', …)`)
}

const wedging = "idle_in_transaction_session_timeout|idle_session_timeout|transaction_timeout"

const wedgingName = new RegExp(`^(${wedging})$`, "i")

/** To 0, which is off, they may be set. */
const setsWedging = new RegExp(
  `\\b(set|set_config|alter)\\b[^;]*\\b(${wedging})\\b(?!"?\\s*(=|to)\\s*'?0'?\\s*(;|$))`,
  "i"
)
