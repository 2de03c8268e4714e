import type { Peer } from "./Peer.ts"
import { ITEMS } from "./seedDirectory.ts"

export interface Speed {
  readonly perSecond: number
  /** Of one call. */
  readonly p50Ms: number
  readonly p99Ms: number
}

/** What one peer does, by work and number of callers. */
export type Speeds = Readonly<Record<string, Readonly<Record<string, Speed>>>>

export const CALLERS = [1, 16] as const

/** The works, and how much of each: about as long as each other on PGlite itself. */
const works: Readonly<
  Record<string, { readonly share: number; readonly run: (peer: Peer, nth: number) => Promise<unknown> }>
> = {
  "select by key": { share: 2, run: (peer, nth) => peer.select((nth * 7_919) % ITEMS) },
  insert: { share: 1, run: (peer, nth) => peer.insert(ITEMS + nth) },
  update: { share: 1, run: (peer, nth) => peer.update((nth * 7_919) % ITEMS) },
  "claim + complete": { share: 0.5, run: async (peer) => peer.complete(await peer.claim()) }
}

/** So many jobs are claimed in all. */
export const jobsFor = (size: number): number => Math.ceil(size * 0.5 * (CALLERS.length + 1)) + 1_000

/** Takes the time of every work. The engine compiles its own code while it runs, so each is run for a while first. */
export const measureSpeed = async (peer: Peer, size: number): Promise<Speeds> => {
  const speeds: Record<string, Record<string, Speed>> = {}
  for (const [name, { run, share }] of Object.entries(works)) {
    const count = Math.ceil(size * share)
    let done = 0
    const take = async (callers: number): Promise<Speed> => {
      const until = done + count
      const times: Array<number> = []
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
      const ms = performance.now() - startedAt
      times.sort((a, b) => a - b)
      return {
        perSecond: (times.length / ms) * 1000,
        p50Ms: times[Math.floor(times.length * 0.5)]!,
        p99Ms: times[Math.floor(times.length * 0.99)]!
      }
    }
    await take(16)
    speeds[name] = {}
    for (const callers of CALLERS) speeds[name][callers] = await take(callers)
  }
  return speeds
}
