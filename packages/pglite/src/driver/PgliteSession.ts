import { explained } from "../values/explained.ts"
import type { Result } from "../wire/readAnswer.ts"
import { PgliteError, UnknownOutcome, WaitedTooLong } from "./errors.ts"
import type { Line } from "./Line.ts"
import type { Pending, Role } from "./Pending.ts"
import { parametersOf } from "./parameters.ts"
import { refusalOf, type Statement } from "./Statement.ts"
import type { Statements } from "./Statements.ts"

/** The database, as far as a connection asks for it. */
export interface SessionHost {
  readonly line: Line
  readonly statements: Statements
  readonly timeoutMs: number
  /** How long a statement waits for the end of somebody else's transaction. */
  readonly turnWaitMs: number
  send(pending: Pending): void
  /** Whether the engine has not had it. Otherwise it goes on without its caller, but not for long. */
  takeBack(pending: Pending): boolean
}

/** A caller's connection. Outside of a transaction its statements share the engine with everybody's. */
export class PgliteSession {
  readonly #host: SessionHost
  /** Why the transaction that was open is gone, until its end is asked for. */
  #lostBecause: PgliteError | undefined
  #timeoutMs: number | undefined
  /** Until the transaction ends. */
  #localTimeoutMs: number | undefined
  /** Takes back the statement that was asked last, while it runs. */
  #takeBack: ((reason: PgliteError) => void) | undefined
  /** Its `begin` waits in the line: whatever comes behind waits for that. */
  #beginning: Promise<void> | undefined

  constructor(host: SessionHost) {
    this.#host = host
  }

  get isInTransaction(): boolean {
    return this.#lostBecause !== undefined || this.#isHolder
  }

  get #isHolder(): boolean {
    return this.#host.line.holder === this
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
    const parameters = parametersOf(values)
    const statement = this.#host.statements.of(text)
    const refusal = refusalOf(statement, parameters)
    if (refusal !== undefined) throw refusal
    while (this.#beginning !== undefined) await this.#beginning
    signal?.throwIfAborted()
    if (this.#lostBecause !== undefined) return this.#lost(statement)
    try {
      return await this.#ask(statement, parameters, signal)
    } catch (error) {
      throw explained(error, values)
    }
  }

  /** Rolls back what was left open. */
  async release(): Promise<void> {
    if (this.isInTransaction || this.#beginning !== undefined) await this.query("rollback")
  }

  /** Stops waiting for the statement that was asked last. */
  abandon(): void {
    this.#takeBack?.(new PgliteError("57014", "canceling statement due to user request"))
  }

  /** The open transaction is gone, and this is why. */
  lose(because: PgliteError): void {
    this.#lostBecause = because
    this.#end()
  }

  #ask(
    statement: Statement,
    parameters: ReadonlyArray<string | null>,
    signal: AbortSignal | undefined
  ): Promise<Result<any>> {
    const { line, turnWaitMs } = this.#host
    const role = this.#roleOf(statement)
    const { promise, resolve, reject } = Promise.withResolvers<Result<any>>()
    const settle = (): boolean => {
      if (isSettled) return false
      isSettled = true
      clearTimeout(waiting)
      signal?.removeEventListener("abort", onAbort)
      if (this.#takeBack === takeBack) this.#takeBack = undefined
      return true
    }
    const pending: Pending = {
      id: 0,
      statement,
      parameters,
      session: this,
      role,
      timeoutMs: this.#timeoutFor(statement),
      abandonedAt: undefined,
      resolve: (result) => {
        if (settle()) resolve(result)
      },
      reject: (error) => {
        if (!settle()) return
        // There is no transaction that anybody would end.
        if (role === "begin") this.#notBegun()
        reject(error)
      }
    }
    let isSettled = false
    let leaveLine: (() => void) | undefined
    let waiting: NodeJS.Timeout | undefined
    const takeBack = (reason: unknown) => {
      const isWaiting = leaveLine !== undefined
      leaveLine?.()
      begun?.()
      // Behind the end of a transaction others have been sent, and would find it open.
      const isEnd = role === "commit" || role === "rollback"
      if (isEnd) pending.abandonedAt = performance.now()
      const isTakenBack = isWaiting || (!isEnd && this.#host.takeBack(pending))
      // The engine will have begun one that nobody knows of.
      if (role === "begin" && !isTakenBack) this.query("rollback").catch(() => {})
      const isKnown = isTakenBack || role === "begin" || role === "inside" || role === "rollback" || statement.isRead
      pending.reject(isKnown ? reason : new UnknownOutcome("its caller stopped waiting for it."))
    }
    const onAbort = () => takeBack(signal?.reason)
    signal?.addEventListener("abort", onAbort)
    this.#takeBack = takeBack
    let begun: (() => void) | undefined
    const send = () => {
      leaveLine = undefined
      clearTimeout(waiting)
      begun?.()
      this.#host.send(pending)
    }

    if (role === "begin") leaveLine = line.take(this, send)
    else if (role === "alone") leaveLine = line.share(send)
    else send()
    if (role === "begin" && leaveLine !== undefined) begun = this.#beginLater()
    if (leaveLine !== undefined) waiting = setTimeout(() => takeBack(new WaitedTooLong(turnWaitMs)), turnWaitMs)
    // The end is on its way: whoever comes next is behind it.
    if (role === "commit" || role === "rollback") this.#end()
    return promise
  }

  /** Returns what says that the wait is over. */
  #beginLater(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#beginning = promise
    return () => {
      this.#beginning = undefined
      resolve()
    }
  }

  #roleOf(statement: Statement): Role {
    if (!this.#isHolder) return statement.begins ? "begin" : "alone"
    if (!statement.ends) return "inside"
    return statement.isCommit ? "commit" : "rollback"
  }

  /** The engine cannot end a statement by itself, so what it is told about that is kept here. */
  #timeoutFor({ setsTimeout }: Statement): number {
    if (setsTimeout?.isLocal === true && this.#isHolder) this.#localTimeoutMs = setsTimeout.ms ?? this.#host.timeoutMs
    if (setsTimeout?.isLocal === false) {
      this.#timeoutMs = setsTimeout.ms
      this.#localTimeoutMs = undefined
    }
    return this.#localTimeoutMs ?? this.#timeoutMs ?? this.#host.timeoutMs
  }

  /** Its end is the one thing that a lost transaction still takes. */
  #lost(statement: Statement): Result<any> {
    const because = this.#lostBecause
    if (statement.ends) this.#lostBecause = undefined
    if (statement.ends && !statement.isCommit) return { rows: [], command: "ROLLBACK", affected: undefined }
    throw because
  }

  #notBegun(): void {
    this.#lostBecause = undefined
    this.#end()
  }

  #end(): void {
    this.#localTimeoutMs = undefined
    this.#host.line.leave(this)
  }
}
