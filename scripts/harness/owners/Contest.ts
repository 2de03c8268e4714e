import type { ChildProcess } from "node:child_process"
import { setTimeout as after } from "node:timers/promises"
import { HANG_LIMIT_MS } from "../hangLimit.ts"
import { type Contender, Contenders } from "./Contenders.ts"

/** So many want the lock whenever its owner dies, the owner among them. */
export const CONTENDERS = 8

/** Started ahead, this many at a time, and told to contend when one has died: that Node starts is nobody's takeover. */
const SPARE = 8

/** Processes that fight for one lock, of which one owns it and the others wait. */
export class Contest {
  readonly contenders: Contenders
  readonly #signal: AbortSignal
  #hear = Promise.withResolvers<void>()

  constructor(start: () => ChildProcess, signal: AbortSignal) {
    this.#signal = signal
    this.contenders = new Contenders(start, () => {
      this.#hear.resolve()
      this.#hear = Promise.withResolvers()
    })
  }

  /** Starts what is missing, and waits until one owns and seven wait. */
  async assemble(): Promise<Contender> {
    const { contenders } = this
    const missing = () => CONTENDERS - contenders.in("told", "waiting", "owning").length
    if (contenders.in("ready").length < missing()) {
      for (let i = contenders.in("ready", "starting").length; i < SPARE; i++) contenders.add()
      await this.until(() => contenders.in("starting").length === 0, "The contenders did not start")
    }
    for (const spare of contenders.in("ready").slice(0, missing())) spare.contend()
    await this.until(() => contenders.in("told").length === 0, "The contenders did not begin")
    return await this.#owned()
  }

  /** Kills the owner, and waits for the next one. */
  async handOver(owner: Contender): Promise<void> {
    owner.kill()
    await this.#owned()
  }

  /** Waits until it holds. */
  async until<A>(found: () => A | undefined | false, what: string): Promise<A> {
    const deadline = performance.now() + HANG_LIMIT_MS
    for (;;) {
      this.#signal.throwIfAborted()
      const value = found()
      if (value !== undefined && value !== false) return value
      const { complaints } = this.contenders
      if (complaints.length > 0) throw new Error(`${what}. They said: ${complaints.join("\n")}`)
      if (performance.now() > deadline) throw new Error(`${what} within ${HANG_LIMIT_MS} ms.`)
      await Promise.race([this.#hear.promise, after(1_000)])
    }
  }

  #owned(): Promise<Contender> {
    return this.until(() => this.contenders.owner, "Nobody took the lock")
  }
}
