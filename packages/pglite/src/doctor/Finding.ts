/** The result of a look at one thing. `unknown`: it could not be looked at. */
export type Verdict = "ok" | "warning" | "problem" | "unknown"

/** One thing that was looked at. */
export interface Finding {
  /** In a word: `room`, `control`. */
  readonly check: string
  readonly verdict: Verdict
  /** A sentence that says what was seen. */
  readonly seen: string
  /** Things to do about it, in order. */
  readonly todo: ReadonlyArray<Advice>
  /** The database itself is damaged: what to do about that is the same whatever it is. */
  readonly isDamage?: boolean
}

/** One thing to do. */
export interface Advice {
  readonly sentence: string
  /** The command that does it. */
  readonly command?: string
}

const finding =
  (verdict: Verdict) =>
  (check: string, seen: string, ...todo: ReadonlyArray<string | Advice>): Finding => ({
    check,
    verdict,
    seen,
    todo: todo.map((advice) => (typeof advice === "string" ? { sentence: advice } : advice))
  })

export const ok = finding("ok")
export const warning = finding("warning")
export const problem = finding("problem")
export const unknown = finding("unknown")

/** A problem of the database itself. */
export const broken = (...found: Parameters<typeof problem>): Finding => ({ ...problem(...found), isDamage: true })

/** Advice that can be typed. */
export const run = (sentence: string, command: string): Advice => ({ sentence, command })

/** The reason of the operating system against looking. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
