// A process that lives with an embedded database until it is killed. First it looks whether everything is there that was
// acknowledged before; then it writes, and does what it is told to be killed at. Each thing is said in a line when it begins
// and when it is done, and each write after the database has answered: `node victim.ts '{"directory": …}'`.
import { existsSync, readdirSync, readFileSync, writeSync } from "node:fs"
import { join } from "node:path"
import { type Durability, Pglite } from "@genie/pglite"
import { checked } from "./checked.ts"
import type { Phase } from "./Phase.ts"
import { schemaOf } from "./schemaOf.ts"
import { callers, makeTables, readTables } from "./workload.ts"

/** What a victim is told. */
export interface Orders {
  readonly directory: string
  readonly durability: Durability
  /** What it is to be doing when it is killed. `none`: it only looks, and ends. */
  readonly aim: Phase | "none"
  /** The archive to make a new database from. Absent: the engine makes one. */
  readonly archive?: string
  /** How many migrations there are today. */
  readonly migrations: number
  /** How long it writes before it does what it is killed at, or again. */
  readonly workMs: number
  /** A liar: it says that a write is done before it has asked for it. For the test of the harness. */
  readonly acknowledgesEarly?: boolean
}

/** What a victim found when it had opened the database. */
export interface Found {
  /** The names of the migrations that ran, and a digest of the schema that they left. */
  readonly migrations: ReadonlyArray<string>
  readonly schema: string
  /** How far each caller came. Absent: there are no tables. */
  readonly values?: Readonly<Record<number, number>>
  readonly torn: ReadonlyArray<string>
  /** What amcheck says about indexes and tables. */
  readonly findings: ReadonlyArray<string>
}

const orders: Orders = JSON.parse(process.argv[2] ?? "{}")
const { acknowledgesEarly = false, aim, archive, directory, durability, migrations, workMs } = orders
const pg = join(directory, "pg")

const extensions = { amcheck: "@electric-sql/pglite/contrib/amcheck" }

const vacuums = [
  "vacuum",
  "vacuum (freeze, analyze) kills.orders, kills.items, kills.notes, kills.counters, kills.total",
  "vacuum full kills.orders, kills.items, kills.notes"
]

/** Before anything else is done: what is said after that may never be said. A parent that is busy lets its pipe run full. */
const say = (words: string): void => {
  let left = Buffer.from(`${words}\n`)
  while (left.length > 0) {
    try {
      left = left.subarray(writeSync(1, left))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)
    }
  }
}
const during = async <A>(phase: Phase, work: () => Promise<A>): Promise<A> => {
  say(`begin ${phase}`)
  const result = await work()
  say(`end ${phase}`)
  return result
}

if (!existsSync(pg)) await during("create", await creating())
// That the opening has begun is said by the thread of the engine, when it reaches for its first file.
const database = await Pglite.open({ directory: pg, durability, extensions })
say("end open")

const found = await look()
say(`found ${JSON.stringify(found)}`)
if (aim === "none") {
  await database.close()
  process.exit()
}

if (found.migrations.length < migrations) await during("migrate", await migrating())
say(`migrated ${migrations}`)
if (found.values === undefined) {
  await makeTables(database)
  say("made")
}

say("begin work")
let isClosing = false
for (const { caller, write } of callers) void writeOn(caller, write)
await live()

/** What is loaded for it is loaded before: only the work is to be hit. */
async function creating(): Promise<() => Promise<void>> {
  const { makeDatabase } = await import("@genie/pglite/template")
  const template = async () => (archive === undefined ? undefined : readFileSync(archive))
  return async () => {
    await makeDatabase({ path: directory, pg }, template)
    const drafts = readdirSync(directory).filter((name) => name.startsWith("pg."))
    if (drafts.length > 0) throw new Error(`Drafts were left behind: ${drafts.join(", ")}.`)
  }
}

async function look(): Promise<Found> {
  const tables = await readTables(database)
  return {
    ...(await schemaOf(database)),
    ...(tables === undefined ? { torn: [] } : tables),
    findings: await checked(database)
  }
}

async function migrating(): Promise<() => Promise<void>> {
  const { layerKysely, migrate } = await import("@genie/store/database")
  const { PgliteDialect } = await import("@genie/pglite/kysely")
  const { Kysely } = await import("kysely")
  const { Effect } = await import("effect")
  const kysely = new Kysely({ dialect: new PgliteDialect(database) })
  return () => Effect.runPromise(Effect.scoped(Effect.provide(migrate(), layerKysely(kysely))))
}

/** One write after the other, for ever. */
async function writeOn(caller: number, write: (typeof callers)[number]["write"]): Promise<void> {
  for (let number = (found.values?.[caller] ?? 0) + 1; ; number++) {
    if (acknowledgesEarly) say(`+ ${caller} ${number}`)
    try {
      await write(database, caller, number)
    } catch (error) {
      // What is refused while it closes was not done, or is not known to be: nobody was told that it was.
      if (isClosing) return
      throw error
    }
    if (!acknowledgesEarly) say(`+ ${caller} ${number}`)
  }
}

async function live(): Promise<void> {
  for (let round = 0; ; round++) {
    await new Promise((resolve) => setTimeout(resolve, workMs))
    if (aim === "checkpoint") await during("checkpoint", () => database.query("checkpoint"))
    if (aim === "vacuum") await during("vacuum", () => database.query(vacuums[round % vacuums.length]!))
    if (aim === "close") {
      isClosing = true
      await during("close", () => database.close())
      process.exit()
    }
  }
}
