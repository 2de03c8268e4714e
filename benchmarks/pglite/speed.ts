import { readdirSync, readFileSync } from "node:fs"
import type { Peer } from "./Peer.ts"
import { ITEMS } from "./seedDirectory.ts"

export interface Speed {
  readonly perSecond: number
  /** Of one call. */
  readonly p50Ms: number
  readonly p99Ms: number
  /** What one call takes of a processor in the thread that has most to do: where nobody disturbs it, no call is faster. */
  readonly busiestUs: number
  /** For what share of the time in which that thread could have run, another had its processor. */
  readonly waitedShare: number
}

/** What one peer does, by work and number of callers. */
export type Speeds = Readonly<Record<string, Readonly<Record<string, Speed>>>>

export const CALLERS = [1, 16] as const

/** The works, and how much of each: about as long as each other on PGlite itself. */
const works: Readonly<
  Record<string, { readonly share: number; readonly run: (peer: Peer, nth: number) => Promise<unknown> }>
> = {
  "select by key": { share: 1, run: (peer, nth) => peer.select((nth * 7_919) % ITEMS) },
  insert: { share: 1, run: (peer, nth) => peer.insert(ITEMS + nth) },
  update: { share: 1, run: (peer, nth) => peer.update((nth * 7_919) % ITEMS) },
  "claim + complete": { share: 0.5, run: async (peer) => peer.complete(await peer.claim()) }
}

/** So many jobs are claimed in all. */
export const jobsFor = (size: number): number => Math.ceil((WARM_UP + size * CALLERS.length) * 0.5) + 1_000

/** Measured is a program that has run for some seconds: until then everybody waits for the compiler of WebAssembly. */
const WARM_UP = 20_000

/** What another program does to a measurement is in few of so many parts, and the median is one of the others. */
const PARTS = 8

/** Takes the time of every work. */
export const measureSpeed = async (peer: Peer, size: number): Promise<Speeds> => {
  const speeds: Record<string, Record<string, Speed>> = {}
  for (const [name, { run, share }] of Object.entries(works)) {
    let done = 0
    const times: Array<number> = []
    const takePart = async (callers: number, count: number): Promise<number> => {
      const until = done + count
      const startedAt = performance.now()
      await Promise.all(
        Array.from({ length: callers }, async () => {
          while (done < until) {
            const calledAt = performance.now()
            await run(peer, done++)
            times.push(performance.now() - calledAt)
          }
        })
      )
      return (count / (performance.now() - startedAt)) * 1000
    }
    const take = async (callers: number): Promise<Speed> => {
      times.length = 0
      const rates: Array<number> = []
      const before = threadTimes()
      for (let part = 0; part < PARTS; part++) rates.push(await takePart(callers, Math.ceil((size * share) / PARTS)))
      const busiest = [...threadTimes()]
        .map(([thread, { busyUs, waitedUs }]) => ({
          busyUs: busyUs - (before.get(thread)?.busyUs ?? 0),
          waitedUs: waitedUs - (before.get(thread)?.waitedUs ?? 0)
        }))
        .reduce((one, other) => (other.busyUs > one.busyUs ? other : one))
      return {
        perSecond: at(rates, 0.5),
        p50Ms: at(times, 0.5),
        p99Ms: at(times, 0.99),
        busiestUs: busiest.busyUs / times.length,
        waitedShare: busiest.waitedUs / (busiest.busyUs + busiest.waitedUs)
      }
    }
    await takePart(16, WARM_UP * share)
    speeds[name] = {}
    for (const callers of CALLERS) speeds[name][callers] = await take(callers)
  }
  return speeds
}

const at = (values: ReadonlyArray<number>, share: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * share)]!

/** What each thread of this process has had of a processor, and how long it has waited for one. As Linux counts it. */
const threadTimes = (): ReadonlyMap<string, { readonly busyUs: number; readonly waitedUs: number }> =>
  new Map(
    readdirSync(threads).map((thread) => {
      const [busyNs, waitedNs] = readFileSync(`${threads}/${thread}/schedstat`, "utf8").split(" ").map(Number)
      return [thread, { busyUs: busyNs! / 1_000, waitedUs: waitedNs! / 1_000 }]
    })
  )

const threads = "/proc/self/task"
