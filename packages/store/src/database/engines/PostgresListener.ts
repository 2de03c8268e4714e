import type pg from "pg"
import { outsideTransactions } from "../openTransaction.ts"
import type { Hint } from "./Engine.ts"

/** How often the listening connection is asked whether it is alive: a half-open one would be silent for ever. */
const PING_EVERY_MS = 15_000

/** How long the answer may take. */
const PING_TIMEOUT_MS = 5_000

const RECONNECT_FIRST_MS = 100
const RECONNECT_MAX_MS = 5_000

type OnHint = (hint: Hint) => void

/**
 * One connection that listens, and comes back when it is lost.
 *
 * What was announced while it was away is lost, so everybody is told to catch up when it is back.
 */
export class PostgresListener {
  readonly #makeClient: () => pg.Client
  readonly #channels = new Map<string, Set<OnHint>>()
  #client: pg.Client | undefined
  #running: Promise<void> | undefined
  #wake: () => void = () => {}
  #isClosed = false

  constructor(makeClient: () => pg.Client) {
    this.#makeClient = makeClient
  }

  /** Returns how to stop. The connection is made with the first listener. */
  add(channel: string, onHint: OnHint): () => void {
    const listeners = this.#channels.get(channel) ?? new Set()
    const isNewChannel = listeners.size === 0
    listeners.add(onHint)
    this.#channels.set(channel, listeners)
    if (isNewChannel && this.#client !== undefined)
      this.#listen(this.#client, [channel]).catch(() => this.#client?.end())
    this.#running ??= outsideTransactions(() => this.#run())
    return () => {
      listeners.delete(onHint)
      // The server goes on telling us; nobody hears it. UNLISTEN would race with the next `add`.
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#wake()
    await this.#running
  }

  async #run(): Promise<void> {
    for (let attempt = 0; !this.#isClosed; attempt++) {
      try {
        await this.#connected(() => {
          attempt = 0
        })
      } catch {
        // Whatever it was, the answer is to connect again.
      }
      if (!this.#isClosed)
        await this.#pause(Math.min(RECONNECT_MAX_MS, RECONNECT_FIRST_MS * 2 ** attempt) * (0.5 + Math.random() / 2))
    }
  }

  /** One life of the connection: resolves or rejects when it is lost. */
  async #connected(onReady: () => void): Promise<void> {
    const client = this.#makeClient()
    const { promise: lost, resolve: lose } = Promise.withResolvers<true>()
    client.on("end", () => lose(true))
    client.on("error", () => lose(true))
    client.on("notification", ({ channel, payload = "" }) => this.#tell(channel, { _tag: "Payload", payload }))
    try {
      await client.connect()
      if (this.#isClosed) return
      this.#client = client
      await this.#listen(client, [...this.#channels.keys()])
      onReady()
      for (let isLost = false; !isLost && !this.#isClosed; ) {
        isLost = await Promise.race([lost, this.#pause(PING_EVERY_MS).then(() => false)])
        if (!isLost && !this.#isClosed) await this.#ping(client)
      }
    } finally {
      this.#client = undefined
      this.#wake()
      // The end of a connection that is lost already is never reported.
      await Promise.race([lost, client.end().catch(() => {})])
    }
  }

  /** Listening begins when the server has answered: only then is it known from when on nothing is missed. */
  async #listen(client: pg.Client, channels: ReadonlyArray<string>): Promise<void> {
    for (const channel of channels) await client.query(`listen ${client.escapeIdentifier(channel)}`)
    for (const channel of channels) this.#tell(channel, { _tag: "CatchUp" })
  }

  #tell(channel: string, hint: Hint): void {
    for (const onHint of this.#channels.get(channel) ?? []) onHint(hint)
  }

  async #ping(client: pg.Client): Promise<void> {
    const { promise, reject } = Promise.withResolvers<never>()
    const timer = setTimeout(() => reject(new Error("The server no longer answers.")), PING_TIMEOUT_MS)
    await Promise.race([client.query("select 1"), promise]).finally(() => clearTimeout(timer))
  }

  #pause(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, ms)
    this.#wake = () => {
      clearTimeout(timer)
      resolve()
    }
    return promise
  }
}
