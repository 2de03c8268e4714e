/** What is promised of a directory that has been worked with for long. */
export const REOPEN_TIMES_MAX = 5
export const WAL_MEGABYTES_MAX = 256

/** A sentence for each promise that was not kept. */
export const brokenIn = (ran: {
  readonly size: number
  readonly outcomes: Readonly<Record<string, number>>
  readonly reopenMs: ReadonlyArray<number>
  /** What a new directory took beside each of them. */
  readonly newMs: ReadonlyArray<number>
  readonly walMegabytesMax: number
}): ReadonlyArray<string> => {
  const { newMs, outcomes, reopenMs, size, walMegabytesMax } = ran
  const slowest = Math.max(...reopenMs)
  const slowestNew = Math.max(...newMs)
  const ended = Object.values(outcomes).reduce((sum, count) => sum + count, 0)
  const { succeeded = 0 } = outcomes
  return [
    slowest > REOPEN_TIMES_MAX * slowestNew &&
      `After a kill the store took ${slowest} ms to answer, more than ${REOPEN_TIMES_MAX} times the ${slowestNew} ms of a new one.`,
    walMegabytesMax > WAL_MEGABYTES_MAX &&
      `The write-ahead log was ${walMegabytesMax} MB, not ${WAL_MEGABYTES_MAX} at most.`,
    (ended !== size || succeeded !== size) &&
      `Of ${size} runs ${ended} have an end, and ${succeeded} succeeded: ${JSON.stringify(outcomes)}.`
  ].filter((sentence) => sentence !== false)
}
