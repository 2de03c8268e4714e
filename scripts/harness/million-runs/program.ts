// A program that enqueues runs in bulk and does them, through the scheduler on an embedded directory, until it is killed.
// `node program.ts DIRECTORY SIZE`; what it has to tell it sends to its parent.
import { openScheduler } from "@genie/scheduler"
import { type RawBuilder, sql } from "kysely"

/** What the program tells whoever started it. */
export type Said =
  /** The store is open and has answered: since the call that opens it, and since the process began. */
  | { readonly kind: "open"; readonly openMs: number; readonly startMs: number }
  | { readonly kind: "progress"; readonly enqueued: number; readonly done: number }
  /** Nothing is left to do. Counts the runs that were enqueued by how they, or the last of their retries, ended. */
  | { readonly kind: "finished"; readonly outcomes: Readonly<Record<string, number>> }

const [directory = "", total = ""] = process.argv.slice(2)
const size = Number(total)

/** What one request may enqueue. */
const CHUNK = 5_000

/** So many wait at most: a queue that is fed as fast as it is emptied. */
const WAITING_MAX = 20_000

const TELL_EVERY_MS = 250

const say = (said: Said) => process.send?.(said)

const openedAt = performance.now()
const genie = await openScheduler({ directory, actor: "service:harness" })
await genie.runs.list({ limit: 1 })
say({ kind: "open", openMs: performance.now() - openedAt, startMs: performance.now() })

let enqueued = await count(
  sql<{ readonly n: number }>`select count(*)::int as n from genie.runs where retry_of is null`
)
let done = await count(sql<{ readonly n: number }>`select count(*)::int as n from genie.runs where outcome is not null`)
let proceed = Promise.withResolvers<void>()
const worker = await genie.work({
  slots: 24,
  prefetch: 1_000,
  queues: {
    bulk: () => {
      done++
      proceed.resolve()
    }
  }
})
const telling = setInterval(() => say({ kind: "progress", enqueued, done }), TELL_EVERY_MS)

while (enqueued < size) {
  const runs = Array.from({ length: Math.min(CHUNK, size - enqueued) }, (_, n) => ({
    queue: "bulk",
    payload: { n: enqueued + n }
  }))
  await genie.runs.enqueueMany({ runs })
  enqueued += runs.length
  say({ kind: "progress", enqueued, done })
  while (enqueued - done > WAITING_MAX) {
    proceed = Promise.withResolvers()
    await proceed.promise
  }
}
// Those that a killed program held come back when their leases have passed.
while ((await count(sql<{ readonly n: number }>`select count(*)::int as n from genie.live_runs`)) > 0)
  await new Promise((resolve) => setTimeout(resolve, TELL_EVERY_MS))
await worker.stop()
clearInterval(telling)

const { rows } = await sql<{ readonly outcome: string; readonly n: number }>`
  select outcome, count(*)::int as n
  from genie.runs
  where not exists (select from genie.runs as later where later.retry_of = runs.id)
  group by outcome`.execute(genie.kysely)
say({ kind: "progress", enqueued, done })
say({ kind: "finished", outcomes: Object.fromEntries(rows.map(({ n, outcome }) => [outcome, n])) })
// It stays until it is killed.
setInterval(() => {}, 60_000)

async function count(query: RawBuilder<{ readonly n: number }>): Promise<number> {
  const { rows } = await query.execute(genie.kysely)
  return rows[0]!.n
}
