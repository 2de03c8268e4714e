import type { Phase } from "./Phase.ts"

/** How long each phase takes on this machine, from those that came to their end, so that a kill can be within. */
export class Durations {
  readonly #seen: Record<Phase, Array<number>> = {
    create: [300],
    open: [100],
    migrate: [200],
    // It has no end.
    work: [400],
    checkpoint: [20],
    vacuum: [50],
    close: [30]
  }

  add(phase: Phase, ms: number): void {
    this.#seen[phase].push(ms)
    if (this.#seen[phase].length > SEEN_MAX) this.#seen[phase].shift()
  }

  /** Less than most take. */
  of(phase: Phase): number {
    const sorted = this.#seen[phase].toSorted((a, b) => a - b)
    return sorted[Math.floor(sorted.length / 2)]! * 0.9
  }
}

const SEEN_MAX = 21
