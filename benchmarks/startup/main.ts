// How long a person waits for `genie`, beside `node` itself in the same run. Each command is a whole process, from its
// start to its end. Everything is run once before it counts, because Node keeps what it has compiled.
import { execFile, execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { cpus, loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs, promisify } from "node:util"
import { measureMemory } from "./measureMemory.ts"

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: {
    rounds: { type: "string", default: "20" },
    starts: { type: "string", default: "7" },
    only: { type: "string", default: "" }
  }
})
const rounds = Number(values.rounds)
const starts = Number(values.starts)

/** What is promised of a quiet machine. */
const helpMaxMs = 120
const commandMaxMs = 180
const firstCommandMaxMs = 1_200
const newDirectoryMaxMs = 500

/** What a file system takes to make as many empty files as a new directory has. What it takes longer is not ours. */
const quietFilesMs = 20

/** Opening an existing directory takes so many times as long as PGlite's own opening at most. */
const openRatioMax = 1.1

/** What `node` itself takes on such a machine. Where it takes longer, so may everything. */
const quietNodeMs = 30

// What is measured is what the sources say now, the template of a new directory included.
execFileSync("turbo", ["run", "build", "--output-logs=errors-only", "--filter=@genie/cli..."], { stdio: "inherit" })
const program = join(import.meta.dirname, "../../apps/cli/dist/genie.js")

const memory = await measureMemory()
console.table(memory.table)
mkdirSync("evidence", { recursive: true })
writeFileSync(
  "evidence/memory.json",
  `${JSON.stringify({ bench: "startup", at: new Date().toISOString(), node: process.version, platform: `${process.platform} ${process.arch}`, cores: cpus().length, loadBefore: loadavg(), ...memory }, null, 2)}\n`
)
console.log(`memory: ${memory.figure}`)
// How much it holds does not depend on how busy a machine is, the rest does.
if (values.only === "memory") process.exit(memory.isKept ? 0 : 1)

/** One process: by the clock, and what it used of a processor. */
interface Took {
  readonly wallMs: number
  readonly cpuMs: number
}

const home = mkdtempSync(join(tmpdir(), "genie-bench-"))
const existing = join(home, "existing")
const loadBefore = loadavg()
const figures: Record<string, Array<Took>> = {}

const commands = {
  node: ["-e", "0"],
  "genie --help": [program, "--help"],
  "genie schedule list": [program, "schedule", "list"],
  "genie run list --json": [program, "run", "list", "--json"]
}

/** Of the database alone, in a process of its own. */
const databases = {
  makes: "makes a new directory",
  makesFiles: "makes as many empty files",
  opens: "opens an existing directory",
  opensTheirs: "PGlite itself opens it"
}

try {
  for (let start = 0; start < starts; start++) {
    const directory = start === 0 ? existing : join(home, `new-${start}`)
    record("creates its directory", await run(commands["genie schedule list"], directory))
    await run([program, "down"], directory)
    record("starts its owner", await run(commands["genie schedule list"], directory))
    if (directory !== existing) await run([program, "down"], directory)
  }

  for (let start = -1; start < starts; start++) {
    for (const flags of [[], ["--liftoff-only"]]) {
      const directory = join(home, `database-${start}${flags.join("")}`)
      for (const [what, name] of Object.entries(databases)) {
        const took = await database(flags, what, directory)
        // Like everything else, once before it counts.
        if (start >= 0) record([name, ...flags].join(" "), took)
      }
      rmSync(directory, { recursive: true })
    }
  }

  for (const args of Object.values(commands)) await run(args, existing)
  for (let round = 0; round < rounds; round++) {
    for (const [name, args] of Object.entries(commands)) record(name, await run(args, existing))
  }
} finally {
  await run([program, "down"], existing)
  rmSync(home, { recursive: true, force: true })
}

const table = Object.entries(figures).map(([command, took]) => {
  const wall = took.map(({ wallMs }) => wallMs)
  const cpu = took.map(({ cpuMs }) => cpuMs)
  return {
    command,
    medianMs: median(wall),
    minMs: Math.min(...wall),
    cpuMedianMs: median(cpu),
    cpuMinMs: Math.min(...cpu)
  }
})
console.table(table)

const medianOf = (command: string) => table.find((row) => row.command === command)!.medianMs
const node = medianOf("node")
const help = medianOf("genie --help")
const command = Math.max(medianOf("genie schedule list"), medianOf("genie run list --json"))
const firstCommand = medianOf("starts its owner")
const newDirectory = medianOf("makes a new directory")
const filesMs = Math.max(0, medianOf("makes as many empty files") - quietFilesMs)
const theirs = figures["PGlite itself opens it"]!
const openRatio = Number(
  median(figures["opens an existing directory"]!.map(({ wallMs }, nth) => wallMs / theirs[nth]!.wallMs)).toFixed(2)
)
const scale = Number(Math.max(1, node / quietNodeMs).toFixed(2))
const isKept =
  help <= helpMaxMs * scale &&
  command <= commandMaxMs * scale &&
  firstCommand <= firstCommandMaxMs * scale &&
  newDirectory <= newDirectoryMaxMs * scale + filesMs &&
  openRatio <= openRatioMax

const budget = scale === 1 ? "" : `, budget scaled by ${scale}: a quiet node takes ${quietNodeMs} ms`
const figure = `--help ${help} ms (${helpMaxMs}), a command to a running owner ${command} ms (${commandMaxMs}), one that starts its owner ${firstCommand} ms (${firstCommandMaxMs}), a new directory ${newDirectory} ms (${newDirectoryMaxMs}${filesMs === 0 ? "" : `, and ${filesMs} as this file system is slow to make so many files`}), opening one ${openRatio} × PGlite's own (${openRatioMax}), node itself ${node} ms (in brackets what is promised${budget})`
writeFileSync(
  "evidence/startup.json",
  `${JSON.stringify({ bench: "startup", at: new Date().toISOString(), node: process.version, cores: cpus().length, loadBefore, loadAfter: loadavg(), rounds, starts, helpMaxMs, commandMaxMs, firstCommandMaxMs, newDirectoryMaxMs, openRatioMax, quietNodeMs, quietFilesMs, budgetScaledBy: scale, isKept, openRatio, figure, table, figures }, null, 2)}\n`
)
console.log(`startup: ${figure}`)
process.exit(isKept && memory.isKept ? 0 : 1)

function record(name: string, took: Took) {
  figures[name] ??= []
  figures[name].push(took)
}

/** Only a shell says what a child used of a processor, and no more of it than the child. */
async function run(args: ReadonlyArray<string>, directory: string): Promise<Took> {
  const { DATABASE_URL: _, ...env } = process.env
  const { stderr } = await promisify(execFile)(
    "bash",
    ["-c", `TIMEFORMAT="%R %U %S"; time "$@" >/dev/null`, "bash", process.execPath, ...args],
    { env: { ...env, GENIE_HOME: directory, GENIE_IDLE: "10m", LC_ALL: "C" } }
  )
  const [wall, user, system] = stderr.trim().split("\n").at(-1)!.split(" ").map(Number) as [number, number, number]
  return { wallMs: Math.round(wall * 1000), cpuMs: Math.round((user + system) * 1000) }
}

/** By the clock of the process itself: what it takes until it begins is not the database's. */
async function database(flags: ReadonlyArray<string>, what: string, directory: string): Promise<Took> {
  const child = await promisify(execFile)(process.execPath, [
    ...flags,
    join(import.meta.dirname, "database.ts"),
    what,
    directory
  ])
  const [wallMs, cpuMs] = JSON.parse(child.stdout)
  return { wallMs, cpuMs }
}

function median(all: ReadonlyArray<number>): number {
  return all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)]!
}
