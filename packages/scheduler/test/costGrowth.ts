/** The larger text is so many times as long. */
const FACTOR = 8

/** How much more processor time a text may take that is eight times as long: twice what is in proportion. Its square is 64. */
export const PROPORTIONATE = 2 * FACTOR

/**
 * How many times the processor time of a text one takes that is eight times as long. The time is this thread's own: what
 * runs beside it does not count, and how fast the machine is cancels out.
 */
export const costGrowth = (work: (length: number) => () => unknown, length: number): number => {
  const small = costOf(work(Math.floor(length / FACTOR)))
  return costOf(work(length)) / small
}

/** The least of several, as everything that disturbs a measurement makes it longer. Long work is disturbed least. */
const costOf = (work: () => unknown): number => {
  const begun = process.threadCpuUsage()
  let least = Number.POSITIVE_INFINITY
  do {
    least = Math.min(least, costOnce(work))
  } while (microsSince(begun) < MEASURED_MICROS)
  return least
}

/** Short work is repeated until it has taken so long. */
const costOnce = (work: () => unknown): number => {
  const begun = process.threadCpuUsage()
  for (let rounds = 1; ; rounds++) {
    work()
    const micros = microsSince(begun)
    if (micros > MEASURABLE_MICROS) return micros / rounds
  }
}

const microsSince = (begun: NodeJS.CpuUsage): number => {
  const { system, user } = process.threadCpuUsage(begun)
  return user + system
}

const MEASURABLE_MICROS = 2_000
const MEASURED_MICROS = 50_000
