/** What the system is to answer instead of doing it. */
export interface Fault {
  /** Tells one plan from the next. */
  readonly id: string
  /** Names of functions of `node:fs`. */
  readonly calls: ReadonlyArray<string>
  /** Part of the path of the file. */
  readonly where: string
  /** `ENOSPC` */
  readonly code: string
  /** The first call that fails, from 1. Counted anew by each thread, until one has failed. */
  readonly at: number
  /** Whether it goes on until the fault is lifted. */
  readonly lasts: boolean
  /** By how much the wall clock has jumped, in milliseconds. */
  readonly clockJumpMs?: number
}

/** Instead of an error code: the thread's memory runs out. */
export const HEAP = "HEAP"

/** Where the plan is, for a program started with `faults.ts`. */
export const PLAN = "BAD_DAYS_PLAN"

/** Beside the plan: it is there once a call has failed. */
export const struckBeside = (plan: string): string => `${plan}.struck`
