// The one session of the engine: statements prepared once and run by name.
import { JSON_DEPTH_MAX, RESULT_BYTES_MAX } from "../driver/PgliteOptions.ts"
import { withoutLeadingComments } from "../driver/Statement.ts"
import { MessageWriter } from "../wire/MessageWriter.ts"
import { ErrorResponse, eachMessage, NoData, ParameterDescription, RowDescription } from "../wire/messages.ts"
import { type AnswerContext, readAnswer, readError } from "../wire/readAnswer.ts"
import { readAtOnce } from "../wire/readAtOnce.ts"
import { isDeeperThan } from "./jsonDepth.ts"
import type { Request } from "./Message.ts"
import { UserTypes } from "./UserTypes.ts"
import type { WasmPostgres } from "./WasmPostgres.ts"

/** Why a request was not given to the engine, or its answer thrown away. */
export interface Refusal {
  readonly code: string
  readonly message: string
}

interface Prepared {
  readonly text: string
  readonly name: string
  /** It writes, as far as its text says. */
  readonly isChange: boolean
  /** It may change what other statements were prepared for. */
  readonly isSchemaChange: boolean
  /** It ends a transaction, or undoes a part of one. */
  readonly isEnd: boolean
  /** The types of its parameters, once the engine has prepared it. */
  parameters?: ReadonlyArray<number>
}

export class Session {
  readonly #postgres: WasmPostgres
  readonly #writer = new MessageWriter()
  readonly #statements = new Map<number, Prepared>()
  readonly #beforeChange: () => Refusal | undefined
  readonly #userTypes = new UserTypes((text) => this.exec(text))
  /** In the transaction that is open. */
  #hasChangedSchema = false

  /** @param beforeChange Why nothing may be written at the moment, if there is a reason. */
  constructor(postgres: WasmPostgres, beforeChange: () => Refusal | undefined) {
    this.#postgres = postgres
    this.#beforeChange = beforeChange
  }

  get isInTransaction(): boolean {
    return this.#postgres.isInTransaction
  }

  /**
   * Runs a request; its answer is behind the others in the engine's output.
   *
   * The host tells by its text whether it begins or ends a transaction. If the engine is of another opinion, everybody's
   * statements would run in a transaction that nobody ends.
   */
  run(request: Omit<Request, "id">): Refusal | undefined {
    const { role } = request
    if ((role === "inside" || role === "commit") && !this.isInTransaction) return notInTransaction
    const start = this.#postgres.outputLength
    const refusal = this.#run(request)
    if (role === "inside" && !this.isInTransaction) return notInTransaction
    // On a server it would have failed, and its transaction with it.
    if (role === "inside" && refusal !== undefined) this.#failTransaction()
    if (role === "inside") return refusal
    if (role === "begin" || !this.isInTransaction) return refusal
    this.exec("rollback")
    return refusal ?? (this.#hasFailed(start) ? undefined : leftOpen)
  }

  #run({ statement, text, parameters }: Omit<Request, "id" | "role">): Refusal | undefined {
    // One that was made room for comes with its text each time.
    if (text !== undefined && !this.#statements.has(statement)) {
      const bare = withoutLeadingComments(text)
      this.#statements.set(statement, {
        // Every dump begins with it, and it is so already: the setting itself is held.
        text: asksForUtf8.test(bare) ? "select where false" : text,
        name: `pglite_${statement}`,
        isChange: changes.test(bare),
        isSchemaChange: schemaChanges.test(bare),
        isEnd: endsOrUndoes.test(bare)
      })
    }
    const prepared = this.#statements.get(statement)
    if (prepared === undefined) throw new Error(`Statement ${statement} was never sent.`)
    const noRoom = prepared.isChange ? this.#beforeChange() : undefined
    if (noRoom !== undefined) return noRoom

    const wasInTransaction = this.isInTransaction
    const types = prepared.parameters ?? this.#prepare(prepared)
    if (types === undefined) return
    const refusal = tooDeep(types, parameters)
    if (refusal !== undefined) return refusal

    const { start, isTooLarge } = this.#postgres.run(
      this.#writer.bind(prepared.name, parameters).execute().sync().take()
    )
    if (isTooLarge) {
      this.#postgres.rewind(start)
      return prepared.isChange && !wasInTransaction ? tooLargeButDone : tooLarge
    }
    if (prepared.isSchemaChange) this.#hasChangedSchema = true
    // Statements prepared since a change that is undone now, or may be, do not fit any more.
    const isUndone = this.#hasChangedSchema && prepared.isEnd
    if (!this.isInTransaction) this.#hasChangedSchema = false
    if (!prepared.isSchemaChange && !isUndone && !this.#isStale(start)) return
    this.#prepareAllAnew()
    if (!this.#isStale(start)) return
    if (wasInTransaction) return
    // It was refused before it began, and nothing else was rolled back with it.
    this.#postgres.rewind(start)
    return this.#run({ statement, parameters })
  }

  forget(statements: ReadonlyArray<number>): void {
    for (const statement of statements) {
      const prepared = this.#statements.get(statement)
      if (prepared?.parameters !== undefined) this.#unheard(this.#writer.close(prepared.name).sync().take())
      this.#statements.delete(statement)
    }
  }

  /** Runs one statement of the worker's own, and gives its rows as text. */
  exec(text: string): ReadonlyArray<Readonly<Record<string, string | null>>> {
    const { start, end } = this.#postgres.run(this.#writer.query(text).take())
    const context = { ...asText, statement: {} }
    try {
      return readAtOnce(readAnswer<Record<string, string | null>>(this.#postgres.output, start, end, context)).rows
    } finally {
      this.#postgres.rewind(start)
    }
  }

  /** Prepares the statement. Its columns, or why it is wrong, stay in the output for the host. */
  #prepare(prepared: Prepared): ReadonlyArray<number> | undefined {
    const { name, text } = prepared
    const { start, end } = this.#postgres.run(this.#writer.parse(name, text).describe(name).sync().take())
    const bytes = this.#postgres.output
    let isWrong = false
    let parameters: ReadonlyArray<number> = []
    let columns: Buffer | undefined
    eachMessage(bytes, start, end, (type, at, next) => {
      if (type === ErrorResponse) isWrong = true
      else if (type === ParameterDescription) parameters = typesAt(bytes, at)
      // A copy: what it is copied from is overwritten.
      else if (type === RowDescription || type === NoData) columns = Buffer.from(bytes.subarray(at - 5, next))
    })
    if (isWrong) {
      // It may be prepared and not describable: the name must be free for the next attempt.
      this.#unheard(this.#writer.close(name).sync().take())
      return undefined
    }
    prepared.parameters = parameters
    this.#postgres.rewind(start)
    if (columns?.[0] === RowDescription) this.#userTypes.describe(columns)
    if (columns !== undefined) this.#postgres.say(columns)
    return parameters
  }

  #failTransaction(): void {
    this.#unheard(this.#writer.query("select 1 / 0").take())
  }

  #hasFailed(start: number): boolean {
    let hasFailed = false
    eachMessage(this.#postgres.output, start, this.#postgres.outputLength, (type) => {
      hasFailed ||= type === ErrorResponse
    })
    return hasFailed
  }

  /** The columns of a prepared statement have changed: somebody altered a table. It is refused before it runs. */
  #isStale(start: number): boolean {
    const bytes = this.#postgres.output
    if (bytes[start] !== ErrorResponse) return false
    const { code, message } = readError(bytes, start + 5)
    return code === "0A000" && message.startsWith("cached plan")
  }

  #prepareAllAnew(): void {
    for (const prepared of this.#statements.values()) {
      if (prepared.parameters === undefined) continue
      delete prepared.parameters
      this.#unheard(this.#writer.close(prepared.name).sync().take())
    }
  }

  #unheard(messages: Uint8Array): void {
    this.#postgres.rewind(this.#postgres.run(messages).start)
  }
}

/** Answers to the worker's own questions are read as PostgreSQL writes them. */
const asText: Omit<AnswerContext, "statement"> = { parserOf: () => (text) => text, onNotification: () => {} }

const tooLarge: Refusal = {
  code: "54000",
  message: `The answer is larger than ${RESULT_BYTES_MAX / 1024 / 1024} MB: read it in pages.`
}

const tooLargeButDone: Refusal = {
  code: tooLarge.code,
  message: `The statement was done, but its answer is larger than ${RESULT_BYTES_MAX / 1024 / 1024} MB.`
}

const leftOpen: Refusal = {
  code: "25001",
  message:
    "The statement left a transaction open, and that is rolled back: write `begin`, `commit` and `rollback` as statements of their own."
}

const notInTransaction: Refusal = { code: "25P01", message: "There is no open transaction any more." }

const asksForUtf8 =
  /^set\s+((local|session)\s+)?(names\s+|client_encoding\s*(=|\bto\b)\s*)(["']?)(utf-?8|unicode)\5\s*;?\s*$/i

const endsOrUndoes = /^(commit|end|rollback|abort)\b/i

const schemaChanges =
  /^(alter|create|drop|do|call|set\s+(local\s+|session\s+)?search_path|reset\s+(search_path|all))\b/i

const changes =
  /^(insert|update|delete|merge|create|alter|drop|truncate|do|call|comment|copy)\b|^with\b.*\b(insert into|update|delete from|merge into)\b/is

const jsonTypes: ReadonlySet<number> = new Set([114, 199, 3802, 3807])

const tooDeep = (types: ReadonlyArray<number>, parameters: ReadonlyArray<string | null>): Refusal | undefined => {
  const at = types.findIndex(
    (type, index) => jsonTypes.has(type) && isDeeperThan(parameters[index] ?? "", JSON_DEPTH_MAX)
  )
  if (at < 0) return undefined
  return { code: "22023", message: `Parameter ${at + 1}: JSON may be nested ${JSON_DEPTH_MAX} levels deep at most.` }
}

const typesAt = (bytes: Buffer, at: number): ReadonlyArray<number> =>
  Array.from({ length: bytes.readUInt16BE(at) }, (_, index) => bytes.readUInt32BE(at + 2 + index * 4))
