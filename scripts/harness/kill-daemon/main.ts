// Schedules fire while whoever fires them, and whoever does their work, is killed again and again at random moments. Then
// everything is asked of the database: does every firing have an end, was none completed twice, is the next one exact?
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as after } from "node:timers/promises"
import { openScheduler } from "@genie/scheduler"
import { startPostgres } from "@genie/store/testing"
import type { Harness, HarnessOptions } from "../Harness.ts"
import { HANG_LIMIT_MS } from "../hangLimit.ts"
import { randomFrom } from "../randomFrom.ts"
import { brokenAfterAll } from "./brokenAfterAll.ts"
import { brokenAtAnyInstant } from "./brokenAtAnyInstant.ts"
import { createSchedules } from "./createSchedules.ts"
import { Genie } from "./Genie.ts"
import { readLedger } from "./ledger.ts"
import { Victim } from "./Victim.ts"

/** So many firings for each kill, at least. */
const TRIGGERS_PER_KILL = 10

export const harness: Harness = {
  size: 200,
  async run(options) {
    const embedded = await rounds("embedded", undefined, options)
    const server = await startPostgres(18, { isDurable: true })
    const postgres = await rounds("postgres 18", server.url, options).finally(() => server.stop())

    const both = [embedded, postgres]
    const broken = both.flatMap(({ broken, on }) => broken.map((promise) => `${on}: ${promise}`))
    const verdict =
      broken.length === 0
        ? "every one reached its end, none was completed twice, next firings exact"
        : `${broken.length} promises broken`
    const figure = both.map(({ kills, on, triggers }) => `${kills} kills over ${triggers} triggers on ${on}`).join(", ")
    return { broken, figure: `${figure}: ${verdict}`, numbers: { rounds: both } }
  }
}

/** All the kills on one database. */
async function rounds(on: string, database: string | undefined, { seed, signal, size }: HarnessOptions) {
  const startedAt = performance.now()
  const random = randomFrom(seed)
  const home = await mkdtemp(join(tmpdir(), "genie-kill-"))
  const genie = new Genie({ home, database })
  const ledger = join(home, "ledger")
  const victims = [
    new Victim("daemon", () => genie.start("up", "--allow-shell", "--slots", "4"), "Genie is up."),
    new Victim(
      "worker",
      () => genie.start("worker", "--queue", "agents", "--slots", "4", "--exec", work(ledger)),
      "Serving"
    )
  ]
  if (database !== undefined) victims.push(...victims.map((victim) => victim.another()))
  const open = () =>
    openScheduler({
      directory: home,
      daemon: false,
      actor: "service:harness",
      ...(database !== undefined && { database })
    })
  const broken: Array<string> = []

  try {
    const names = await using(open, (scheduler) => createSchedules(scheduler, { directory: home, work: work(ledger) }))

    await startAll(victims)
    for (let kill = 0; kill < size; kill++) {
      const victim = victims[Math.floor(random() * victims.length)]!
      // Some die while they are starting, most at work.
      const isEarly = random() < 0.25
      const momentMs = random() * (isEarly ? 1_000 : 1_500)
      if (!isEarly) await victim.ready()
      await after(momentMs, undefined, { signal })
      await victim.kill()
      if ((kill + 1) % 50 === 0)
        console.log(`${on}: ${kill + 1} kills, ${readLedger(ledger).triggers.size} firings at work`)
    }
    // One last time, all at once: what a crash leaves behind is looked at as it lies there.
    await Promise.all(victims.map((victim) => victim.kill({ isLast: true })))
    await genie.killBackground()
    const crashed = await using(open, ({ kysely }) => brokenAtAnyInstant(kysely, names.length))
    broken.push(...crashed.broken)

    await startAll(victims)
    while (readLedger(ledger).triggers.size < size * TRIGGERS_PER_KILL) await after(500, undefined, { signal })
    for (const schedule of names) await genie.run("schedule", "pause", schedule)
    const deadline = performance.now() + HANG_LIMIT_MS
    while (!(await genie.isQuiet()) && performance.now() < deadline) await after(500, undefined, { signal })
    const verified = await genie.run("audit", "verify")
    if (verified.exitCode !== 0) broken.push(`The audit log is not whole: ${verified.output}`)
    await Promise.all(victims.map((victim) => victim.stop()))
    await genie.stopBackground()

    return await using(open, async (scheduler) => {
      const after = await brokenAfterAll(scheduler.kysely, readLedger(ledger))
      return {
        on,
        kills: size,
        killed: Object.fromEntries(victims.map(({ kills, name }) => [name, kills])),
        leftByThemselves: victims.reduce((sum, { leftByItself }) => sum + leftByItself, 0),
        lastWords: Object.fromEntries(victims.flatMap(({ lastWords }) => [...lastWords])),
        firedAmongKills: crashed.fired,
        ...after.numbers,
        seconds: Math.round((performance.now() - startedAt) / 1_000),
        broken: [...broken, ...after.broken]
      }
    })
  } finally {
    await Promise.all(victims.map((victim) => victim.kill({ isLast: true })))
    await genie.killBackground()
    await rm(home, { recursive: true, force: true })
  }
}

/** A worker attaches to the daemon, so the daemon goes first. */
async function startAll(victims: ReadonlyArray<Victim>) {
  for (const victim of victims) {
    victim.start()
    await victim.ready()
  }
}

/** Leaves two lines: what has only the first was killed in the middle. */
const work = (ledger: string) =>
  `line="$GENIE_TRIGGER_ID $GENIE_RUN_ID $GENIE_FENCE"; echo "begin $line" >> ${ledger}; sleep 0.2; echo "end $line" >> ${ledger}`

async function using<Resource extends AsyncDisposable, A>(
  open: () => Promise<Resource>,
  use: (resource: Resource) => Promise<A>
): Promise<A> {
  await using resource = await open()
  return await use(resource)
}
