// What a program was told about its writes, to be compared with what the database holds afterwards.

/** A note has an id; the two notes of a transaction have the same pair. */
export interface Note {
  readonly id: number
  readonly pair: number | null
}

export class Ledger {
  /** Told that it was done. */
  readonly acknowledged = new Set<number>()
  /** Told that nobody knows. */
  readonly unknown = new Set<number>()
  /** Told that nothing was done. */
  readonly refused = new Set<number>()
  /** What was said when it was not done, and how often. */
  readonly said = new Map<string, number>()

  acknowledge(ids: ReadonlyArray<number>): void {
    for (const id of ids) this.acknowledged.add(id)
  }

  refuse(
    ids: ReadonlyArray<number>,
    error: { readonly name: string; readonly code?: string; readonly message: string }
  ) {
    const kept = error.code === "08007" || error.name === "Exit" || error.name === "Hang" ? this.unknown : this.refused
    for (const id of ids) kept.add(id)
    const words = `${error.name} ${error.code ?? "without a code"}: ${error.message.replaceAll(/\d+/g, "#").slice(0, 300)}`
    this.said.set(words, (this.said.get(words) ?? 0) + 1)
  }

  /** A sentence for each promise that what was found breaks. */
  judge(found: ReadonlyArray<Note>): ReadonlyArray<string> {
    const ids = new Set(found.map(({ id }) => id))
    const pairs = new Map<number, number>()
    for (const { pair } of found) if (pair !== null) pairs.set(pair, (pairs.get(pair) ?? 0) + 1)
    const lost = [...this.acknowledged].filter((id) => !ids.has(id))
    const undead = [...this.refused].filter((id) => ids.has(id))
    const halves = [...pairs].filter(([, count]) => count !== 2)
    const strange = [...ids].filter(
      (id) => !this.acknowledged.has(id) && !this.unknown.has(id) && !this.refused.has(id)
    )
    return [
      lost.length > 0 && `${lost.length} acknowledged writes are lost (${lost.slice(0, 5)}).`,
      undead.length > 0 &&
        `${undead.length} writes of which it was said that nothing was done are there (${undead.slice(0, 5)}).`,
      halves.length > 0 && `${halves.length} transactions were half done.`,
      found.length > ids.size && `${found.length - ids.size} writes were done twice.`,
      strange.length > 0 && `${strange.length} writes are there that nobody made.`
    ].filter((sentence) => sentence !== false)
  }
}
