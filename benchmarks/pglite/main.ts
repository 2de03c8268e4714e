// The driver of the embedded engine beside PGlite's own `query()`, Kysely's dialect and kysely-pglite: on copies of one
// directory, each measurement in a process of its own, in rounds in which everybody has a turn. Absolute numbers move with
// the machine, so what is promised of speed is a ratio within a round.
import { execFile, execFileSync, spawn } from "node:child_process"
import { once } from "node:events"
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs"
import { cpus, loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs, promisify } from "node:util"
import { behaviourNames } from "./behaviours.ts"
import { type PeerName, peers } from "./peers/peers.ts"
import { seedDirectory } from "./seedDirectory.ts"
import { CALLERS, jobsFor, type Speed, type Speeds } from "./speed.ts"
import { CONTROL, type Stall } from "./stalls.ts"

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: {
    size: { type: "string", default: "8000" },
    rounds: { type: "string", default: "5" },
    opens: { type: "string", default: "9" }
  }
})
const size = Number(values.size)
const rounds = Number(values.rounds)
const opens = Number(values.opens)

/** Single statements of 16 callers, with the durability that PGlite has, are so many times as fast as by its `query()`. */
const SPEED_RATIO_MIN = 4
/** From a call to its row and back, through the thread: a select by key, one caller, everything durable. */
const ROUND_TRIP_P50_MS = 0.2
/** Opening an existing directory takes so many times as long as PGlite's own opening at most: it locks and really syncs. */
const OPEN_RATIO_MAX = 1.1
/** Nothing keeps the thread of the callers for longer, whatever the engine does. */
const STALL_MAX_MS = 25

/** Where other programs have the processor for a larger share of the time, a clock on the wall tells of them. */
const WAITED_SHARE_MAX = 0.1
/** A process that does not end by itself within this time never does. */
const BEHAVIOUR_MAX_MS = 20_000

const names = Object.keys(peers) as ReadonlyArray<PeerName>
const theirs: PeerName = "PGlite query()"
const ours: PeerName = "driver, process-crash"
const durable: PeerName = "driver, power-loss"
const compared: ReadonlyArray<PeerName> = [
  theirs,
  "Kysely PGliteDialect",
  "kysely-pglite",
  "Kysely on driver, power-loss"
]

// What is measured is what is installed: the built package.
execFileSync("turbo", ["run", "build", "--output-logs=errors-only", "--filter=@genie/store"], { stdio: "inherit" })

const child = join(import.meta.dirname, "child.ts")
const loadBefore = loadavg()
const scratch = mkdtempSync(join(tmpdir(), "genie-bench-pglite-"))
const seed = join(scratch, "seed")
const speeds: Array<Record<string, Speeds>> = []
const openings: Record<string, Array<number>> = {}
const stalls: Record<string, Array<Record<string, Stall>>> = {}
const seen: Record<string, Record<string, string>> = {}

try {
  await seedDirectory(seed, jobsFor(size))
  for (let round = 0; round < rounds; round++) {
    const found: Record<string, Speeds> = {}
    // Everybody is first once, and nobody always follows the same.
    for (const name of [...names.slice(round % names.length), ...names.slice(0, round % names.length)])
      found[name] = await onCopy((directory) => run("speed", name, directory, size))
    speeds.push(found)
  }
  await onCopy((ownDirectory) =>
    onCopy(async (theirDirectory) => {
      for (let nth = -1; nth < opens; nth++) {
        for (const [name, directory] of [[theirs, theirDirectory] as const, [durable, ownDirectory] as const]) {
          const ms: number = await run("open", name, directory)
          // The first one compiles, and keeps what it has compiled.
          if (nth >= 0) openings[name] = [...(openings[name] ?? []), ms]
        }
      }
    })
  )
  for (let round = 0; round < Math.min(rounds, 3); round++) {
    for (const name of [theirs, durable])
      stalls[name] = [...(stalls[name] ?? []), await onCopy((directory) => run("stalls", name, directory))]
  }
  await see("opened by a second process", secondOpener)
  await see("files of a new database that others may read", filesForOthers)
  for (const behaviour of behaviourNames)
    await see(behaviour, (name) =>
      onCopy(async (directory) => (await run("behaviour", name, directory, behaviour).catch(endOf)) ?? "–")
    )
} finally {
  rmSync(scratch, { recursive: true, force: true })
}

const works = Object.keys(speeds[0]![theirs]!)
const waitedShare = Math.max(
  ...[theirs, ours].map((name) =>
    median(speeds.flatMap((round) => works.map((work) => speedIn(round, name, work, 16).waitedShare)))
  )
)
const isQuiet = waitedShare <= WAITED_SHARE_MAX
const speed = Object.fromEntries(
  works.flatMap((work) =>
    CALLERS.map((callers) => {
      const perSecond = (round: Record<string, Speeds>, name: PeerName) => speedIn(round, name, work, callers).perSecond
      const medians = names.map((name) => [name, Math.round(median(speeds.map((round) => perSecond(round, name))))])
      const busiest = (round: Record<string, Speeds>, name: PeerName) => speedIn(round, name, work, callers).busiestUs
      const ratio = median(speeds.map((round) => perSecond(round, ours) / perSecond(round, theirs)))
      const busyRatio = median(speeds.map((round) => busiest(round, theirs) / busiest(round, ours)))
      const title = `${work}, ${callers} caller${callers === 1 ? "" : "s"}`
      const ratios = { ratio: rounded(ratio, 1), "ratio of a processor": rounded(busyRatio, 1) }
      return [title, { ...Object.fromEntries(medians), ...ratios }] as const
    })
  )
)
console.log(
  `\nStatements per second (claim + complete: pairs). Ratio: "${ours}" to "${theirs}", each by so many callers, at the same durability; by the wall, and by what a call takes of a processor in the busiest thread.`
)
console.table(speed)

const roundTrip = Object.fromEntries(
  works.map((work) => [
    work,
    Object.fromEntries(
      [theirs, ours, durable].map((name) => [
        name,
        rounded(median(speeds.map((round) => speedIn(round, name, work, 1).p50Ms)), 3)
      ])
    )
  ])
)
console.log("\nOne caller, one call, p50 in ms.")
console.table(roundTrip)

const stall = Object.fromEntries(
  Object.keys(stalls[theirs]![0]!).map((work) => {
    const of = (name: PeerName, key: keyof Stall) => rounded(median(stalls[name]!.map((found) => found[work]![key])), 1)
    return [
      work,
      {
        [theirs]: of(theirs, "busyMs"),
        [durable]: of(durable, "busyMs"),
        [`${theirs}, by the wall`]: of(theirs, "wallMs"),
        [`${durable}, by the wall`]: of(durable, "wallMs")
      }
    ]
  })
)
console.log(
  "\nThe longest time in which the thread of the callers came to nothing else, ms: of a processor, and by the wall."
)
console.table(stall)
console.log("\nWhat was seen.")
console.table(seen)

const ratiosOf = (callers: string) =>
  Object.entries(speed)
    .filter(([title]) => title.endsWith(callers))
    .map(([, row]) => row[isQuiet ? "ratio" : "ratio of a processor"] as number)
const found = {
  speedRatio: Math.min(...ratiosOf("16 callers")),
  speedRatioOfOneCaller: Math.min(...ratiosOf("1 caller")),
  roundTripP50Ms: roundTrip["select by key"]![durable]!,
  openMs: rounded(median(openings[durable]!), 0),
  openTheirsMs: rounded(median(openings[theirs]!), 0),
  openRatio: rounded(median(openings[durable]!.map((ms, nth) => ms / openings[theirs]![nth]!)), 2),
  stallMs: Math.max(
    ...Object.entries(stall)
      .filter(([work]) => work !== CONTROL)
      .map(([, row]) => row[isQuiet ? `${durable}, by the wall` : durable]!)
  )
}
const isKept =
  found.speedRatio >= SPEED_RATIO_MIN &&
  found.roundTripP50Ms <= ROUND_TRIP_P50_MS &&
  found.openRatio <= OPEN_RATIO_MAX &&
  found.stallMs <= STALL_MAX_MS

const promised = { SPEED_RATIO_MIN, ROUND_TRIP_P50_MS, OPEN_RATIO_MAX, STALL_MAX_MS }
const figure =
  `single statements of 16 callers ${found.speedRatio} × query() of 16 callers at the same durability${isQuiet ? "" : ", of a processor's time, as the machine is busy"}, at worst (promised: ${SPEED_RATIO_MIN}; of 1 caller: ${found.speedRatioOfOneCaller}), ` +
  `round trip p50 ${found.roundTripP50Ms} ms (${ROUND_TRIP_P50_MS}), opening ${found.openRatio} × PGlite's own (${OPEN_RATIO_MAX}), callers' thread kept for ${found.stallMs} ms at most${isQuiet ? "" : " of a processor's time"} (${STALL_MAX_MS})`
mkdirSync("evidence", { recursive: true })
writeFileSync(
  "evidence/pglite.json",
  `${JSON.stringify({ bench: "pglite", at: new Date().toISOString(), node: process.version, cores: cpus().length, loadBefore, loadAfter: loadavg(), size, rounds, opens, promised, found, isKept, waitedShare: rounded(waitedShare, 2), isQuiet, figure, speed, roundTrip, stall, seen, openings, figures: { speeds, stalls } }, null, 2)}\n`
)
console.log(`pglite: ${figure}`)
process.exit(isKept ? 0 : 1)

/** Gives the work a directory of its own, with the seeded database in it. */
async function onCopy<A>(work: (directory: string) => Promise<A>): Promise<A> {
  const directory = mkdtempSync(join(scratch, "directory-"))
  try {
    cpSync(seed, join(directory, "pg"), { recursive: true })
    return await work(directory)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

async function run(task: string, name: PeerName, directory: string, what: unknown = ""): Promise<any> {
  const { stdout } = await promisify(execFile)(process.execPath, [child, task, name, directory, String(what)], {
    timeout: task === "behaviour" ? BEHAVIOUR_MAX_MS : 300_000,
    killSignal: "SIGKILL"
  })
  return JSON.parse(stdout.trim().split("\n").at(-1)!)
}

/** A process that had to be killed, or ended by itself. */
function endOf(error: { readonly killed?: boolean; readonly code?: unknown }): string {
  return error.killed ? "the process has to be killed" : `the process ends with code ${error.code}`
}

async function see(behaviour: string, look: (name: PeerName) => Promise<string>): Promise<void> {
  seen[behaviour] = {}
  for (const name of compared) seen[behaviour][name] = await look(name)
}

async function secondOpener(name: PeerName): Promise<string> {
  return await onCopy(async (directory) => {
    const first = spawn(process.execPath, [child, "hold", name, directory], { stdio: ["pipe", "pipe", "ignore"] })
    await once(first.stdout, "data")
    const opened = await run("open", name, directory).then(
      () => "both have it",
      () => "is refused"
    )
    first.stdin.end("enough")
    await once(first, "exit")
    return opened
  })
}

async function filesForOthers(name: PeerName): Promise<string> {
  const directory = mkdtempSync(join(scratch, "new-"))
  await run("open", name, directory)
  const files = readdirSync(join(directory, "pg"), { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile()
  )
  const open = files.filter(({ name, parentPath }) => (statSync(join(parentPath, name)).mode & 0o077) !== 0)
  return `${open.length} of ${files.length}`
}

function speedIn(round: Record<string, Speeds>, name: PeerName, work: string, callers: number): Speed {
  return round[name]![work]![callers]!
}

function median(all: ReadonlyArray<number>): number {
  return all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)]!
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}
