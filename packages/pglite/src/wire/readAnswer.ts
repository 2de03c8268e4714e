// The engine's answer to one statement, as rows.

import { PgliteError } from "../driver/errors.ts"
import type { Parser } from "../values/parsers.ts"
import { protoRefused } from "../values/protoRefused.ts"
import { CommandComplete, DataRow, ErrorResponse, NotificationResponse, RowDescription, textAt } from "./messages.ts"

/** The result of a statement. */
export interface Result<Row = Record<string, unknown>> {
  readonly rows: Array<Row>
  /** `SELECT`, `INSERT`, `COMMIT`, … */
  readonly command: string
  /** How many rows were written. Undefined where the statement writes none. */
  readonly affected: bigint | undefined
}

/** The columns of a statement's rows: said once, when it is prepared. */
export interface Columns {
  readonly names: ReadonlyArray<string>
  readonly parsers: ReadonlyArray<Parser>
  /** A row is an object, and one name of it is taken. */
  readonly isReadable: boolean
}

export interface AnswerContext {
  readonly parserOf: (oid: number) => Parser
  readonly onNotification: (channel: string, payload: string) => void
  /** The columns, when they were said before. Columns that are said now are kept here. */
  readonly statement: { columns?: Columns | undefined }
}

/** Pauses so often between rows, for whoever wants to do something else in between. */
const ROWS_BETWEEN_PAUSES = 200

/** Reads one answer, pausing now and then. Throws the error that the engine answered. */
export function* readAnswer<Row>(
  bytes: Buffer,
  start: number,
  end: number,
  { onNotification, parserOf, statement }: AnswerContext
): Generator<void, Result<Row>> {
  const rows: Array<Row> = []
  let tag = ""
  let error: unknown
  // Read in slices: meanwhile the statement may have been prepared anew, with other columns.
  let columns = statement.columns
  for (let at = start; at < end; ) {
    const body = at + 5
    switch (bytes[at]) {
      case DataRow:
        // An answer that cannot be read concerns its caller alone. A notification behind it is for everybody.
        try {
          if (error === undefined) rows.push(readRow(bytes, body, columns!) as Row)
        } catch (unreadable) {
          error = unreadable
        }
        if (rows.length % ROWS_BETWEEN_PAUSES === 0) yield
        break
      case RowDescription:
        columns = readColumns(bytes, body, parserOf)
        statement.columns = columns
        break
      case CommandComplete:
        tag = textAt(bytes, body)[0]
        break
      case ErrorResponse:
        error ??= readError(bytes, body)
        break
      case NotificationResponse: {
        const [channel, next] = textAt(bytes, body + 4)
        onNotification(channel, textAt(bytes, next)[0])
        break
      }
    }
    at += 1 + bytes.readInt32BE(at + 1)
  }
  if (error !== undefined) throw error
  return { rows, ...readTag(tag) }
}

const readRow = (bytes: Buffer, start: number, { isReadable, names, parsers }: Columns): Record<string, unknown> => {
  if (!isReadable) throw new PgliteError("42602", protoRefused)
  const row: Record<string, unknown> = {}
  let at = start + 2
  for (let column = 0; column < names.length; column++) {
    const length = bytes.readInt32BE(at)
    at += 4
    if (length < 0) {
      row[names[column]!] = null
      continue
    }
    row[names[column]!] = parsers[column]!(bytes.toString("utf8", at, at + length))
    at += length
  }
  return row
}

const readColumns = (bytes: Buffer, start: number, parserOf: AnswerContext["parserOf"]): Columns => {
  const names: Array<string> = []
  const parsers: Array<Parser> = []
  let at = start + 2
  for (let column = bytes.readUInt16BE(start); column > 0; column--) {
    const [name, next] = textAt(bytes, at)
    names.push(name)
    // Between the name and the type: the table and the number of the column.
    parsers.push(parserOf(bytes.readUInt32BE(next + 6)))
    at = next + 18
  }
  return { names, parsers, isReadable: !names.includes("__proto__") }
}

/** `INSERT 0 5`, `UPDATE 3`, `COMMIT` */
const readTag = (tag: string): Pick<Result, "command" | "affected"> => {
  const [command = "", ...counts] = tag.split(" ")
  return { command, affected: writes.has(command) ? BigInt(counts.at(-1) ?? 0) : undefined }
}

const writes: ReadonlySet<string> = new Set(["INSERT", "UPDATE", "DELETE", "MERGE"])

const fieldNames: Readonly<Record<string, string>> = {
  V: "severity",
  D: "detail",
  H: "hint",
  P: "position",
  W: "where",
  s: "schema",
  t: "table",
  c: "column",
  d: "dataType",
  n: "constraint",
  R: "routine"
}

/** The error whose message starts here. */
export const readError = (bytes: Buffer, start: number): PgliteError => {
  let code = "XX000"
  let message = "The engine said no, and not why."
  const fields: Record<string, string> = {}
  for (let at = start; bytes[at] !== 0; ) {
    const [text, next] = textAt(bytes, at + 1)
    const letter = String.fromCharCode(bytes[at]!)
    const name = fieldNames[letter]
    if (letter === "C") code = text
    else if (letter === "M") message = text
    else if (name !== undefined) fields[name] = text
    at = next
  }
  if (code === "55P02" && message.endsWith("cannot be changed")) fields.hint ??= heldHint
  return new PgliteError(code, message, fields)
}

const heldHint =
  "The embedded engine holds this setting: an acknowledged commit depends on it. Choose the durability when the database is opened."
