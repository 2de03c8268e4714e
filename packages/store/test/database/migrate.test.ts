// How a database comes to this version's schema, and what is refused on the way.
import { assert, it as test } from "@effect/vitest"
import {
  DatabaseNewer,
  Db,
  layerPglite,
  layerPostgres,
  type Migration,
  MigrationEdited,
  MigrationFailed,
  migrate,
  migrations
} from "@genie/store/database"
import { freshDatabase } from "@genie/store/testing"
import { Effect, Layer } from "effect"
import { sql } from "kysely"
import { describe, inject } from "vitest"

const first: Migration = { name: "0001_first", sql: ["create table genie.firsts (id int)"] }
const second: Migration = {
  name: "0002_second",
  sql: ["create table genie.seconds (id int)", "insert into genie.firsts values (2)"]
}
const broken: Migration = {
  name: "0002_broken",
  sql: ["insert into genie.firsts values (1)", "create table genie.firsts (id int)"]
}

const names = Effect.flatMap(Db, (db) =>
  db.all(() => sql<{ name: string }>`select name from genie._genie_migrations order by name`)
).pipe(Effect.map((rows) => rows.map(({ name }) => name)))

const empty: ReadonlyArray<readonly [string, Layer.Layer<Db>]> = [
  ["pglite", Layer.orDie(layerPglite())],
  ...inject("geniePostgres").map(
    ({ major }) =>
      [
        `postgres ${major}`,
        Layer.unwrap(Effect.map(freshDatabase({ major, isEmpty: true }), (url) => Layer.orDie(layerPostgres(url))))
      ] as const
  )
]

describe.each(empty)("Migrating on %s", (_, database) => {
  test.effect("runs what is missing, once, in order", () =>
    Effect.gen(function* () {
      yield* migrate([first])
      yield* migrate([first, second])
      yield* migrate([first, second])

      assert.deepStrictEqual(yield* names, ["0001_first", "0002_second"])
    }).pipe(Effect.provide(database))
  )

  test.effect("refuses a migration that was edited, and names it", () =>
    Effect.gen(function* () {
      yield* migrate([first])

      const error = yield* Effect.flip(migrate([{ ...first, sql: ["create table genie.firsts (id bigint)"] }, second]))

      assert.instanceOf(error, MigrationEdited)
      assert.match(error.message, /0001_first/)
      assert.deepStrictEqual(yield* names, ["0001_first"])
    }).pipe(Effect.provide(database))
  )

  test.effect("refuses a database that a newer version migrated", () =>
    Effect.gen(function* () {
      yield* migrate([first, second])

      const error = yield* Effect.flip(migrate([first]))

      assert.instanceOf(error, DatabaseNewer)
      assert.match(error.message, /newer Genie .*0002_second.*Upgrade/)
    }).pipe(Effect.provide(database))
  )

  test.effect("leaves nothing half done, and names the migration and the statement that failed", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(migrate([first, broken]))

      assert.instanceOf(error, MigrationFailed)
      assert.strictEqual(error.name, "0002_broken")
      assert.match(error.message, /create table genie.firsts/)
      assert.deepStrictEqual(yield* names, ["0001_first"])
      const db = yield* Db
      assert.isEmpty(yield* db.all(() => sql`select from genie.firsts`))
    }).pipe(Effect.provide(database))
  )
})

describe.each(inject("geniePostgres"))("Migrating on postgres $major", ({ major }) => {
  test.live("happens once when eight start at once", () =>
    Effect.gen(function* () {
      const url = yield* freshDatabase({ major, isEmpty: true })
      const starter = Effect.provide(migrate(), Layer.fresh(layerPostgres(url)))

      yield* Effect.all(
        Array.from({ length: 8 }, () => starter),
        { concurrency: "unbounded" }
      )

      const found = yield* Effect.provide(names, layerPostgres(url))
      assert.deepStrictEqual(
        found,
        migrations.map(({ name }) => name)
      )
    })
  )

  test.live("costs one query when there is nothing to do", () =>
    Effect.gen(function* () {
      const url = yield* freshDatabase({ major })

      const queries = yield* Effect.gen(function* () {
        const db = yield* Db
        let count = 0
        const counted = Db.of({
          ...db,
          all: (query) =>
            Effect.andThen(
              Effect.sync(() => count++),
              db.all(query)
            ),
          transaction: () => Effect.die("a transaction")
        })
        yield* Effect.provideService(migrate(), Db, counted)
        return count
      }).pipe(Effect.provide(layerPostgres(url)))

      assert.strictEqual(queries, 1)
    })
  )
})
