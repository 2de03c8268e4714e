// Opens what power cuts have left, one directory after the other, and says what is in it.
import { existsSync, readdirSync } from "node:fs"
import { readFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { PGlite, type PGliteOptions } from "@electric-sql/pglite"
import { amcheck } from "@electric-sql/pglite/contrib/amcheck"
import { Effect } from "effect"
import { DurableFs, startParams } from "../../../packages/pglite/src/worker/DurableFs.ts"
import { dataDirectory } from "../../../packages/store/src/database/owner/DataDirectory.ts"
import { prepareDirectory } from "../../../packages/store/src/database/owner/prepareDirectory.ts"
import { createDatabase } from "../../../packages/store/src/database/template/createDatabase.ts"
import { corruptionsOf, type Facts, factsOf } from "./factsOf.ts"

export interface Question {
  /** A database in the middle of its work, or a data directory in the middle of its creation. */
  readonly of: "database" | "creation"
  readonly directory: string
}

/** What there was of a database, and that the next start could make one where there was none. */
export interface CreationFacts {
  readonly found: "nothing" | "a draft" | "a database"
  readonly isEmptied: boolean
  readonly migrations: number
  readonly corruptions: ReadonlyArray<string>
}

export type Answer =
  | { readonly facts: Facts }
  | { readonly creation: CreationFacts }
  /** It cannot be opened, or not be asked. */
  | { readonly error: string }

/** Compiled once: it is most of what opening costs. */
const engine = join(dirname(createRequire(import.meta.url).resolve("@electric-sql/pglite")), "pglite.wasm")
const pgliteWasmModule: NonNullable<PGliteOptions["pgliteWasmModule"]> = await Reflect.get(
  globalThis,
  "WebAssembly"
).compile(await readFile(engine))

const open = (directory: string) =>
  PGlite.create({
    fs: new DurableFs(directory, { isSyncing: true }),
    // The default of 128 MB would be zeroed for every state.
    startParams: [...startParams("power-loss"), "-c", "shared_buffers=16MB"],
    extensions: { amcheck },
    pgliteWasmModule
  })

const askDatabase = async (directory: string): Promise<Answer> => {
  const db = await open(directory)
  const facts = await factsOf(db)
  // What can be read can also be written.
  await db.exec("insert into notes values (0, ''); delete from notes where id = 0; checkpoint")
  await db.close()
  return { facts }
}

const askCreation = async (parent: string): Promise<Answer> => {
  const directory = dataDirectory(join(parent, "genie"))
  const found = whatIsIn(directory.path)
  // What the next start does.
  await Effect.runPromise(Effect.andThen(prepareDirectory(directory), createDatabase(directory)))
  const isEmptied = !readdirSync(directory.path).some(isDraft)
  const db = await open(directory.pg)
  const { rows } = await db.query<{ migrations: number }>(
    "select count(*)::int as migrations from genie._genie_migrations"
  )
  await db.exec("create extension amcheck")
  const corruptions = await corruptionsOf(db)
  await db.close()
  return { creation: { found, isEmptied, migrations: rows[0]!.migrations, corruptions } }
}

const whatIsIn = (path: string): CreationFacts["found"] => {
  const names = existsSync(path) ? readdirSync(path) : []
  if (names.includes("pg")) return "a database"
  return names.some(isDraft) ? "a draft" : "nothing"
}

const isDraft = (name: string) => name.startsWith("pg.tmp-")

process.on("message", async ({ directory, of }: Question) => {
  const answer = await (of === "database" ? askDatabase : askCreation)(directory).catch(
    (error): Answer => ({ error: error instanceof Error ? error.message : String(error) })
  )
  process.send!(answer)
})
process.send!("ready")
