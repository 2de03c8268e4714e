import { cpSync, rmSync, statSync, truncateSync } from "node:fs"
import { join } from "node:path"
import { openPglite } from "@genie/pglite"
import { expect, test } from "vitest"
import { temporaryDirectory } from "./temporaryDirectory.ts"

/** A database that was closed, and the file of its table. */
const closed = async () => {
  const directory = temporaryDirectory()
  const database = await openPglite({ directory })
  await database.query("create table notes as select n as id from generate_series(1, 5000) n")
  const { rows } = await database.query<{ path: string }>("select pg_relation_filepath('notes') as path")
  await database.close()
  return { directory, table: join(directory, "pg", rows[0]!.path) }
}

const notesIn = async (directory: string): Promise<unknown> => {
  await using database = await openPglite({ directory })
  return (await database.query("select count(*) from notes")).rows[0]?.count
}

test("a table whose file was cut off while nobody looked is refused by its name, and opens again when it is back", async () => {
  const { directory, table } = await closed()
  cpSync(table, `${directory}/whole`)
  truncateSync(table, 8192)

  await expect(notesIn(directory)).rejects.toThrow(
    new RegExp(`${table}" has 8192 bytes, and had ${statSync(`${directory}/whole`).size} when the database was closed`)
  )

  cpSync(`${directory}/whole`, table)
  expect(await notesIn(directory)).toBe(5000)
})

test("a table whose file is gone is refused by its name", async () => {
  const { directory, table } = await closed()
  rmSync(table)

  await expect(notesIn(directory)).rejects.toThrow(`"${table}" is gone`)
})

test("a table that became smaller by itself is not missed", async () => {
  const { directory } = await closed()
  const database = await openPglite({ directory })
  await database.query("truncate notes")
  await database.close()

  expect(await notesIn(directory)).toBe(0)
})

test("what a database was when it was closed says nothing of one that has been open since and was not closed", async () => {
  const { directory } = await closed()
  const database = await openPglite({ directory })
  await database.query("truncate notes")
  const left = temporaryDirectory()
  cpSync(join(directory, "pg"), join(left, "pg"), { recursive: true })
  await database.close()

  expect(await notesIn(left)).toBe(0)
})
