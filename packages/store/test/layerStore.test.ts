import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { PGlite } from "@electric-sql/pglite"
import { parsers } from "@genie/pglite"
import { Effect } from "effect"
import { Kysely, PGliteDialect, sql } from "kysely"
import { expect, test } from "vitest"
import { temporaryDirectory } from "../../pglite/test/temporaryDirectory.ts"
import { Db } from "../src/database/Db.ts"
import { layerStore } from "../src/layerStore.ts"
import { StoreLocation } from "../src/StoreLocation.ts"
import type { StoreOptions } from "../src/StoreOptions.ts"
import { storeOptionsFrom } from "../src/storeOptionsFrom.ts"
import { storeVersion } from "../src/storeVersion.ts"

// Most of them make a database on the disk, which takes its time on a busy machine.
const opened = <A, E>(options: StoreOptions, work: Effect.Effect<A, E, Db | StoreLocation>) =>
  Effect.runPromise(Effect.provide(work, layerStore(options)))
const refusal = (options: StoreOptions) => Effect.runPromise(Effect.flip(Effect.provide(Db, layerStore(options))))

const migrationsRan = Effect.gen(function* () {
  const db = yield* Db
  const { count } = yield* db.one(() => sql<{ count: number }>`select count(*) as count from genie._genie_migrations`)
  return count
})

test("a data directory is owned while its store is open, and free afterwards", async () => {
  const directory = temporaryDirectory()
  const owner = join(directory, "owner.json")

  const [said, refused, location] = await opened(
    { directory, owner: { command: "node shop.js" } },
    Effect.gen(function* () {
      const second = yield* Effect.flip(Effect.provide(Db, layerStore({ directory })))
      return [JSON.parse(readFileSync(owner, "utf8")), second, yield* StoreLocation] as const
    })
  )
  const again = await opened({ directory }, migrationsRan)

  expect(said).toMatchObject({ kind: "program", command: "node shop.js", version: storeVersion, pid: process.pid })
  expect(refused).toMatchObject({ _tag: "DirectoryOwned", pid: process.pid })
  expect(location).toMatchObject({ kind: "directory", location: directory, durability: "power-loss" })
  expect(again).toBeGreaterThan(0)
  expect(existsSync(owner)).toBe(false)
})

test("what was written is there when the directory is opened again", async () => {
  const directory = temporaryDirectory()
  const write = Effect.gen(function* () {
    const db = yield* Db
    yield* db.all(() => sql`create table mine as select 42 as answer`)
  })
  const read = Effect.flatMap(Db, (db) => db.one(() => sql<{ answer: number }>`select answer from mine`))

  await opened({ database: directory }, write)

  expect(await opened({ database: directory }, read)).toEqual({ answer: 42 })
})

test("a store in memory leaves nothing behind and has no owner", async () => {
  const location = await opened({ database: "memory:" }, Effect.andThen(migrationsRan, StoreLocation))

  expect(location).toMatchObject({ kind: "memory", durability: "none" })
  expect(location.owner).toBeUndefined()
})

test("a host's own Kysely is migrated, used, and left open", async () => {
  const host = new Kysely<any>({ dialect: new PGliteDialect({ pglite: new PGlite({ parsers: { ...parsers } }) }) })

  const [location, count] = await opened({ kysely: host }, Effect.all([StoreLocation, migrationsRan]))

  expect(location).toMatchObject({ kind: "host", durability: "host" })
  expect(location.directory).toBeUndefined()
  expect((await sql<{ n: number }>`select 1 as n from genie._genie_migrations`.execute(host)).rows).toHaveLength(count)
  await host.destroy()
})

test("a directory that a newer Genie has migrated is refused, and is free again", async () => {
  const directory = temporaryDirectory()
  const addNewer = Effect.flatMap(Db, (db) =>
    db.all(() => sql`insert into genie._genie_migrations (name, checksum, duration_ms) values ('9999_newer', 'x', 0)`)
  )
  await opened({ directory }, addNewer)

  const refused = await refusal({ directory })

  expect(refused).toMatchObject({ _tag: "DatabaseNewer", name: "9999_newer" })
  expect(existsSync(join(directory, "owner.json"))).toBe(false)
})

test("a directory of another PostgreSQL is refused with what to do", async () => {
  const directory = temporaryDirectory()
  mkdirSync(join(directory, "pg"))
  writeFileSync(join(directory, "pg", "PG_VERSION"), "17\n")

  expect((await refusal({ directory })).message).toContain("Export it with the version of Genie that made it")
})

test("an address of another kind of database is refused, not taken for a directory", async () => {
  expect(await refusal({ database: "mysql://localhost/genie" })).toMatchObject({ _tag: "DatabaseUrlInvalid" })
})

test("the environment is read where an application asks for it, and empty variables say nothing", () => {
  expect(storeOptionsFrom({ DATABASE_URL: "postgres://db/genie", GENIE_HOME: "/srv/genie" })).toEqual({
    database: "postgres://db/genie",
    directory: "/srv/genie"
  })
  expect(storeOptionsFrom({ DATABASE_URL: "", GENIE_ALLOW_NETWORK: "1" })).toEqual({ allowNetwork: true })
})

test("the version that an owner tells is the version of the package", () => {
  const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"))

  expect(storeVersion).toBe(manifest.version)
})
