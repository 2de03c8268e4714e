import { existsSync, openSync, readSync } from "node:fs"
import type { Peer } from "./Peer.ts"

/** The longest time in which the thread of the callers did nothing else. */
export interface Stall {
  /** As a clock on the wall sees it. */
  readonly gapMs: number
  /** Of the longest for which the thread itself was busy or blocked: without what it waited for a processor. */
  readonly ownGapMs: number
  /** How long the work took. */
  readonly tookMs: number
}

const works: Readonly<Record<string, (peer: Peer) => Promise<unknown>>> = {
  nothing: () => new Promise((resolve) => setTimeout(resolve, 1_000)),
  "an aggregate of 8,000,000 rows": ({ sql }) =>
    sql("select count(*) as count, sum(n) as sum from generate_series(1, 8000000) n"),
  "a result of 200,000 rows": ({ sql }) =>
    sql(
      "select n as id, 'Item ' || n as title, n % 2 = 0 as done, now() as touched_at from generate_series(1, 200000) n"
    ),
  "a parameter of 20 MB": ({ sql }) => sql("select length($1::text) as length", [twentyMegabytes]),
  "100 callers": async (peer) => {
    const until = performance.now() + 1_000
    await Promise.all(
      Array.from({ length: 100 }, async (_, caller) => {
        for (let nth = 0; performance.now() < until; nth++) await peer.update((caller * 100 + nth) % 10_000)
      })
    )
  }
}

const twentyMegabytes = "a reader has to wait for it ".repeat((20 * 1024 * 1024) / 28)

/** Whether a work is only there to show what the machine does by itself. */
export const isControl = (work: string): boolean => work === "nothing"

export const measureStalls = async (peer: Peer): Promise<Readonly<Record<string, Stall>>> => {
  const stalls: Record<string, Stall> = {}
  // The code of the driver is compiled by then, as it is in a program that has run for a second.
  for (let nth = 0; nth < 2_000; nth++) await peer.update(nth)
  for (const [name, work] of Object.entries(works)) stalls[name] = await longestGap(() => work(peer))
  return stalls
}

const longestGap = async (work: () => Promise<unknown>): Promise<Stall> => {
  let gapMs = 0
  let ownGapMs = 0
  let isOver = false
  let at = performance.now()
  let waited = waitedForProcessorMs()
  const look = () => {
    const now = performance.now()
    const waitedNow = waitedForProcessorMs()
    gapMs = Math.max(gapMs, now - at)
    ownGapMs = Math.max(ownGapMs, now - at - (waitedNow - waited))
    at = now
    waited = waitedNow
    if (!isOver) setTimeout(look, 1)
  }
  setTimeout(look, 1)
  const startedAt = performance.now()
  await work()
  const tookMs = performance.now() - startedAt
  isOver = true
  look()
  return { gapMs, ownGapMs, tookMs }
}

/** How long this thread could have run, and others did. Linux counts it; elsewhere every gap is the thread's own. */
const waitedForProcessorMs = (): number => (counter === undefined ? 0 : Number(readAll(counter).split(" ")[1]) / 1e6)

const readAll = (descriptor: number): string => {
  const length = readSync(descriptor, buffer, 0, buffer.length, 0)
  return buffer.toString("latin1", 0, length)
}

const buffer = Buffer.alloc(128)

/** Of the main thread: its number is that of the process. */
const counter = ((path: string) => (existsSync(path) ? openSync(path, "r") : undefined))(
  `/proc/${process.pid}/task/${process.pid}/schedstat`
)
