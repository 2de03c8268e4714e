import { execFile } from "node:child_process"
import { cpSync, globSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { basename, dirname, join } from "node:path"
import { promisify } from "node:util"
import { startPostgres } from "@genie/store/testing"

/** What a program may hold in resident memory, in MB, that has opened a scheduler and has nothing to do. */
const EMBEDDED_MAX_MB = 250
const POSTGRES_MAX_MB = 120

/** Each is another process; they differ by a few MB. */
const ROUNDS = 3

/** One way to start the program. */
interface Start {
  readonly name: string
  readonly program: string
  readonly env?: Readonly<Record<string, string>>
}

interface Row {
  readonly scheduler: string
  readonly start: string
  /** What is promised of the first way to start it. */
  readonly maxMb: number
  /** Resident: of Node alone, with the libraries, at the end, and at most on the way. All in MB. */
  readonly node: number
  readonly libraries: number
  readonly rss: number
  readonly peak: number
  /** What the JavaScript of the program's own thread uses at the end. */
  readonly heapUsed: number
}

/**
 * Opens a scheduler in memory, in a directory and on PostgreSQL, enqueues a run, and lets it rest for some seconds: each in a
 * process of its own, with the settings that are the default. Beside it, the same from a bundle of one file, and from one with an
 * allocator that gives back what it does not use.
 */
export const measureMemory = async (): Promise<{
  readonly isKept: boolean
  readonly figure: string
  readonly table: ReadonlyArray<Row>
}> => {
  const home = mkdtempSync(join(tmpdir(), "genie-memory-"))
  const server = await startPostgres(18)
  try {
    const bundle = await bundled(home)
    const starts: ReadonlyArray<Start> = [
      { name: "installed", program: source },
      { name: "bundled", program: bundle },
      { name: "bundled, MALLOC_TRIM_THRESHOLD_", program: bundle, env: { MALLOC_TRIM_THRESHOLD_: "131072" } }
    ]
    const schedulers = [
      { scheduler: "in memory", maxMb: EMBEDDED_MAX_MB, options: { database: "memory:" } },
      { scheduler: "in a directory", maxMb: EMBEDDED_MAX_MB, options: { directory: join(home, "data") } },
      {
        scheduler: "on PostgreSQL",
        maxMb: POSTGRES_MAX_MB,
        options: { database: server.url, directory: join(home, "keys") }
      }
    ]

    const table: Array<Row> = []
    for (const { maxMb, options, scheduler } of schedulers) {
      for (const start of starts) {
        const taken: Array<Figures> = []
        // The first one makes the schema, and what Node keeps of the code that it has compiled.
        for (let round = -1; round < ROUNDS; round++) {
          const found = await figuresOf(start, options)
          if (round >= 0) taken.push(found)
        }
        table.push({ scheduler, start: start.name, maxMb, ...medians(taken) })
      }
    }
    const said = schedulers.map(({ maxMb, scheduler }) => {
      const [installed, bundled, trimmed] = table.filter((row) => row.scheduler === scheduler)
      const miss = installed!.rss > maxMb ? ", NOT KEPT" : ""
      return `${scheduler} ${installed!.rss} MB (${maxMb}${miss}), bundled ${bundled!.rss}, with MALLOC_TRIM_THRESHOLD_ as well ${trimmed!.rss}`
    })
    return {
      isKept: table.every(({ maxMb, rss, start }) => start !== "installed" || rss <= maxMb),
      figure: `an idle scheduler holds ${said.join("; ")} (in brackets what is promised of the installed packages)`,
      table
    }
  } finally {
    await server.stop()
    rmSync(home, { recursive: true, force: true })
  }
}

const source = join(import.meta.dirname, "memory.mjs")

/** As docs/library.md says it, and split so that Node alone can be told from the libraries. */
const bundled = async (home: string): Promise<string> => {
  const packages = join(import.meta.dirname, "../../packages")
  const tsup = createRequire(import.meta.url).resolve("tsup", { paths: [join(import.meta.dirname, "../..")] })
  const esbuild = createRequire(tsup).resolve("esbuild/bin/esbuild")
  await promisify(execFile)(esbuild, [
    source,
    ...["--bundle", "--splitting", "--platform=node", "--format=esm", "--target=node24", "--out-extension:.js=.mjs"],
    ...["--external:@electric-sql/pglite", "--external:pg", "--log-level=error", `--outdir=${home}`]
  ])
  for (const file of globSync(["pglite/dist/pgliteWorker.js", "store/dist/template-*"], { cwd: packages }))
    cpSync(join(packages, file), join(home, basename(file)))
  for (const [name, from] of Object.entries({ "@electric-sql/pglite": "pglite", pg: "store" })) {
    const link = join(home, "node_modules", name)
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(realpathSync(join(packages, from, "node_modules", name)), link)
  }
  return join(home, "memory.mjs")
}

type Figures = Omit<Row, "scheduler" | "start" | "maxMb">

const figuresOf = async ({ env, program }: Start, options: object): Promise<Figures> => {
  const { DATABASE_URL: _, NODE_OPTIONS: __, ...inherited } = process.env
  const { stdout } = await promisify(execFile)(process.execPath, [program, JSON.stringify(options)], {
    env: { ...inherited, ...env }
  })
  return JSON.parse(stdout)
}

const medians = (all: ReadonlyArray<Figures>): Figures => {
  const median = (key: keyof Figures) => {
    const sorted = all.map((one) => one[key]).toSorted((a, b) => a - b)
    return Math.round(sorted[Math.floor(sorted.length / 2)]! / 1_000_000)
  }
  return {
    node: median("node"),
    libraries: median("libraries"),
    rss: median("rss"),
    peak: median("peak"),
    heapUsed: median("heapUsed")
  }
}
