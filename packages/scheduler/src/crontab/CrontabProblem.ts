/** A line of a crontab that cannot be taken, and why. */
export interface CrontabProblem {
  /** Lines are counted from 1. 0 is the file as a whole. */
  readonly line: number
  /** The line as it was written, cut when it is long. */
  readonly text: string
  readonly message: string
}
