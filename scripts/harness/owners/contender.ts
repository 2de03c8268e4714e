// A process that wants the directory: it tries until it owns it, and then beats until it dies. The lock is the product's
// own; what it says and leaves behind asks nothing of that lock, so that two owners at once could not hide.
// `node contender.js DIRECTORY WITNESSES`; it begins when it is told to, by a line on its standard input.
// Where that ends, so does it.
import { cpSync, openSync, readFileSync, readSync, rmSync, writeFileSync, writeSync } from "node:fs"
import { join } from "node:path"
import { acquireOwnership, dataDirectory } from "@genie/store/database"
import { Effect, Schedule } from "effect"
import { TRY_EVERY_MS } from "./tryEvery.ts"

const [path = "", witnesses = ""] = process.argv.slice(2)

const beatEveryMs = 2
const pageBytes = 64
/** One in so many owners copies its own directory. */
const copiesEvery = 3

const say = (word: string, ...more: ReadonlyArray<string | number>) =>
  writeSync(1, `${[word, process.pid, process.hrtime.bigint(), ...more].join(" ")}\n`)

const owned = acquireOwnership(dataDirectory(path), { kind: "program", command: "contender", version: "1.0.0" }).pipe(
  Effect.retry({ schedule: Schedule.spaced(TRY_EVERY_MS), while: (error) => error._tag === "DirectoryOwned" })
)

say("ready")
if (readSync(0, Buffer.alloc(1)) === 0) process.exit()
say("waiting")
await Effect.runPromise(
  Effect.scoped(
    Effect.gen(function* () {
      yield* owned
      say("own")
      const stillMine = testify()
      if (process.pid % copiesEvery === 0) copyDirectory()
      return yield* Effect.callback<never>(() => {
        setInterval(() => {
          say("beat")
          const other = stillMine()
          if (other !== undefined) say("robbed", `by ${other}`)
        }, beatEveryMs)
      })
    })
  )
)

/** Drops the POSIX lock that its process holds. */
function copyDirectory(): void {
  const copy = join(witnesses, `copy-${process.pid}`)
  cpSync(path, copy, { recursive: true })
  rmSync(copy, { recursive: true })
}

/** Puts its name on a page that all owners share, and gives the question whether it still stands there. */
function testify(): () => string | undefined {
  const page = openSync(join(witnesses, "page"), "r+")
  const [before = "0", tenureBefore = "0"] = read(page)
  if (isAlive(before)) say("robbed", `${before} lives`)

  const tenure = Number(tenureBefore) + 1
  writeSync(page, `${process.pid} ${tenure}`.padEnd(pageBytes), 0)
  try {
    // Two owners that had read the same page would want the same name.
    writeFileSync(join(witnesses, `tenure-${tenure}`), String(process.pid), { flag: "wx" })
  } catch (error) {
    say("robbed", `of tenure ${tenure}: ${error}`)
  }
  return () => {
    const [pid] = read(page)
    return pid === String(process.pid) ? undefined : pid
  }
}

function read(page: number): ReadonlyArray<string> {
  const bytes = Buffer.alloc(pageBytes)
  readSync(page, bytes, 0, pageBytes, 0)
  return bytes.toString().trim().split(" ")
}

/** Whether it can still run: what the kernel is taking down cannot, although it has a name for a moment longer. */
function isAlive(pid: string): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8")
    const [state = "", ...rest] = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
    const isExiting = (Number(rest[5]) & 0x4) !== 0
    return !["Z", "X", "x"].includes(state) && !isExiting
  } catch {
    return false
  }
}
