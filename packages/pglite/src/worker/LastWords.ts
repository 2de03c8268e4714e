// An engine that aborts says why on its standard error output, and what it throws is "Aborted()" whatever it was.

/** Keeps what the engine says, to be asked for when it has died. */
export class LastWords {
  readonly #directory: string
  #lines: ReadonlyArray<string> = []

  constructor(directory: string) {
    this.#directory = directory
  }

  hear(line: string): void {
    this.#lines = [...this.#lines.slice(1 - LINES_KEPT), line]
  }

  /**
   * The most serious thing that it said, if it said any, and what led to it:
   * `could not write to file "pg_wal/xlogtemp.1": No space left on device`
   */
  get why(): string | undefined {
    const at = this.#lines.findLastIndex((line) => serious.test(line))
    if (at < 0) return undefined
    const [after] = this.#lines.slice(at + 1, at + 2).filter((line) => /\bDETAIL: /.test(line))
    const before = this.#lines.slice(0, at).findLast((line) => refused.test(line))
    return [this.#lines[at], after, before]
      .filter((line) => line !== undefined)
      .map((line) => line.replace(level, "").replaceAll(MOUNTED_AT, this.#directory).trim())
      .join("; ")
  }

  /** The same error, with what it was about. */
  explain(error: unknown): unknown {
    return this.why === undefined ? error : new Error(this.why, { cause: error })
  }
}

const serious = /\b(PANIC|FATAL):/

const refused = /\b(LOG|WARNING|ERROR): +could not\b/

const level = /^.*?\b[A-Z]+: +/

/** The engine's name for its directory. */
const MOUNTED_AT = "/pglite/data"

const LINES_KEPT = 20
