// What an open transaction has collected: values to be written together, work to do before the commit, hints to give
// after it. A savepoint collects into a unit of its own, so that rolling it back forgets exactly what it brought.

/** Everything collected at one level of a transaction. */
export class UnitOfWork<Hook, Hint> {
  readonly #buffers = new Map<string, Array<unknown>>()
  readonly #beforeCommit = new Map<string, Hook>()
  readonly #afterCommit: Array<Hint> = []

  /** The values collected under this key, to push to and to splice from. */
  buffer(key: string): Array<unknown> {
    const known = this.#buffers.get(key)
    if (known !== undefined) return known
    const fresh: Array<unknown> = []
    this.#buffers.set(key, fresh)
    return fresh
  }

  /** The first hook of a key is the one that runs. */
  beforeCommit(key: string, hook: Hook): void {
    if (!this.#beforeCommit.has(key)) this.#beforeCommit.set(key, hook)
  }

  afterCommit(hint: Hint): void {
    this.#afterCommit.push(hint)
  }

  /** Takes out the hook that is due next. */
  takeBeforeCommit(): Hook | undefined {
    const next = this.#beforeCommit.entries().next()
    if (next.done) return undefined
    this.#beforeCommit.delete(next.value[0])
    return next.value[1]
  }

  takeAfterCommit(): ReadonlyArray<Hint> {
    return this.#afterCommit.splice(0)
  }

  /** Hands everything to the level above. */
  releaseTo(parent: UnitOfWork<Hook, Hint>): void {
    for (const [key, values] of this.#buffers) parent.buffer(key).push(...values)
    for (const [key, hook] of this.#beforeCommit) parent.beforeCommit(key, hook)
    for (const hint of this.#afterCommit) parent.afterCommit(hint)
  }
}
