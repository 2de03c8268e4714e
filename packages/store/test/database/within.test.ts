// A host with a Kysely, tables and transactions of its own.
import { assert, it as test } from "@effect/vitest"
import { PGlite } from "@electric-sql/pglite"
import { Db, type Hint, layerKysely, migrated, parsers, Transaction, within } from "@genie/store/database"
import { freshDatabase, onEveryBackend } from "@genie/store/testing"
import { Effect, Layer, Queue } from "effect"
import { CamelCasePlugin, Kysely, PGliteDialect, PostgresDialect, sql } from "kysely"
import pg from "pg"
import { describe, inject } from "vitest"

const ours = Layer.effectDiscard(
  Effect.gen(function* () {
    const db = yield* Db
    yield* db.all(() => sql`create table genie.notes (title text unique)`)
    yield* db.all(() => sql`create table public.invoices (id int)`)
  })
)

const write = (title: string) =>
  Effect.flatMap(Db, (db) => db.transaction(db.affected(() => sql`insert into genie.notes (title) values (${title})`)))

const titles = Effect.flatMap(Db, (db) => db.all(() => sql<{ title: string }>`select title from genie.notes`)).pipe(
  Effect.map((rows) => rows.map(({ title }) => title))
)

onEveryBackend("Work within a host's transaction", ours, (it, backend) => {
  const inHost = <A>(work: (trx: Kysely<any>) => Effect.Effect<A, unknown, Db>) =>
    Effect.flatMap(Db, (db) =>
      Effect.tryPromise(() =>
        db.kysely.transaction().execute((trx) => Effect.runPromise(Effect.provideService(work(trx), Db, db)))
      )
    )

  it.effect("is kept when the host commits", () =>
    Effect.gen(function* () {
      yield* inHost((trx) => within(trx)(write("host committed")))

      assert.include(yield* titles, "host committed")
    })
  )

  it.effect("goes with the host's rollback", () =>
    Effect.gen(function* () {
      yield* Effect.ignore(
        inHost((trx) => Effect.andThen(within(trx)(write("host rolled back")), Effect.fail("the host says no")))
      )

      assert.notInclude(yield* titles, "host rolled back")
    })
  )

  it.effect("that fails leaves the host's own statements standing, and nothing of itself", () =>
    Effect.gen(function* () {
      yield* inHost((trx) =>
        Effect.gen(function* () {
          yield* Effect.promise(() => sql`insert into public.invoices values (7)`.execute(trx))
          yield* Effect.ignore(within(trx)(Effect.andThen(write("half done"), write("half done"))))
        })
      )

      assert.notInclude(yield* titles, "half done")
      const db = yield* Db
      assert.deepStrictEqual(yield* db.all(() => sql`select id from public.invoices where id = 7`), [{ id: 7 }])
    })
  )

  it.effect("runs what is due before the commit when the work returns", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const sealed = yield* inHost((trx) =>
        Effect.gen(function* () {
          yield* within(trx)(
            Effect.gen(function* () {
              const transaction = yield* Transaction
              assert.isTrue(transaction.isJoined)
              transaction.beforeCommit(
                "seal",
                Effect.asVoid(db.affected(() => sql`insert into genie.notes values ('sealed by a hook')`))
              )
            })
          )
          return yield* within(trx)(titles)
        })
      )

      assert.include(sealed, "sealed by a hook")
    })
  )

  it.effect("takes turns with other work within the same transaction", () =>
    Effect.gen(function* () {
      yield* inHost((trx) =>
        Effect.all(
          [
            within(trx)(write("turn 1")),
            Effect.ignore(within(trx)(Effect.andThen(write("turn 2"), Effect.fail("no")))),
            within(trx)(write("turn 3"))
          ],
          { concurrency: "unbounded" }
        )
      )

      const found = yield* titles
      assert.includeMembers(found, ["turn 1", "turn 3"])
      assert.notInclude(found, "turn 2")
    })
  )

  it.effect("announces when the host commits, and not when it rolls back", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const hints = yield* Queue.unbounded<Hint>()
      yield* db.engine.listen("host_channel", (hint) => Queue.offerUnsafe(hints, hint))
      if (backend !== "pglite") yield* Queue.take(hints)
      const announce = (payload: string) => db.all(() => sql`select pg_notify('host_channel', ${payload})`)

      yield* Effect.ignore(
        inHost((trx) => Effect.andThen(within(trx)(announce("no")), Effect.fail("the host says no")))
      )
      yield* inHost((trx) => within(trx)(announce("yes")))

      assert.deepStrictEqual(yield* Queue.take(hints), { _tag: "Payload", payload: "yes" })
    })
  )
})

describe("A host's own Kysely", () => {
  const promises = (kysely: Kysely<any>) =>
    Effect.gen(function* () {
      const db = yield* Db
      const { at, n } = yield* db.one(
        () => sql<{ at: string; n: number }>`select timestamptz '2026-11-20 12:00:00.123456Z' as at, 5::int8 as n`
      )
      assert.deepStrictEqual([at, n], ["2026-11-20T12:00:00.123456Z", 5])
      yield* db.transaction(db.affected(() => sql`create table genie.notes (title text unique, at timestamptz)`))

      yield* Effect.tryPromise(() =>
        kysely.transaction().execute(async (trx) => {
          const row = await Effect.runPromise(
            within(trx)(
              db.one(
                () => sql`insert into genie.notes values ('x', ${"2026-11-20T12:00:00.123456Z"}) returning title, at`
              )
            ).pipe(Effect.provideService(Db, db))
          )
          assert.deepStrictEqual(row, { title: "x", at: "2026-11-20T12:00:00.123456Z" })
          throw new Error("the host says no")
        })
      ).pipe(Effect.ignore)

      assert.isEmpty(yield* titles)
    }).pipe(Effect.provide(migrated(layerKysely(kysely))))

  test.live("on PGlite is one database with Genie, and stays open", () =>
    Effect.gen(function* () {
      const pglite = new PGlite({ parsers: { ...parsers } })
      const kysely = new Kysely<any>({ dialect: new PGliteDialect({ pglite }), plugins: [new CamelCasePlugin()] })

      yield* promises(kysely)

      yield* Effect.promise(() => sql`select 1`.execute(kysely))
      yield* Effect.promise(() => kysely.destroy())
    })
  )

  test.live("on PGlite that reads values in its own way is refused", () =>
    Effect.gen(function* () {
      const kysely = new Kysely<any>({ dialect: new PGliteDialect({ pglite: new PGlite() }) })

      const exit = yield* Effect.exit(Effect.provide(Db, layerKysely(kysely)))

      assert.match(String(exit), /new PGlite\({ parsers }\)/)
      yield* Effect.promise(() => kysely.destroy())
    })
  )

  test.live.each(inject("geniePostgres"))(
    "on PostgreSQL is one database with Genie, and reads as before",
    ({ major }) =>
      Effect.gen(function* () {
        const url = yield* freshDatabase({ major, isEmpty: true })
        const pool = new pg.Pool({ connectionString: url })
        // The database is dropped under the pool's last connection, which may still be closing.
        pool.on("error", () => {})
        pool.on("connect", (client) => client.on("error", () => {}))
        const kysely = new Kysely<any>({ dialect: new PostgresDialect({ pool }), plugins: [new CamelCasePlugin()] })

        yield* promises(kysely)

        const { rows } = yield* Effect.promise(() => sql<{ at: unknown }>`select now() as at`.execute(kysely))
        assert.instanceOf(rows[0]?.at, Date)
        yield* Effect.promise(() => kysely.destroy())
      })
  )
})
