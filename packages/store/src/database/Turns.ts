/** One at a time, first come first served. Who stops waiting loses nothing but their place. */
export class Turns {
  readonly #waiting: Array<() => void> = []
  #isTaken = false

  /** Waits for a turn, and returns how to end it. */
  async take(signal?: AbortSignal): Promise<() => void> {
    if (this.#isTaken) await this.#wait(signal)
    this.#isTaken = true
    let isOver = false
    return () => {
      if (isOver) return
      isOver = true
      const next = this.#waiting.shift()
      // Handed over directly: nobody who comes now may slip in between.
      if (next === undefined) this.#isTaken = false
      else next()
    }
  }

  #wait(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted()
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const onAbort = () => {
      this.#waiting.splice(this.#waiting.indexOf(start), 1)
      reject(signal?.reason)
    }
    const start = () => {
      signal?.removeEventListener("abort", onAbort)
      resolve()
    }
    signal?.addEventListener("abort", onAbort, { once: true })
    this.#waiting.push(start)
    return promise
  }
}
