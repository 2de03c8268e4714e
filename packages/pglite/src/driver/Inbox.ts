/**
 * Does what comes in, in its order, and gives the event loop a turn in between. A port by itself hands over a thousand messages
 * in one turn as long as there is another, and what their readers do brings the next: timers and sockets would wait for seconds.
 */
export class Inbox {
  readonly #waiting: Array<() => void> = []
  #turnBegan: number | undefined

  push(work: () => void): void {
    this.#waiting.push(work)
    this.#go()
  }

  #go(): void {
    if (this.#turnBegan === undefined) {
      this.#turnBegan = performance.now()
      setImmediate(() => {
        this.#turnBegan = undefined
        if (this.#waiting.length > 0) this.#go()
      })
    }
    while (this.#waiting.length > 0 && performance.now() - this.#turnBegan < TURN_MS) this.#waiting.shift()!()
  }
}

/** Beside what one piece of work takes. The promise is that nobody else waits for longer than 25 ms. */
const TURN_MS = 5
