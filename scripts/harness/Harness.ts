/** What every harness is. */
export interface Harness {
  /** How much it does when nobody says. */
  readonly size: number
  run(options: HarnessOptions): Promise<HarnessResult>
}

export interface HarnessOptions {
  readonly size: number
  /** The same seed makes the same choices; when processes get to run is the machine's own. */
  readonly seed: number
  /** Aborts when somebody wants it to end: it stops what it started, and rejects. */
  readonly signal: AbortSignal
}

export interface HarnessResult {
  /** A sentence for each promise that was not kept. */
  readonly broken: ReadonlyArray<string>
  /** The one line that is quoted. */
  readonly figure: string
  /** Everything else, for the evidence. */
  readonly numbers: Readonly<Record<string, unknown>>
}
