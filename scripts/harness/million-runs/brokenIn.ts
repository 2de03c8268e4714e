/** What is promised of a directory that has been worked with for long. */
export const REOPEN_MS_MAX = 2_000
export const WAL_MEGABYTES_MAX = 256

/** A sentence for each promise that was not kept. */
export const brokenIn = (ran: {
  readonly size: number
  readonly outcomes: Readonly<Record<string, number>>
  readonly reopenMs: ReadonlyArray<number>
  readonly walMegabytesMax: number
}): ReadonlyArray<string> => {
  const { outcomes, reopenMs, size, walMegabytesMax } = ran
  const slowest = Math.max(...reopenMs)
  const ended = Object.values(outcomes).reduce((sum, count) => sum + count, 0)
  const { succeeded = 0 } = outcomes
  return [
    slowest > REOPEN_MS_MAX && `After a kill the store took ${slowest} ms to answer, not ${REOPEN_MS_MAX} at most.`,
    walMegabytesMax > WAL_MEGABYTES_MAX &&
      `The write-ahead log was ${walMegabytesMax} MB, not ${WAL_MEGABYTES_MAX} at most.`,
    (ended !== size || succeeded !== size) &&
      `Of ${size} runs ${ended} have an end, and ${succeeded} succeeded: ${JSON.stringify(outcomes)}.`
  ].filter((sentence) => sentence !== false)
}
