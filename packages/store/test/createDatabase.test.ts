import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import { sql } from "kysely"
import { expect, test } from "vitest"
import { Db } from "../src/database/Db.ts"
import { layerPglite, migrated } from "../src/database/layers.ts"
import { dataDirectory } from "../src/database/owner/DataDirectory.ts"
import { engineMajor } from "../src/database/owner/engineMajor.ts"
import { prepareDirectory } from "../src/database/owner/prepareDirectory.ts"
import { createDatabase } from "../src/database/template/createDatabase.ts"
import { findTemplate } from "../src/database/template/findTemplate.ts"
import { tarEntries } from "../src/database/template/tarEntries.ts"
import { templateName } from "../src/database/template/templateName.ts"
import { migrations } from "../src/migrations/index.ts"
import { openPglite } from "../src/pglite/openPglite.ts"
import { temporaryDirectory } from "./owner/temporaryDirectory.ts"

// Most of them make a database on the disk, which takes its time on a busy machine.
/** Of PostgreSQL's control file: where it says how the database stands, and how it says that it was shut down. */
const stateInControlFile = 16
const shutDown = 1

const create = (path: string) => {
  const directory = dataDirectory(path)
  return Effect.as(Effect.andThen(prepareDirectory(directory), createDatabase(directory)), directory)
}

test("a new database has the schema and is nobody's yet", async () => {
  const directory = await Effect.runPromise(create(temporaryDirectory()))

  const found = await Effect.runPromise(
    Effect.gen(function* () {
      const db = yield* Db
      const ran = yield* db.all(() => sql<{ name: string }>`select name from genie._genie_migrations order by name`)
      const owned = yield* db.one(
        () => sql<{ rows: number }>`
          select (select count(*) from genie.instances) + (select count(*) from genie.organizations) as rows`
      )
      return { names: ran.map(({ name }) => name), rows: owned.rows, version: db.engine.version }
    }).pipe(Effect.provide(layerPglite(directory.pg)))
  )

  expect(found.names).toEqual(migrations.map(({ name }) => name))
  expect(found.rows).toBe(0)
  expect(found.version.split(".")[0]).toBe(engineMajor)
})

test("without a template the engine makes the database, and it is migrated when it is opened", async () => {
  const directory = dataDirectory(temporaryDirectory())
  await Effect.runPromise(
    Effect.andThen(
      prepareDirectory(directory),
      createDatabase(directory, async () => undefined)
    )
  )

  const { runs } = await Effect.runPromise(
    Effect.flatMap(Db, (db) => db.one(() => sql<{ runs: number }>`select count(*) as runs from genie.runs`)).pipe(
      Effect.provide(migrated(layerPglite(directory.pg)))
    )
  )

  expect(runs).toBe(0)
})

test("a new database has nothing to recover", async () => {
  const { pg } = await Effect.runPromise(create(temporaryDirectory()))

  const state = readFileSync(join(pg, "global", "pg_control")).readInt32LE(stateInControlFile)

  expect(state).toBe(shutDown)
})

test.each([
  ["from the template", undefined],
  ["by the engine", async () => undefined]
])(
  "a new database made %s is the only one in its directory, so that no other grows old unseen",
  async (_, template) => {
    const directory = dataDirectory(temporaryDirectory())
    await Effect.runPromise(Effect.andThen(prepareDirectory(directory), createDatabase(directory, template)))

    const databases = await Effect.runPromise(
      Effect.flatMap(Db, (db) => db.all(() => sql<{ datname: string }>`select datname from pg_database`)).pipe(
        Effect.provide(layerPglite(directory.pg))
      )
    )

    expect(databases).toEqual([{ datname: "postgres" }])
  }
)

test("a database for other programs is made from a template too, with nothing of Genie in it", async () => {
  const template = await findTemplate([])
  await using database = await openPglite({ directory: temporaryDirectory() })

  const { rows } = await database.query("select nspname from pg_namespace where nspname = 'genie'")

  expect(template).toBeDefined()
  expect(rows).toEqual([])
})

test("the files of a new database are closed to everybody else", async () => {
  const { pg } = await Effect.runPromise(create(temporaryDirectory()))

  expect(statSync(pg).mode & 0o777).toBe(0o700)
  expect(statSync(join(pg, "PG_VERSION")).mode & 0o777).toBe(0o600)
  expect(statSync(join(pg, "base")).mode & 0o777).toBe(0o700)
})

test("what a crashed creation left behind is removed by the next owner, and nothing of it is used", async () => {
  const home = temporaryDirectory()
  const half = join(home, "pg.tmp-0190")
  mkdirSync(half)
  writeFileSync(join(half, "PG_VERSION"), "18\n")

  const directory = await Effect.runPromise(create(home))

  expect(existsSync(half)).toBe(false)
  expect(existsSync(join(directory.pg, "base"))).toBe(true)
})

test("a database that is there stays as it is", async () => {
  const home = temporaryDirectory()
  mkdirSync(join(home, "pg"), { mode: 0o700 })
  writeFileSync(join(home, "pg", "PG_VERSION"), "18\n")

  const directory = await Effect.runPromise(create(home))

  expect(existsSync(join(directory.pg, "base"))).toBe(false)
})

test("files that are not a database are refused and kept", async () => {
  const home = temporaryDirectory()
  mkdirSync(join(home, "pg"))
  writeFileSync(join(home, "pg", "notes.txt"), "mine")

  const refused = await Effect.runPromise(Effect.flip(create(home)))

  expect(refused.message).toContain("holds files that are not a database")
  expect(existsSync(join(home, "pg", "notes.txt"))).toBe(true)
})

test("a template of other migrations has another name, so it is never used", () => {
  const [first, ...rest] = migrations

  const edited = templateName([{ name: first!.name, sql: [...first!.sql, "select 1"] }, ...rest])

  expect(templateName(migrations)).not.toBe(edited)
  expect(templateName(migrations)).not.toBe(templateName(rest))
})

test("an archive cannot write outside of its directory", () => {
  const header = Buffer.alloc(1024)
  header.write("../../etc/cron.d/job")
  header.write("00000000000", 124)
  header.write("0", 156)

  expect(() => [...tarEntries(header)]).toThrow("an entry outside of it")
})
