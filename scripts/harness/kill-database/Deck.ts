import { type Phase, phases } from "./Phase.ts"

/** What the next victims are killed at: every phase again and again, in an order that follows from the seed. */
export class Deck {
  readonly #random: () => number
  #cards: Array<Phase> = []

  constructor(random: () => number) {
    this.#random = random
  }

  draw(): Phase {
    if (this.#cards.length === 0) {
      this.#cards = phases
        .flatMap((phase) => Array.from({ length: cards[phase] }, () => phase))
        .map((phase) => ({ phase, at: this.#random() }))
        .sort((a, b) => a.at - b.at)
        .map(({ phase }) => phase)
    }
    return this.#cards.pop()!
  }

  /** It was aimed at, and not hit. */
  putBack(phase: Phase): void {
    this.#cards.push(phase)
  }
}

/** Of thirty. Making a database anew takes longest, and what is old has been through more. */
const cards: Readonly<Record<Phase, number>> = {
  create: 2,
  open: 5,
  migrate: 3,
  work: 8,
  checkpoint: 4,
  vacuum: 4,
  close: 4
}
