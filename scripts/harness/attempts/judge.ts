// What the attempts at each work promise, asked of what the work wrote down and of what the database keeps.

/** A line that the work itself wrote when it began. */
export interface Begun {
  readonly run: string
  readonly fence: number
  readonly key: string
  readonly trace: string
}

/** An attempt as the database keeps it. Times are microseconds. */
export interface Attempt {
  readonly id: string
  readonly retryOf: string | null
  readonly traceId: string
  readonly outcome: string | null
  readonly failureKind: string | null
  readonly enqueuedAt: number
  readonly finishedAt: number | null
}

/** How an attempt that is not the first one came about. */
export type Way = "failure" | "loss" | "drain" | "retry"

export interface Judgement {
  readonly broken: ReadonlyArray<string>
  readonly works: number
  readonly attempts: number
  readonly ways: Readonly<Record<Way, number>>
}

/** Finds every promise about attempts that was broken. */
export const judge = (begun: ReadonlyArray<Begun>, attempts: ReadonlyArray<Attempt>): Judgement => {
  const known = new Map(attempts.map((attempt) => [attempt.id, attempt]))
  const firstOf = (attempt: Attempt): Attempt => {
    const before = attempt.retryOf === null ? undefined : known.get(attempt.retryOf)
    return before === undefined ? attempt : firstOf(before)
  }
  const works = Map.groupBy(attempts, (attempt) => firstOf(attempt).id)
  const lines = Map.groupBy(
    begun.filter(({ run }) => known.has(run)),
    ({ run }) => firstOf(known.get(run)!).id
  )
  const count = (isBroken: (work: string) => boolean) => [...works.keys()].filter(isBroken).length
  const linesOf = (work: string) => lines.get(work) ?? []

  const traceOf = (work: string) => known.get(work)!.traceId
  const otherKeys = count((work) => linesOf(work).some(({ key }) => key !== `${work}:main`))
  const otherTraces = count(
    (work) =>
      works.get(work)!.some(({ traceId }) => traceId !== traceOf(work)) ||
      linesOf(work).some(({ trace }) => trace !== traceOf(work))
  )
  const oldFences = count((work) => linesOf(work).some(({ fence }, at, all) => at > 0 && fence <= all[at - 1]!.fence))
  const overlaps = count((work) => overlap(works.get(work)!))
  const unfinished = attempts.filter(({ outcome }) => outcome === null).length
  const strangers = begun.filter(({ run }) => !known.has(run)).length

  return {
    works: works.size,
    attempts: attempts.length,
    ways: waysOf(attempts, known),
    broken: [
      otherKeys > 0 && `${otherKeys} works were given a key that is not that of their first attempt.`,
      otherTraces > 0 && `${otherTraces} works have attempts with another trace.`,
      oldFences > 0 && `${oldFences} works began an attempt without a new fence.`,
      overlaps > 0 && `${overlaps} works had two attempts that could end at once.`,
      unfinished > 0 && `${unfinished} attempts never ended.`,
      strangers > 0 && `${strangers} times work began for a run that the database does not have.`
    ].filter((sentence) => sentence !== false)
  }
}

/** An attempt has a valid fence until it has finished: the next one is enqueued then, and not before. */
const overlap = (attempts: ReadonlyArray<Attempt>): boolean =>
  attempts
    .toSorted((one, other) => one.enqueuedAt - other.enqueuedAt)
    .some(({ enqueuedAt }, at, all) => at > 0 && enqueuedAt < (all[at - 1]!.finishedAt ?? Number.POSITIVE_INFINITY))

const waysOf = (attempts: ReadonlyArray<Attempt>, known: ReadonlyMap<string, Attempt>): Record<Way, number> => {
  const ways = { failure: 0, loss: 0, drain: 0, retry: 0 }
  for (const { retryOf } of attempts) {
    const before = retryOf === null ? undefined : known.get(retryOf)
    if (before !== undefined) ways[wayAfter(before)]++
  }
  return ways
}

const wayAfter = ({ failureKind, outcome }: Attempt): Way => {
  if (outcome === "lost") return failureKind === "drained" ? "drain" : "loss"
  return outcome === "succeeded" ? "retry" : "failure"
}
