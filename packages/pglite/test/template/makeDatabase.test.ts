import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { type DatabaseDirectory, databaseDirectory } from "../../src/directory/DatabaseDirectory.ts"
import { engineMajor } from "../../src/directory/engineMajor.ts"
import { makeReady } from "../../src/directory/makeReady.ts"
import { Pglite } from "../../src/driver/Pglite.ts"
import { openPglite } from "../../src/openPglite.ts"
import { findTemplate } from "../../src/template/findTemplate.ts"
import { makeDatabase } from "../../src/template/makeDatabase.ts"
import { emptyTemplate } from "../../src/template/Template.ts"
import { tarEntries } from "../../src/template/tarEntries.ts"
import { templateName } from "../../src/template/templateName.ts"
import { temporaryDirectory } from "../temporaryDirectory.ts"

/** The place in PostgreSQL's control file of the state of the database, and the state that says that it was shut down. */
const stateInControlFile = 16
const shutDown = 1

const fromTemplate = () => findTemplate(emptyTemplate)

const make = async (path: string, template = fromTemplate): Promise<DatabaseDirectory> => {
  const directory = databaseDirectory(path)
  makeReady(directory)
  await makeDatabase(directory, template)
  return directory
}

test("a new database has nothing to recover", async () => {
  const { pg } = await make(temporaryDirectory())

  const state = readFileSync(join(pg, "global", "pg_control")).readInt32LE(stateInControlFile)

  expect(state).toBe(shutDown)
})

test.each([
  ["from the template", fromTemplate],
  ["by the engine", async () => undefined]
])(
  "a new database made %s is the only one in its directory, so that no other grows old unseen",
  async (_, template) => {
    const { pg } = await make(temporaryDirectory(), template)
    await using database = await Pglite.open({ directory: pg, maintenance: false })

    const { rows } = await database.query("select datname from pg_database")

    expect(rows).toEqual([{ datname: "postgres" }])
    expect(database.serverVersion.split(".")[0]).toBe(engineMajor)
  }
)

test("a database that is opened by its directory is made from a template, with nothing in it", async () => {
  const template = await fromTemplate()
  await using database = await openPglite({ directory: temporaryDirectory() })

  const { rows } = await database.query("select tablename from pg_tables where schemaname !~ '^(pg_|information_)'")

  expect(template).toBeDefined()
  expect(rows).toEqual([])
})

test("the files of a new database are closed to everybody else", async () => {
  const { pg } = await make(temporaryDirectory())

  expect(statSync(pg).mode & 0o777).toBe(0o700)
  expect(statSync(join(pg, "PG_VERSION")).mode & 0o777).toBe(0o600)
  expect(statSync(join(pg, "base")).mode & 0o777).toBe(0o700)
})

test("what a crashed creation left behind is removed by the next owner, and nothing of it is used", async () => {
  const home = temporaryDirectory()
  const half = join(home, "pg.tmp-0190")
  mkdirSync(half)
  writeFileSync(join(half, "PG_VERSION"), "18\n")

  const { pg } = await make(home)

  expect(existsSync(half)).toBe(false)
  expect(existsSync(join(pg, "base"))).toBe(true)
})

test("a database that is there stays as it is", async () => {
  const home = temporaryDirectory()
  mkdirSync(join(home, "pg"), { mode: 0o700 })
  writeFileSync(join(home, "pg", "PG_VERSION"), "18\n")

  const { pg } = await make(home)

  expect(existsSync(join(pg, "base"))).toBe(false)
})

test("files that are not a database are refused by name, and kept", async () => {
  const home = temporaryDirectory()
  mkdirSync(join(home, "pg"))
  writeFileSync(join(home, "pg", "notes.txt"), "mine")

  await expect(make(home)).rejects.toMatchObject({
    _tag: "DirectoryUnusable",
    message: `"${join(home, "pg")}" holds files that are not a database: notes.txt. Move them away, or name another directory.`
  })
  expect(existsSync(join(home, "pg", "notes.txt"))).toBe(true)
})

test("a template of other contents has another name, so it is never used", () => {
  expect(templateName({ contents: ["orders 1"] })).not.toBe(templateName({ contents: ["orders 2"] }))
  expect(templateName({ contents: ["orders 1"] })).not.toBe(templateName(emptyTemplate))
})

test("an archive cannot write outside of its directory", () => {
  const header = Buffer.alloc(1024)
  header.write("../../etc/cron.d/job")
  header.write("00000000000", 124)
  header.write("0", 156)

  expect(() => [...tarEntries(header)]).toThrow("an entry outside of it")
})
