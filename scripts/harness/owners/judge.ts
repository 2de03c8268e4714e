/** One time of owning: from when to when it was seen, and when it was killed. In nanoseconds of one clock. */
export interface Tenure {
  readonly pid: number
  readonly from: bigint
  /** Its last sign of life. */
  to: bigint
  beats: number
  killedAt: bigint | undefined
  /** What it found that can only be if there was another. */
  readonly robbed: Array<string>
}

/** How long after a death the next owner came, in milliseconds. */
export interface Takeovers {
  readonly p50: number
  readonly p90: number
  readonly p99: number
  readonly max: number
}

/** Whether there was ever more than one, and how long after a death the next one came. */
export const judge = (tenures: ReadonlyArray<Tenure>) => {
  const inOrder = tenures.toSorted((a, b) => (a.from < b.from ? -1 : 1))
  const pairs = inOrder.slice(1).map((next, i) => ({ before: inOrder[i]!, next }))
  const takeoversMs = pairs
    .flatMap(({ before, next }) => (before.killedAt === undefined ? [] : [Number(next.from - before.killedAt) / 1e6]))
    .toSorted((a, b) => a - b)
  return {
    /** Somebody owned while the one before still gave signs of life, or before anybody had killed it. */
    overlaps: pairs.filter(
      ({ before, next }) => next.from <= before.to || before.killedAt === undefined || next.from <= before.killedAt
    ).length,
    robbed: inOrder.flatMap(({ pid, robbed }) => robbed.map((words) => `${pid} ${words}`)),
    handovers: pairs.length,
    takeoversMs: {
      p50: quantile(takeoversMs, 0.5),
      p90: quantile(takeoversMs, 0.9),
      p99: quantile(takeoversMs, 0.99),
      max: quantile(takeoversMs, 1)
    }
  }
}

const quantile = (sorted: ReadonlyArray<number>, share: number): number =>
  Math.round((sorted[Math.ceil(sorted.length * share) - 1] ?? 0) * 10) / 10
