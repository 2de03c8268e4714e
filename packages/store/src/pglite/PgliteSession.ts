import { EngineRestarted, UnknownOutcome } from "./errors.ts"
import type { Line } from "./Line.ts"
import type { Pending, Role } from "./Pending.ts"
import { parametersOf } from "./parameters.ts"
import { refusalOf, type Statement } from "./Statement.ts"
import type { Statements } from "./Statements.ts"
import type { Result } from "./wire/readAnswer.ts"

/** What a connection asks of its database. */
export interface SessionHost {
  readonly line: Line
  readonly statements: Statements
  readonly timeoutMs: number
  send(pending: Pending): void
  /** Whether the engine has not had it. Otherwise it goes on without its caller, but not for long. */
  takeBack(pending: Pending): boolean
}

/** A caller's connection. Outside of a transaction its statements share the engine with everybody's. */
export class PgliteSession {
  readonly #host: SessionHost
  #isLost = false
  #timeoutMs: number | undefined
  #running: Pending | undefined

  constructor(host: SessionHost) {
    this.#host = host
  }

  get isInTransaction(): boolean {
    return this.#isLost || this.#host.line.holder === this
  }

  /**
   * Runs one statement. `begin`, `commit` and `rollback` are statements like any other.
   *
   * A signal takes the statement back while the engine has not had it. After that its caller stops waiting, and the engine
   * is stopped should the statement go on for more than a second.
   */
  async query<Row = Record<string, unknown>>(
    text: string,
    values: ReadonlyArray<unknown> = [],
    { signal }: { readonly signal?: AbortSignal | undefined } = {}
  ): Promise<Result<Row>> {
    signal?.throwIfAborted()
    const parameters = parametersOf(values)
    const statement = this.#host.statements.of(text)
    const refusal = refusalOf(statement, parameters)
    if (refusal !== undefined) throw refusal
    return this.#isLost ? this.#lost(statement) : await this.#ask(statement, parameters, signal)
  }

  /** Rolls back what was left open. */
  async release(): Promise<void> {
    if (this.isInTransaction) await this.query("rollback")
  }

  /** Nobody waits for the statement any more that runs. */
  abandon(): void {
    if (this.#running !== undefined) this.#host.takeBack(this.#running)
  }

  /** The engine was thrown away, and with it the open transaction. */
  lose(): void {
    this.#isLost = true
    this.#end()
  }

  #ask(
    statement: Statement,
    parameters: ReadonlyArray<string | null>,
    signal: AbortSignal | undefined
  ): Promise<Result<any>> {
    const { line } = this.#host
    const role = this.#roleOf(statement)
    const { promise, resolve, reject } = Promise.withResolvers<Result<any>>()
    const pending: Pending = {
      id: 0,
      statement,
      parameters,
      session: this,
      role,
      timeoutMs: this.#timeoutFor(statement),
      abandonedAt: undefined,
      resolve: (result) => {
        this.#settled(pending)
        resolve(result)
      },
      reject: (error) => {
        this.#settled(pending)
        reject(error)
      }
    }
    let leaveLine: (() => void) | undefined
    const send = () => {
      leaveLine = undefined
      this.#running = pending
      this.#host.send(pending)
    }
    if (signal !== undefined) {
      const onAbort = () => {
        const isWaiting = leaveLine !== undefined
        leaveLine?.()
        const isTakenBack = isWaiting || this.#host.takeBack(pending)
        // Nobody will end a transaction that nobody knows has begun.
        if (role === "begin" && !isWaiting) this.query("rollback").catch(() => {})
        const isKnown = isTakenBack || role !== "alone" || statement.isRead
        pending.reject(isKnown ? signal.reason : new UnknownOutcome("its caller stopped waiting for it."))
      }
      signal.addEventListener("abort", onAbort, { once: true })
      const forget = () => signal.removeEventListener("abort", onAbort)
      promise.then(forget, forget)
    }

    if (role === "begin") leaveLine = line.take(this, send)
    else if (role === "alone") leaveLine = line.share(send)
    else send()
    // The end is on its way: whoever comes next is behind it.
    if (role === "commit" || role === "rollback") this.#end()
    return promise
  }

  #roleOf(statement: Statement): Role {
    if (this.#host.line.holder !== this) return statement.begins ? "begin" : "alone"
    if (!statement.ends) return "inside"
    return statement.isCommit ? "commit" : "rollback"
  }

  /** The engine cannot end a statement by itself, so what it is told about that is kept here. */
  #timeoutFor({ setsTimeout }: Statement): number {
    const isInside = this.#host.line.holder === this
    if (setsTimeout !== undefined && (isInside || !setsTimeout.isLocal)) this.#timeoutMs = setsTimeout.ms
    return this.#timeoutMs ?? this.#host.timeoutMs
  }

  #settled(pending: Pending): void {
    if (this.#running === pending) this.#running = undefined
  }

  /** Its end is the one thing that a lost transaction still takes. */
  #lost(statement: Statement): Result<any> {
    if (statement.ends) this.#isLost = false
    if (statement.ends && !statement.isCommit) return { rows: [], command: "ROLLBACK", affected: undefined }
    throw new EngineRestarted("the engine was restarted, and the open transaction is rolled back.")
  }

  #end(): void {
    this.#timeoutMs = undefined
    this.#host.line.leave(this)
  }
}
