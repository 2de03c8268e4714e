/**
 * The order in which statements are sent. The engine has one session and does one thing after the other, so statements of
 * their own are sent behind each other without waiting for answers; a transaction has the line for itself until it has sent
 * its end.
 *
 * A turn is used at once, inside of the call, so nobody can slip in between.
 */
export class Line {
  readonly #waiting: Array<Place> = []
  #holder: object | undefined
  #isPassingOn = false

  /** The transaction that has the line for itself. */
  get holder(): object | undefined {
    return this.#holder
  }

  /** Sends as soon as nobody has the line for itself. Returns how to stop waiting, when it has to wait. */
  share(send: () => void): (() => void) | undefined {
    if (this.#isFree) {
      send()
      return undefined
    }
    return this.#wait({ holder: undefined, send })
  }

  /** Takes the line for itself, and sends. */
  take(holder: object, send: () => void): (() => void) | undefined {
    if (this.#isFree) {
      this.#holder = holder
      send()
      return undefined
    }
    return this.#wait({ holder, send })
  }

  leave(holder: object): void {
    if (this.#holder !== holder) return
    this.#holder = undefined
    // A statement may be refused at once, and leave: the loop below goes on then, instead of one inside of it.
    if (this.#isPassingOn) return
    this.#isPassingOn = true
    while (this.#holder === undefined) {
      const next = this.#waiting.shift()
      if (next === undefined) break
      this.#holder = next.holder
      next.send()
    }
    this.#isPassingOn = false
  }

  get #isFree(): boolean {
    return this.#holder === undefined && this.#waiting.length === 0
  }

  #wait(place: Place): () => void {
    this.#waiting.push(place)
    return () => {
      const at = this.#waiting.indexOf(place)
      if (at >= 0) this.#waiting.splice(at, 1)
    }
  }
}

interface Place {
  readonly holder: object | undefined
  readonly send: () => void
}
