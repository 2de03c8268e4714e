// Work is interrupted in every way there is: it fails, its worker or the owner of its database is killed, both are asked
// to leave, and finished work is retried. Each attempt writes down the key, the trace and the fence that it was given.
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as after } from "node:timers/promises"
import { openScheduler } from "@genie/scheduler"
import { startPostgres } from "@genie/store/testing"
import { type Kysely, sql } from "kysely"
import type { Harness, HarnessOptions } from "../Harness.ts"
import { Genie } from "../kill-daemon/Genie.ts"
import { Victim } from "../kill-daemon/Victim.ts"
import { randomFrom } from "../randomFrom.ts"
import { type Attempt, type Begun, judge, type Way } from "./judge.ts"

/** So much work for each interruption, so that some of it runs whenever one comes. */
const WORKS_PER_INTERRUPTION = 8

/** So many finished works are retried, each by two at once. */
const RETRIES = 3

/** From so many interruptions on, chance has brought each way about. */
const SHOWS_EVERY_WAY_FROM = 20

/** What is left of the work after the last interruption gets so long to end. */
const SETTLE_MS = 300_000

export const harness: Harness = {
  size: 40,
  async run(options) {
    const embedded = await rounds("embedded", undefined, options)
    const server = await startPostgres(18, { isDurable: true })
    const postgres = await rounds("postgres 18", server.url, options).finally(() => server.stop())

    const both = [embedded, postgres]
    const broken = both.flatMap(({ broken, on }) => broken.map((promise) => `${on}: ${promise}`))
    const said = both.map(
      ({ attempts, on, ways, works }) =>
        `${attempts} attempts at ${works} works on ${on} (${Object.entries(ways)
          .map(([way, count]) => `${count} after a ${way}`)
          .join(", ")})`
    )
    const verdict =
      broken.length === 0
        ? "each work kept its key and its trace, each attempt had a new fence, no two overlapped"
        : `${broken.length} promises broken`
    return { broken, figure: `${said.join("; ")}: ${verdict}`, numbers: { rounds: both } }
  }
}

/** All the interruptions on one database. */
async function rounds(on: string, database: string | undefined, { seed, signal, size }: HarnessOptions) {
  const startedAt = performance.now()
  const random = randomFrom(seed)
  const home = await mkdtemp(join(tmpdir(), "genie-attempts-"))
  const genie = new Genie({ home, database })
  const ledger = join(home, "ledger")
  const owner = new Victim("owner", () => genie.start("up", "--allow-shell", "--slots", "4"), "Genie is up.")
  const worker = new Victim(
    "worker",
    () => genie.start("worker", "--queue", "agents", "--slots", "4", "--exec", work(ledger)),
    "Serving"
  )
  const open = () =>
    openScheduler({
      directory: home,
      daemon: false,
      actor: "service:harness",
      ...(database !== undefined && { database })
    })
  const broken: Array<string> = []

  try {
    await using(open, ({ runs }) =>
      runs.enqueueMany({
        runs: Array.from({ length: size * WORKS_PER_INTERRUPTION }, (_, n) => ({
          queue: n % 2 === 0 ? "shell" : "agents",
          ...(n % 2 === 0 && { run: work(ledger) }),
          attempts: 9
        }))
      })
    )

    for (const victim of [owner, worker]) {
      victim.start()
      await victim.ready()
    }
    for (let interruption = 0; interruption < size; interruption++) {
      const victim = interruption % 2 === 0 ? owner : worker
      await victim.ready()
      await after(200 + random() * 1_500, undefined, { signal })
      // Of each, every second one is killed, and the others are asked to leave.
      if (interruption % 4 < 2) {
        await victim.kill()
      } else {
        await victim.stop()
        victim.start()
      }
    }
    await owner.ready()
    await settle(genie, signal)
    broken.push(...(await retrySome(genie)))
    await settle(genie, signal)
    for (const victim of [worker, owner]) await victim.stop()
    await genie.stopBackground()

    const judged = judge(await begunIn(ledger), await using(open, ({ kysely }) => attemptsIn(kysely)))
    const ways = Object.keys(judged.ways) as Array<Way>
    const unseen = size < SHOWS_EVERY_WAY_FROM ? [] : ways.filter((way) => judged.ways[way] === 0)
    return {
      on,
      interruptions: size,
      ...judged,
      seconds: Math.round((performance.now() - startedAt) / 1_000),
      broken: [
        ...broken,
        ...judged.broken,
        ...unseen.map((way) => `No attempt began after a ${way}: nothing is shown about it.`)
      ]
    }
  } finally {
    for (const victim of [worker, owner]) await victim.kill({ isLast: true })
    await genie.killBackground()
    await rm(home, { recursive: true, force: true })
  }
}

/**
 * Writes down what it was given, takes its time, and fails now and then at the first attempt. A few take longer than a
 * worker waits that is asked to leave. The id decides, so that each attempt goes its own way.
 */
const work = (ledger: string) =>
  [
    `echo "$GENIE_RUN_ID $GENIE_FENCE $GENIE_IDEMPOTENCY_KEY $GENIE_TRACE_ID" >> ${ledger}`,
    "case $GENIE_RUN_ID in *[04]) sleep 7;; *) sleep 0.3;; esac",
    'case "$GENIE_ATTEMPT $GENIE_RUN_ID" in "1 "*[1-3]) exit 1;; esac'
  ].join("; ")

async function settle(genie: Genie, signal: AbortSignal) {
  const deadline = performance.now() + SETTLE_MS
  while (!(await genie.isQuiet()) && performance.now() < deadline) await after(500, undefined, { signal })
}

/** Retries works that succeeded, each twice at the same moment: one of the two is refused, or comes after the other. */
async function retrySome(genie: Genie): Promise<ReadonlyArray<string>> {
  const listed = await genie.run("run", "list", "--state", "succeeded", "--limit", String(RETRIES), "--json")
  const { items } = JSON.parse(listed.output) as { readonly items: ReadonlyArray<{ readonly id: string }> }
  const answers = await Promise.all(
    items.flatMap(({ id }) => [genie.run("run", "retry", id), genie.run("run", "retry", id)])
  )
  const made = answers.filter(({ exitCode }) => exitCode === 0).length
  return made >= items.length ? [] : [`${items.length} works were retried, and ${made} attempts made.`]
}

/** The lines that the work wrote, in their order. */
async function begunIn(ledger: string): Promise<ReadonlyArray<Begun>> {
  const lines = (await readFile(ledger, "utf8")).trim().split("\n")
  return lines.map((line) => {
    const [run = "", fence = "", key = "", trace = ""] = line.split(" ")
    return { run, fence: Number(fence), key, trace }
  })
}

async function attemptsIn(kysely: Kysely<any>): Promise<ReadonlyArray<Attempt>> {
  const micros = (column: string) => sql`cast(extract(epoch from ${sql.ref(column)}) * 1000000 as float8)`
  const { rows } = await sql<Attempt>`
    select
      id, retry_of as "retryOf", trace_id as "traceId", outcome, failure_kind as "failureKind",
      ${micros("enqueued_at")} as "enqueuedAt", ${micros("finished_at")} as "finishedAt"
    from genie.runs
    order by id`.execute(kysely)
  return rows
}

async function using<Resource extends AsyncDisposable, A>(
  open: () => Promise<Resource>,
  use: (resource: Resource) => Promise<A>
): Promise<A> {
  await using resource = await open()
  return await use(resource)
}
