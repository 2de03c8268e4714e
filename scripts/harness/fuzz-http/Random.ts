import { randomFrom } from "../randomFrom.ts"

/** Choices that only depend on the seed. */
export class Random {
  readonly #next: () => number

  constructor(seed: number) {
    this.#next = randomFrom(seed)
  }

  isSo(probability: number): boolean {
    return this.#next() < probability
  }

  below(count: number): number {
    return Math.floor(this.#next() * count)
  }

  one<A>(items: ReadonlyArray<A>): A {
    return items[this.below(items.length)]!
  }
}
