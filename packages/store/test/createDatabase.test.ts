import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { templateName } from "@genie/pglite/template"
import { Effect } from "effect"
import { sql } from "kysely"
import { expect, test } from "vitest"
import { temporaryDirectory } from "../../pglite/test/temporaryDirectory.ts"
import { Db } from "../src/database/Db.ts"
import { layerPglite, migrated } from "../src/database/layers.ts"
import { dataDirectory } from "../src/database/owner/DataDirectory.ts"
import { prepareDirectory } from "../src/database/owner/prepareDirectory.ts"
import { createDatabase } from "../src/database/template/createDatabase.ts"
import { genieTemplate } from "../src/database/template/genieTemplate.ts"
import { migrations } from "../src/migrations/index.ts"

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
      return { names: ran.map(({ name }) => name), rows: owned.rows }
    }).pipe(Effect.provide(layerPglite(directory.pg)))
  )

  expect(found.names).toEqual(migrations.map(({ name }) => name))
  expect(found.rows).toBe(0)
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

test("files that are not a database are refused", async () => {
  const home = temporaryDirectory()
  mkdirSync(join(home, "pg"))
  writeFileSync(join(home, "pg", "notes.txt"), "mine")

  const refused = await Effect.runPromise(Effect.flip(create(home)))

  expect(refused._tag).toBe("DirectoryRefused")
  expect(refused.message).toContain("holds files that are not a database: notes.txt")
})

test("a template of other migrations has another name, so it is never used", () => {
  const [first, ...rest] = migrations
  const nameOf = (...of: Parameters<typeof genieTemplate>) => templateName(genieTemplate(...of))

  const edited = nameOf([{ name: first!.name, sql: [...first!.sql, "select 1"] }, ...rest])

  expect(nameOf()).not.toBe(edited)
  expect(nameOf()).not.toBe(nameOf(rest))
})
