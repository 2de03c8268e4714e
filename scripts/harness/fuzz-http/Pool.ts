/** How many texts are remembered. The oldest are forgotten. */
const SIZE_MAX = 400

/** How many numbers are. */
const NUMBERS_MAX = 20

/** Ids, keys, names and cursors that answers held: requests about what is there go deeper than those about nothing. */
export class Pool {
  readonly #texts: Array<string> = []

  /** Fences and revisions. */
  readonly #numbers: Array<number> = []

  get numbers(): ReadonlyArray<number> {
    return this.#numbers
  }

  get texts(): ReadonlyArray<string> {
    return this.#texts
  }

  /** Remembers what an answer names, some levels deep. */
  learn(answer: unknown, depth = 3): void {
    if (typeof answer !== "object" || answer === null || depth === 0) return
    for (const [key, value] of Object.entries(answer).slice(0, 20)) {
      if (typeof value === "object") this.learn(value, depth - 1)
      else if (typeof value === "number" && (key === "fence" || key === "revision")) {
        this.#numbers.push(value)
        if (this.#numbers.length > NUMBERS_MAX) this.#numbers.shift()
      } else if (typeof value === "string" && names.test(key) && value.length < 300) this.#add(value)
    }
  }

  #add(text: string): void {
    if (this.#texts.includes(text)) return
    this.#texts.push(text)
    if (this.#texts.length > SIZE_MAX) this.#texts.shift()
  }
}

const names = /^(?:id|key|name|handle|next|cursor|run|task|project|queue|column|board|digest|.*Id)$/
