// The embedded database, seen from the thread that uses it. The engine runs in a worker thread: a heavy query blocks nobody
// here, a query without end can be stopped, and an engine that has crashed is thrown away and opened again, which recovers
// from its write-ahead log. Here is decided what callers are told about it.

import { type Parser, parserOf } from "../values/parsers.ts"
import { type AnswerContext, type Result, readAnswer } from "../wire/readAnswer.ts"
import { readAtOnce } from "../wire/readAtOnce.ts"
import { readInSlices } from "../wire/readInSlices.ts"
import type { Request, ToHost, WasmModule } from "../worker/Message.ts"
import type { Refusal } from "../worker/Session.ts"
import { aftermathOf } from "./aftermath.ts"
import { assertChannel } from "./assertChannel.ts"
import { EngineThread } from "./EngineThread.ts"
import {
  EngineRestarted,
  EngineUnavailable,
  PgliteError,
  StatementTimedOut,
  UnknownOutcome,
  WaitedTooLong
} from "./errors.ts"
import { Line } from "./Line.ts"
import { Listeners } from "./Listeners.ts"
import type { Pending } from "./Pending.ts"
import type { PgliteHealth } from "./PgliteHealth.ts"
import {
  ABORT_GRACE_MS,
  CRASH_WINDOW_MS,
  CRASHES_MAX,
  type PgliteOptions,
  STATEMENT_TIMEOUT_MS,
  TURN_WAIT_MS
} from "./PgliteOptions.ts"
import { PgliteSession } from "./PgliteSession.ts"
import { Statements } from "./Statements.ts"
import { Watch } from "./Watch.ts"

export class Pglite implements AsyncDisposable {
  #options: PgliteOptions
  readonly #line = new Line()
  readonly #statements = new Statements()
  readonly #listeners = new Listeners()
  readonly #watch = new Watch({
    running: () => {
      const running = this.#thread?.running
      return this.#posted.find(({ id }) => id === running)
    },
    // A database in memory would be gone with its engine: nobody's leaving is worth that.
    graceMs: () => (this.#isOnDisk ? ABORT_GRACE_MS : Number.POSITIVE_INFINITY),
    onTooLong: (id, afterMs) => void this.#stop(id, afterMs)
  })

  /** Not with the engine yet. */
  #queue: Array<Pending> = []
  /**
   * With the engine, in the order in which it runs and answers them. No map: what one outgrows holds on to what it becomes,
   * so that after one long answer every statement would be kept until the next full collection, at 15 ms for each small one.
   */
  #posted: Array<Pending> = []
  #lastId = 0
  #batches = 0
  #willPost = false
  #drained: (() => void) | undefined

  /** Absent while it is being recovered, and when it cannot be. */
  #thread: EngineThread | undefined
  #state: "open" | "recovering" | "unavailable" | "closed" = "recovering"
  #unavailableBecause = ""
  #openedAt = 0
  #wasm: WasmModule | undefined
  #serverVersion = ""
  #crashes: Array<number> = []
  #restarts = 0
  /** The recovery of an engine that died, until it is done. Never rejects. */
  #recovery: Promise<void> = Promise.resolve()
  readonly #onClosed: () => void
  #closed: Promise<void> | undefined

  private constructor(options: PgliteOptions, onClosed: () => void) {
    this.#options = options
    this.#onClosed = onClosed
  }

  get #turnWaitMs(): number {
    return this.#options.turnWaitMs ?? TURN_WAIT_MS
  }

  get #isOnDisk(): boolean {
    return this.#options.directory !== undefined
  }

  /** Opens the database. Its directory may be open nowhere else: the engine does not lock it, `openPglite` does. */
  static async open(
    options: PgliteOptions = {},
    { onClosed = () => {} }: { readonly onClosed?: () => void } = {}
  ): Promise<Pglite> {
    const database = new Pglite(options, onClosed)
    await database.#open()
    return database
  }

  /** `18.6` */
  get serverVersion(): string {
    return this.#serverVersion
  }

  /** How often the engine was opened again after it crashed or was stopped. */
  get restarts(): number {
    return this.#restarts
  }

  /** Runs one statement, in a transaction of its own. */
  async query<Row = Record<string, unknown>>(
    text: string,
    parameters: ReadonlyArray<unknown> = [],
    options: { readonly signal?: AbortSignal | undefined } = {}
  ): Promise<Result<Row>> {
    // It could never be ended, and everybody would wait for its end.
    if (this.#statements.of(text).begins) throw new PgliteError("25001", beginNeedsConnection)
    return await this.connect().query<Row>(text, parameters, options)
  }

  /** A connection of the caller's own. All of them share the engine's one session, and nobody's transaction meets another's. */
  connect(): PgliteSession {
    return new PgliteSession({
      line: this.#line,
      statements: this.#statements,
      timeoutMs: this.#options.statementTimeoutMs ?? STATEMENT_TIMEOUT_MS,
      turnWaitMs: this.#turnWaitMs,
      send: (pending) => this.#send(pending),
      takeBack: (pending) => this.#takeBack(pending)
    })
  }

  /**
   * Calls `onPayload` for what is announced on the channel, and `onCatchUp` when something may have been missed because the
   * engine was restarted. Returns how to stop.
   */
  async listen(
    channel: string,
    onPayload: (payload: string) => void,
    onCatchUp: () => void = () => {}
  ): Promise<() => void> {
    assertChannel(channel)
    const { isNew, remove } = this.#listeners.add(channel, { onPayload, onCatchUp })
    try {
      if (isNew) await this.query(listenTo(channel))
    } catch (error) {
      remove()
      throw error
    }
    return remove
  }

  /** The directory as a tar archive, as it is between two transactions. */
  async dump(): Promise<Uint8Array> {
    const answer = await this.#askAlone("dump")
    if (answer?.kind !== "dumped") throw new EngineUnavailable("The engine stopped while it wrote the archive.")
    return answer.archive
  }

  /** How the directory and the engine are. Undefined in memory. */
  async health(): Promise<PgliteHealth | undefined> {
    const answer = await this.#askAlone("health")
    if (answer?.kind !== "health" || answer.health === undefined) return undefined
    return { ...answer.health, restarts: this.#restarts }
  }

  /**
   * Waits for what was sent, writes everything to its place, and lets go of the directory. A transaction that is open then is
   * rolled back.
   */
  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  async #close(): Promise<void> {
    this.#state = "closed"
    this.#unavailableBecause = "The database is closed."
    // A caller that waits for the end of a transaction is told now, and not when its owner comes back, which may be never.
    if (this.#line.holder instanceof PgliteSession)
      this.#line.holder.lose(new EngineUnavailable(this.#unavailableBecause))
    await this.#recovery
    this.#thread?.keepAlive(true)
    await this.#drain()
    // A statement that never ended has taken the engine with it.
    await this.#recovery
    await this.#thread?.ask({ kind: "close" })
    this.#watch.stop()
    await this.#thread?.terminate()
    this.#thread = undefined
    await this.#recovery
    this.#rejectAll()
    this.#onClosed()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  // Statements: they wait in a queue, travel in batches, and are answered in the order in which they were sent.

  #send(pending: Pending): void {
    const isRested = performance.now() - this.#openedAt > REOPEN_EVERY_MS
    if (this.#state === "unavailable" && isRested && this.#isOnDisk) this.#recovery = this.#reopen()
    if (this.#state === "closed" || this.#state === "unavailable") {
      pending.reject(new EngineUnavailable(this.#unavailableBecause))
      return
    }
    pending.id = ++this.#lastId
    this.#queue.push(pending)
    this.#postSoon()
  }

  /** Whether the engine has not had it. Otherwise the engine is stopped, should it go on for too long. */
  #takeBack(pending: Pending): boolean {
    const at = this.#queue.indexOf(pending)
    if (at >= 0) this.#queue.splice(at, 1)
    else pending.abandonedAt = performance.now()
    return at >= 0
  }

  /** At the end of the turn: what is asked at once travels together. */
  #postSoon(): void {
    if (this.#willPost) return
    this.#willPost = true
    queueMicrotask(() => {
      this.#willPost = false
      this.#post()
    })
  }

  #post(): void {
    if (this.#thread === undefined || this.#queue.length === 0 || this.#batches >= BATCHES_MAX) return
    if (this.#posted.length === 0) {
      this.#thread.keepAlive(true)
      this.#watch.start()
    }
    const requests: Array<Request> = []
    // Forgotten before the requests are run, of which some will be forgotten after this batch.
    const forget = this.#statements.takeForgotten()
    for (const pending of this.#queue.splice(0, BATCH_REQUESTS_MAX)) {
      const { id, parameters, role, statement } = pending
      this.#posted.push(pending)
      requests.push({
        id,
        statement: statement.number,
        parameters,
        role,
        ...(statement.isSent ? {} : { text: statement.text })
      })
      this.#statements.sent(statement)
    }
    this.#batches++
    this.#thread.run({ kind: "run", requests, forget })
  }

  #onRan({ bytes, ends, isLast, refused }: Extract<ToHost, { readonly kind: "ran" }>): void {
    if (isLast) this.#batches--
    // Waiting statements are sent before the answers are read: the engine works meanwhile.
    this.#post()
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const refusals = new Map(refused.map((refusal) => [refusal.id, refusal]))
    let start = 0
    for (const [index, pending] of this.#posted.splice(0, ends.length).entries()) {
      const end = ends[index]!
      const refusal = refusals.get(pending.id)
      if (refusal !== undefined) this.#refuse(pending, refusal, buffer.subarray(start, end))
      else this.#settle(pending, buffer, start, end)
      start = end
    }
    if (this.#posted.length > 0) return
    this.#watch.stop()
    this.#drained?.()
    this.#thread?.keepAlive(false)
  }

  #refuse(pending: Pending, { code, message }: Refusal, bytes: Buffer): void {
    // It may have been prepared before it was refused: its columns are said once.
    this.#settle({ ...pending, resolve: () => {}, reject: () => {} }, bytes, 0, bytes.length)
    pending.reject(new PgliteError(code, message))
  }

  #settle(pending: Pending, bytes: Buffer, start: number, end: number): void {
    const reading = readAnswer(bytes, start, end, {
      parserOf: this.#parserOf,
      statement: pending.statement,
      onNotification: this.#onNotification
    })
    if (end - start > READ_AT_ONCE_BYTES) {
      readInSlices(reading).then(
        (result) => pending.resolve(result),
        (error) => pending.reject(error)
      )
      return
    }
    try {
      pending.resolve(readAtOnce(reading))
    } catch (error) {
      pending.reject(error)
    }
  }

  readonly #parserOf: AnswerContext["parserOf"] = (oid): Parser => this.#options.parsers?.[oid] ?? parserOf(oid)

  readonly #onNotification: AnswerContext["onNotification"] = (channel, payload) =>
    this.#listeners.tell(channel, payload)

  /** Resolves when everything that was sent is answered. */
  async #drain(): Promise<void> {
    while (this.#thread !== undefined && (this.#posted.length > 0 || this.#queue.length > 0)) {
      const { promise, resolve } = Promise.withResolvers<void>()
      this.#drained = resolve
      this.#post()
      await promise
    }
  }

  /** Asks the thread while no transaction is open. */
  async #askAlone(question: "dump" | "health"): ReturnType<EngineThread["ask"]> {
    const holder = {}
    const turn = Promise.withResolvers<void>()
    const leaveLine = this.#line.take(holder, turn.resolve)
    const waiting = setTimeout(() => {
      leaveLine?.()
      turn.reject(new WaitedTooLong(this.#turnWaitMs))
    }, this.#turnWaitMs)
    try {
      await turn.promise.finally(() => clearTimeout(waiting))
      const thread = this.#thread
      if (thread === undefined || this.#state === "closed")
        throw new EngineUnavailable(this.#unavailableBecause || "The database is being recovered.")
      return await thread.ask({ kind: question })
    } finally {
      this.#line.leave(holder)
    }
  }

  #rejectAll(): void {
    const all = [...this.#posted, ...this.#queue]
    this.#posted = []
    this.#queue = []
    for (const pending of all) pending.reject(new EngineUnavailable(this.#unavailableBecause))
    this.#drained?.()
  }

  // The life of the engine: opened, crashed or stopped, opened again.

  async #open(): Promise<void> {
    const { directory, durability = "power-loss", extensions = {}, maintenance, template } = this.#options
    this.#openedAt = performance.now()
    const { ready, thread } = await EngineThread.open(
      {
        directory,
        template,
        durability,
        extensions,
        maintenance: maintenance ?? directory !== undefined,
        wasm: this.#wasm
      },
      {
        onRan: (ran) => this.#onRan(ran),
        onCrash: (reason) => void this.#crashed(reason)
      }
    )
    if (this.#state === "closed") return void (await thread.terminate())
    // A database in memory is never opened again: its archive would be kept for nothing.
    this.#options = { ...this.#options, template: undefined }
    this.#thread = thread
    this.#state = "open"
    this.#unavailableBecause = ""
    this.#serverVersion = ready.serverVersion
    this.#wasm = ready.wasm ?? this.#wasm
    if (this.#queue.length === 0) thread.keepAlive(false)
  }

  #crashed(reason: string): void {
    this.#crashes.push(performance.now())
    this.#restart((_, mayBeDone) => fateOf(mayBeDone, reason))
  }

  #stop(id: number, afterMs: number): void {
    this.#restart((pending, mayBeDone) => {
      const fate = fateOf(mayBeDone, "a statement that ran for too long was stopped.")
      return pending.id === id && !(fate instanceof UnknownOutcome) ? new StatementTimedOut(afterMs) : fate
    })
  }

  /** Throws the engine away, tells everybody whose statement it had what is known of it, and opens another. */
  #restart(fate: Fate): void {
    const thread = this.#thread
    if (thread === undefined) return
    if (this.#state === "open") this.#state = "recovering"
    this.#thread = undefined
    this.#recovery = this.#recover(thread, fate)
  }

  async #recover(thread: EngineThread, fate: Fate): Promise<void> {
    // Until its thread has ended it may go on: only then is it known what it has begun.
    await thread.terminate()
    const all = [...this.#posted, ...this.#queue]
    this.#posted = []
    this.#queue = []
    this.#batches = 0
    this.#statements.unsent()

    const { lost, notBegun, untouched } = aftermathOf(all, thread.begun)
    this.#queue = [...untouched]
    // Before anybody is told: whoever asks again must not find the transaction open.
    const { holder } = this.#line
    if (holder instanceof PgliteSession && !notBegun.has(holder)) holder.lose(new EngineRestarted(openIsRolledBack))
    for (const { mayBeDone, pending } of lost) {
      // That a transaction is undone is what its rollback asked for.
      if (pending.role === "rollback") pending.resolve({ rows: [], command: "ROLLBACK", affected: undefined })
      else pending.reject(fate(pending, mayBeDone))
    }
    if (this.#state === "closed") return this.#rejectAll()
    this.#restarts++
    if (this.#isOnDisk) await this.#reopen()
    else this.#unavailable(goneWithEngine)
  }

  #unavailable(reason: string): void {
    if (this.#state === "closed") return
    this.#state = "unavailable"
    this.#unavailableBecause = reason
    this.#rejectAll()
  }

  async #reopen(): Promise<void> {
    if (this.#state === "closed") return this.#rejectAll()
    this.#state = "recovering"
    try {
      this.#crashes = this.#crashes.filter((at) => performance.now() - at < CRASH_WINDOW_MS)
      if (this.#crashes.length >= CRASHES_MAX) throw new EngineUnavailable(crashesTooOften)
      await this.#open()
    } catch (error) {
      return this.#unavailable(error instanceof Error ? error.message : String(error))
    }
    this.#post()
    for (const channel of this.#listeners.channels) void this.#listenAgain(channel)
  }

  async #listenAgain(channel: string): Promise<void> {
    // Should it fail, the engine is being recovered once more, and listens then.
    await this.query(listenTo(channel)).catch(() => {})
    this.#listeners.catchUp(channel)
  }
}

/** The answer to everybody who waits for a statement when the engine is thrown away. */
type Fate = (pending: Pending, mayBeDone: boolean) => PgliteError

const fateOf = (mayBeDone: boolean, reason: string): PgliteError =>
  mayBeDone ? new UnknownOutcome(reason) : new EngineRestarted(reason)

/** More in one message would make the first wait for the last. */
const BATCH_REQUESTS_MAX = 64

/** One that runs and one that waits: the engine is never idle while somebody asks, and what comes meanwhile is collected. */
const BATCHES_MAX = 2

/** A longer answer is read in slices, and others get a turn in between. */
const READ_AT_ONCE_BYTES = 64 * 1024

/** An engine that could not be opened is tried again when somebody asks, but not more often. */
const REOPEN_EVERY_MS = 1_000

const crashesTooOften =
  `The embedded engine crashed ${CRASHES_MAX} times within ${CRASH_WINDOW_MS / 60_000} minutes and is not started again for now. ` +
  "Close the program, and let `genie doctor` look at the directory."

const openIsRolledBack = "the engine was restarted, and the open transaction is rolled back."

const beginNeedsConnection =
  "A transaction needs a connection of its own: `database.connect()` gives one, and Kysely's `transaction()` takes one."

const goneWithEngine = "The engine stopped, and what a database in memory held is gone with it."

const listenTo = (channel: string): string => `listen "${channel.replaceAll('"', '""')}"`
