/** The statement that runs, as far as the watch has to know it. */
interface Running {
  readonly id: number
  readonly timeoutMs: number
  readonly abandonedAt: number | undefined
}

/**
 * Finds the statement that runs for too long. It looks now and then: a timer for each statement would cost more than most
 * statements do.
 */
export class Watch {
  readonly #running: () => Running | undefined
  readonly #onTooLong: (id: number, afterMs: number) => void
  readonly #graceMs: () => number
  #timer: NodeJS.Timeout | undefined
  #lastLook = 0
  #id = 0
  #since = 0

  constructor(options: {
    /** The statement that runs now. */
    readonly running: () => Running | undefined
    /** How long a statement may go on that nobody waits for. */
    readonly graceMs: () => number
    readonly onTooLong: (id: number, afterMs: number) => void
  }) {
    this.#running = options.running
    this.#graceMs = options.graceMs
    this.#onTooLong = options.onTooLong
  }

  /** Something runs, or will. It stops by itself when nothing does. */
  start(): void {
    if (this.#timer !== undefined) return
    this.#lastLook = performance.now()
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS)
    this.#timer.unref()
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  #look(): void {
    const now = performance.now()
    const late = now - this.#lastLook - LOOK_EVERY_MS
    this.#lastLook = now
    const running = this.#running()
    if (running === undefined) return
    if (running.id !== this.#id) {
      this.#id = running.id
      this.#since = now
      return
    }
    // A machine that was asleep, or a process that was stopped, did not run the statement meanwhile.
    if (late > SLEPT_MS) this.#since += late
    const { abandonedAt, timeoutMs } = running
    if (timeoutMs > 0 && now - this.#since > timeoutMs) this.#tooLong(running.id, timeoutMs)
    else if (abandonedAt !== undefined && now - Math.max(abandonedAt, this.#since) > this.#graceMs())
      this.#tooLong(running.id, this.#graceMs())
  }

  /** Here, too, somebody may have been busy: an answer that has come meanwhile is read first. */
  #tooLong(id: number, afterMs: number): void {
    setImmediate(() => {
      if (this.#running()?.id === id) this.#onTooLong(id, afterMs)
    })
  }
}

const LOOK_EVERY_MS = 100

/** A busy process looks late, too, but not so late. */
const SLEPT_MS = 2_000
