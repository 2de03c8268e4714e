import type { Columns } from "../wire/readAnswer.ts"
import { PgliteError } from "./errors.ts"

/** A statement, and its effect on the session as far as its text says. */
export interface Statement {
  readonly number: number
  readonly text: string
  /** The worker knows its text. */
  isSent: boolean
  /** The columns of its rows, once it was prepared. */
  columns?: Columns | undefined
  readonly begins: boolean
  readonly ends: boolean
  /** An end that keeps what was done. */
  readonly isCommit: boolean
  /** It reads, as far as its text says. */
  readonly isRead: boolean
  /** Undefined milliseconds: as it was. */
  readonly setsTimeout: { readonly ms: number | undefined; readonly isLocal: boolean } | undefined
  readonly isWedging: boolean
  readonly callsSetConfig: boolean
  /** Why it is never sent, if there is a reason. */
  readonly refusal: PgliteError | undefined
}

export const statementOf = (number: number, text: string): Statement => {
  const bare = withoutLeadingComments(text)
  return {
    number,
    text,
    isSent: false,
    begins: /^(begin|start\s+transaction)\b/i.test(bare),
    ends: /^(commit|end|abort|rollback(?!\s+((work|transaction)\s+)?to\b))\b/i.test(bare),
    isCommit: /^(commit|end)\b/i.test(bare),
    isRead: isRead(bare),
    setsTimeout: timeoutIn(bare),
    isWedging: namesWedging.test(text) && setsWedging.test(text),
    callsSetConfig: /\bset_config\b/i.test(text),
    refusal: refused(text, bare)
  }
}

/** A statement from its first word on. */
export const withoutLeadingComments = (text: string): string => text.replace(leading, "")

/** White space and comments before the first word. */
const leading = /^(\s+|--.*(\n|$)|\/\*[\s\S]*?\*\/)+/

const isRead = (text: string): boolean =>
  /^(select|values|table|show)\b/i.test(text) &&
  !/\b(insert|update|delete|merge|into)\b/i.test(text) &&
  // A name does not say what its function does: only these are known.
  [...text.matchAll(/(?<![\w."$])([\w."$]+)\s*\(/g)].every(([, name = ""]) => harmless.has(name.toLowerCase()))

/** Words that may stand before a parenthesis, and functions that only read. */
const harmless = new Set(
  (
    "all and any array as between by case cast cube distinct else except exists filter from group grouping having in " +
    "intersect is join lateral like limit materialized not numeric offset on only or over partition recursive rollup row " +
    "select sets some then union using values varchar when where with within " +
    "abs array_agg array_length avg bool_and bool_or ceil clock_timestamp coalesce concat concat_ws count current_setting " +
    "date_part date_trunc dense_rank extract first_value floor format generate_series greatest json_agg json_build_array " +
    "json_build_object jsonb_agg jsonb_array_elements jsonb_array_elements_text jsonb_build_array jsonb_build_object " +
    "jsonb_each jsonb_object_agg jsonb_typeof lag last_value lead least left length lower ltrim max md5 min mod now nullif " +
    "octet_length pg_sleep position rank regexp_replace repeat replace right round row_number row_to_json rtrim split_part " +
    "starts_with string_agg string_to_array strpos substr substring sum to_char to_json to_jsonb to_timestamp trim unnest " +
    "upper version"
  ).split(" ")
)

const timeoutIn = (text: string): Statement["setsTimeout"] => {
  if (/^reset\s+(statement_timeout|all)\b/i.test(text)) return { ms: undefined, isLocal: false }
  const match =
    /^set\s+(local\s+|session\s+)?statement_timeout\s*(?:=|\bto\b)\s*'?\s*(?:(\d+)\s*(us|ms|s|min|h)?|default)\s*'?/i.exec(
      text
    )
  if (match === null) return undefined
  const [, scope = "", amount, unit = "ms"] = match
  return {
    ms: amount === undefined ? undefined : Number(amount) * unitMs[unit.toLowerCase()]!,
    isLocal: /local/i.test(scope)
  }
}

const unitMs: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1_000, min: 60_000, h: 3_600_000 }

const refused = (text: string, bare: string): PgliteError | undefined => {
  if (text.includes("\0")) return new PgliteError("22021", "A statement may not contain the character 0x00.")
  if (/^copy\b.*\b(stdin|stdout)\b/is.test(bare))
    return new PgliteError(
      "0A000",
      "The embedded engine copies from and to nowhere: use `insert … select unnest(…)` and `select`."
    )
  if (/^(commit|end|rollback|abort)\b.*\band\s+chain\b/is.test(bare) || /^(commit|rollback)\s+prepared\b/i.test(bare))
    return new PgliteError(
      "0A000",
      "The embedded engine ends a transaction with `commit` or `rollback`, and chains none."
    )
  if (/^(unlisten|discard|deallocate\s+(prepare\s+)?"?(all|pglite_))/i.test(bare))
    return new PgliteError(
      "0A000",
      "The embedded engine has one session, which everybody shares: what others have prepared or listen to stays."
    )
  return undefined
}

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

/** Why the statement is not sent, if there is a reason. */
export const refusalOf = (statement: Statement, parameters: ReadonlyArray<string | null>): PgliteError | undefined => {
  if (statement.refusal !== undefined) return statement.refusal
  if (statement.isWedging) return new WedgingSetting(statement.text)
  if (!statement.callsSetConfig) return undefined
  for (const [, name = "", value = ""] of statement.text.matchAll(setConfig)) {
    if (wedgingName.test(written(name, parameters) ?? "") && !isZero.test(written(value, parameters) ?? ""))
      return new WedgingSetting(statement.text)
  }
  return undefined
}

/** A call with its name and its value, each of them a literal or a parameter. */
const setConfig = /\bset_config\b"?\s*\(\s*('[^']*'|\$\d+)[^,]*,\s*('[^']*'|\$\d+)?/gi

const written = (argument: string, parameters: ReadonlyArray<string | null>): string | null | undefined =>
  argument.startsWith("$") ? parameters[Number(argument.slice(1)) - 1] : argument.slice(1, -1)

const wedging = "idle_in_transaction_session_timeout|idle_session_timeout|transaction_timeout"

/** Looked for first: the one below takes its time with a long text. */
const namesWedging = new RegExp(wedging, "i")

const wedgingName = new RegExp(`^\\s*(${wedging})\\s*$`, "i")

/** Off. */
const isZero = /^\s*0+\s*(us|ms|s|min|h|d)?\s*$/i

const setsWedging = new RegExp(
  `\\b(set|alter)\\b[\\s\\S]*\\b(${wedging})\\b(?!["']?\\s*(=|\\bto\\b)\\s*(default\\b|'?\\s*0+\\s*(us|ms|s|min|h|d)?\\s*'?\\s*(;|$)))`,
  "i"
)
