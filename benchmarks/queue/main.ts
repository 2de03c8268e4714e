// Genie's queue beside graphile-worker and pg-boss, on one PostgreSQL 18 with its durability on, in one run. Absolute
// numbers move with the machine, so what is quoted is the ratio to the better of the two.
import { mkdirSync, writeFileSync } from "node:fs"
import { cpus } from "node:os"
import { parseArgs } from "node:util"
import { startPostgres } from "@genie/store/testing"
import pg from "pg"
import { genie } from "./genie.ts"
import { graphileWorker } from "./graphileWorker.ts"
import type { Peer } from "./Peer.ts"
import { pgBoss } from "./pgBoss.ts"

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: { size: { type: "string", default: "20000" }, rounds: { type: "string", default: "3" } }
})
const size = Number(values.size)
const rounds = Number(values.rounds)

/** No figure may be worse than the best rival by more than this. */
const FACTOR_MAX = 2

const makers = [graphileWorker, pgBoss, genie]
const server = await startPostgres(18, { isDurable: true })
const figures: Record<string, Record<string, Array<number>>> = {}

try {
  for (let round = 0; round < rounds; round++) {
    for (const make of makers) await measure(make(), round)
  }
} finally {
  await server.stop()
}

const works = [
  { key: "enqueue16", title: "enqueue by 16 callers, jobs/s", isRate: true },
  { key: "bulk", title: "enqueue in bulk, jobs/s", isRate: true },
  { key: "drain", title: "drain with one worker, jobs/s", isRate: true },
  { key: "pickupP50", title: "pickup latency p50, ms", isRate: false },
  { key: "pickupP99", title: "pickup latency p99, ms", isRate: false }
] as const

let isKept = true
let worst = Number.POSITIVE_INFINITY
const table = works.map(({ isRate, key, title }) => {
  const medians = Object.fromEntries(Object.keys(figures).map((name) => [name, median(figures[name]![key]!)]))
  const { genie: ours, ...rivals } = medians
  const best = isRate ? Math.max(...Object.values(rivals)) : Math.min(...Object.values(rivals))
  const ratio = isRate ? ours! / best : best / ours!
  if (key !== "pickupP99") {
    worst = Math.min(worst, ratio)
    isKept &&= ratio >= 1 / FACTOR_MAX
  }
  const shown = Object.fromEntries(
    Object.entries(medians).map(([name, value]) => [name, isRate ? Math.round(value) : Number(value.toFixed(2))])
  )
  return { work: title, ...shown, "genie : best rival": Number(ratio.toFixed(2)) }
})
console.table(table)

mkdirSync("evidence", { recursive: true })
writeFileSync(
  "evidence/queue.json",
  `${JSON.stringify({ bench: "queue", at: new Date().toISOString(), node: process.version, postgres: 18, cores: cpus().length, size, rounds, factorMax: FACTOR_MAX, isKept, table, figures }, null, 2)}\n`
)
console.log(`queue: at worst ${worst.toFixed(2)} of the best rival (promised: ${(1 / FACTOR_MAX).toFixed(2)} or more)`)
process.exit(isKept ? 0 : 1)

async function measure(peer: Peer, round: number) {
  const url = await freshDatabase(`${peer.name.replace("-", "_")}_${round}`)
  await peer.open(url)
  const record = (key: string, value: number) => {
    figures[peer.name] ??= {}
    figures[peer.name]![key] ??= []
    figures[peer.name]![key]!.push(value)
  }
  try {
    record("enqueue16", await byCallers(peer, 16, Math.ceil(size / 4)))
    await drained(peer, Math.ceil(size / 4))

    const chunks = Array.from({ length: Math.ceil(size / 5_000) }, (_, chunk) =>
      Array.from({ length: Math.min(5_000, size - chunk * 5_000) }, (_, n) => ({ n: chunk * 5_000 + n }))
    )
    const bulkAt = performance.now()
    for (const chunk of chunks) await peer.enqueueMany(chunk)
    record("bulk", (size / (performance.now() - bulkAt)) * 1000)

    record("drain", await drained(peer, size))

    const waits = await pickups(peer, 200)
    record("pickupP50", waits[Math.floor(waits.length * 0.5)]!)
    record("pickupP99", waits[Math.floor(waits.length * 0.99)]!)
  } finally {
    await peer.close()
  }
}

async function byCallers(peer: Peer, callers: number, count: number): Promise<number> {
  let next = 0
  const startedAt = performance.now()
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (next < count) await peer.enqueue({ n: next++ })
    })
  )
  return (count / (performance.now() - startedAt)) * 1000
}

/** From the first job's start to the last one's: starting a worker up is not what is measured. Then all must be recorded. */
async function drained(peer: Peer, count: number): Promise<number> {
  let done = 0
  let firstAt = 0
  let lastAt = 0
  const { promise, resolve } = Promise.withResolvers<void>()
  const stop = await peer.work(() => {
    if (done === 0) firstAt = performance.now()
    if (++done === count) {
      lastAt = performance.now()
      resolve()
    }
  })
  await promise
  while ((await peer.unfinished()) > 0) await new Promise((resume) => setTimeout(resume, 5))
  await stop()
  return (count / (lastAt - firstAt)) * 1000
}

/** From the call that enqueues, in an idle queue, to the start of the work. */
async function pickups(peer: Peer, count: number): Promise<ReadonlyArray<number>> {
  let arrived = () => {}
  const stop = await peer.work(() => arrived())
  const waits: Array<number> = []
  for (let n = 0; n < count + 20; n++) {
    const { promise, resolve } = Promise.withResolvers<void>()
    arrived = resolve
    const startedAt = performance.now()
    await Promise.all([peer.enqueue({ n }), promise])
    if (n >= 20) waits.push(performance.now() - startedAt)
    await new Promise((resume) => setTimeout(resume, 5))
  }
  await stop()
  return waits.sort((a, b) => a - b)
}

async function freshDatabase(name: string): Promise<string> {
  const client = new pg.Client({ connectionString: server.url })
  await client.connect()
  await client.query(`drop database if exists ${name} with (force)`)
  await client.query(`create database ${name}`)
  await client.end()
  const url = new URL(server.url)
  url.pathname = `/${name}`
  return url.href
}

function median(values: ReadonlyArray<number>): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
}
