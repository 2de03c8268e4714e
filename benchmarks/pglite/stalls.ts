import type { Peer } from "./Peer.ts"

/** The longest time in which the thread of the callers came to nothing else. */
export interface Stall {
  /** By a clock on the wall, whoever had the processor meanwhile. */
  readonly wallMs: number
  /** By what the thread itself used of a processor. It never waits for a disk or a lock. */
  readonly busyMs: number
}

/** It only shows what the machine does to a thread that has nothing to do. */
export const CONTROL = "nothing"

const works: Readonly<Record<string, (peer: Peer) => Promise<unknown>>> = {
  [CONTROL]: () => new Promise((resolve) => setTimeout(resolve, 1_000)),
  "an aggregate of 8,000,000 rows": ({ sql }) =>
    sql("select count(*) as count, sum(n) as sum from generate_series(1, 8000000) n"),
  "a result of 200,000 rows": ({ sql }) =>
    sql(
      "select n as id, 'Item ' || n as title, n % 2 = 0 as done, now() as touched_at from generate_series(1, 200000) n"
    ),
  "a parameter of 20 MB": ({ sql }) => sql("select length($1::text) as length", [twentyMegabytes]),
  "100 callers": (peer) => called(peer, { callers: 100, workMs: 0 }),
  "16 callers that work for 0.3 ms": (peer) => called(peer, { callers: 16, workMs: 0.3 }),
  "200 callers that work for 0.1 ms": (peer) => called(peer, { callers: 200, workMs: 0.1 })
}

/** Callers that do something with every answer before they ask again: what they leave to others is what the driver leaves. */
const called = async (peer: Peer, { callers, workMs }: { readonly callers: number; readonly workMs: number }) => {
  const until = performance.now() + 1_000
  await Promise.all(
    Array.from({ length: callers }, async (_, caller) => {
      for (let nth = 0; performance.now() < until; nth++) {
        await peer.select((caller * 100 + nth) % 10_000)
        for (const done = performance.now() + workMs; performance.now() < done; );
      }
    })
  )
}

const twentyMegabytes = "a reader has to wait for it ".repeat((20 * 1024 * 1024) / 28)

export const measureStalls = async (peer: Peer): Promise<Readonly<Record<string, Stall>>> => {
  const stalls: Record<string, Stall> = {}
  // The code of the driver is compiled by then, as it is in a program that has run for a second.
  for (let nth = 0; nth < 2_000; nth++) await peer.update(nth)
  for (const [name, work] of Object.entries(works)) stalls[name] = await longestGap(() => work(peer))
  return stalls
}

const longestGap = async (work: () => Promise<unknown>): Promise<Stall> => {
  let wallMs = 0
  let busyMs = 0
  let isOver = false
  let wall = performance.now()
  let busy = busyNow()
  const look = () => {
    const wallNow = performance.now()
    wallMs = Math.max(wallMs, wallNow - wall)
    busyMs = Math.max(busyMs, busyNow() - busy)
    wall = wallNow
    busy = busyNow()
    if (!isOver) setTimeout(look, 1)
  }
  setTimeout(look, 1)
  await work()
  isOver = true
  look()
  return { wallMs, busyMs }
}

const busyNow = (): number => {
  const { system, user } = process.threadCpuUsage()
  return (system + user) / 1000
}
