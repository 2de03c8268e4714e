// An engine that aborts says why on its standard error output, and what it throws is "Aborted()" whatever it was.

/** Keeps what the engine says, to be asked for when it has died. */
export class LastWords {
  #lines: ReadonlyArray<string> = []

  hear(line: string): void {
    this.#lines = [...this.#lines.slice(1 - LINES_KEPT), line]
  }

  /**
   * The most serious thing that it said, if it said any:
   * `could not write to file "pg_wal/xlogtemp.1": No space left on device`
   */
  get why(): string | undefined {
    return this.#lines
      .findLast((line) => serious.test(line))
      ?.replace(serious, "")
      .trim()
  }

  /** The same error, with what it was about. */
  explain(error: unknown): unknown {
    return this.why === undefined ? error : new Error(this.why, { cause: error })
  }
}

const serious = /^.*?\b(PANIC|FATAL):/

const LINES_KEPT = 20
