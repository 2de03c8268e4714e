// Transactions, cursors, locks and announcements are the same on every engine, whoever shares it.
import { assert } from "@effect/vitest"
import { PgliteDialect } from "@genie/pglite/kysely"
import { Db } from "@genie/store/database"
import { onEveryBackend } from "@genie/store/testing"
import { Effect, Layer, Queue } from "effect"
import { Kysely, sql } from "kysely"
import { freshPglite } from "../../../pglite/test/freshPglite.ts"
import { withKysely } from "./withKysely.ts"

const tables = Layer.effectDiscard(
  Effect.gen(function* () {
    const db = yield* Db
    yield* db.all(() => sql`create table accounts (id int primary key, amount int not null)`)
    yield* db.all(() => sql`insert into accounts select n, 100 from generate_series(1, 10) n`)
    yield* db.all(
      () => sql`create table links (
        id int primary key,
        next int constraint links_next_fkey references links deferrable initially deferred
      )`
    )
  })
)

const codeOf = (promise: Promise<unknown>): Promise<string | undefined> =>
  promise.then(
    () => undefined,
    (error) => error.code ?? error.name
  )

onEveryBackend("A transaction of Kysely's", tables, (it, backend) => {
  it.effect("has the isolation level and the access mode that it asked for", () =>
    withKysely(async (kysely) => {
      const levels = ["read uncommitted", "read committed", "repeatable read", "serializable"] as const
      const modes = ["read only", "read write"] as const

      for (const level of levels)
        for (const mode of modes) {
          const trx = await kysely.startTransaction().setIsolationLevel(level).setAccessMode(mode).execute()
          const { rows } = await sql<Record<string, string>>`
            select current_setting('transaction_isolation') as level, current_setting('transaction_read_only') as only`.execute(
            trx
          )
          const written = await codeOf(sql`update accounts set amount = amount`.execute(trx))
          await trx.rollback().execute()
          assert.deepStrictEqual(rows, [{ level, only: mode === "read only" ? "on" : "off" }])
          assert.strictEqual(written, mode === "read only" ? "25006" : undefined)
        }
    })
  )

  it.effect("is not seen by others before its commit", () =>
    withKysely(async (kysely) => {
      const trx = await kysely.startTransaction().execute()
      await sql`insert into accounts values (99, 0)`.execute(trx)
      // One engine waits for the end of the transaction, the other one does not: neither sees into it.
      const beside = sql<{ found: number }>`select count(*) as found from accounts where id = 99`.execute(kysely)
      if (backend !== "pglite") await beside
      await trx.rollback().execute()

      assert.deepStrictEqual((await beside).rows, [{ found: 0 }])
    })
  )

  it.effect("of a hundred at once loses nothing to the others", () =>
    withKysely(async (kysely) => {
      const transfer = (from: number, to: number) =>
        kysely.transaction().execute(async (trx) => {
          const first = Math.min(from, to)
          await sql`select from accounts where id in (${first}, ${Math.max(from, to)}) order by id for update`.execute(
            trx
          )
          await sql`update accounts set amount = amount - 1 where id = ${from}`.execute(trx)
          await sql`update accounts set amount = amount + 1 where id = ${to}`.execute(trx)
        })

      await Promise.all(
        Array.from({ length: 100 }, (_, number) => transfer(1 + (number % 10), 1 + ((number * 3 + 1) % 10)))
      )

      const { rows } = await sql`select sum(amount)::int as sum, count(*) as count from accounts`.execute(kysely)
      assert.deepStrictEqual(rows, [{ sum: 1_000, count: 10 }])
    })
  )

  it.effect("has savepoints that can be rolled back one by one", () =>
    withKysely(async (kysely) => {
      const trx = await kysely.startTransaction().execute()
      const one = await trx.savepoint("one").execute()
      await sql`insert into links values (1, null)`.execute(one)
      const two = await one.savepoint("two").execute()
      await codeOf(sql`select 1 / 0`.execute(two))
      await two.rollbackToSavepoint("two").execute()
      await sql`insert into links values (2, null)`.execute(two)
      await two.releaseSavepoint("one").execute()
      await trx.commit().execute()

      const { rows } = await sql`delete from links returning id`.execute(kysely)
      assert.deepStrictEqual(rows, [{ id: 1 }, { id: 2 }])
    })
  )

  it.effect("whose constraint is looked at in the end fails at the commit", () =>
    withKysely(async (kysely) => {
      const working = kysely.transaction().execute((trx) => sql`insert into links values (1, 2)`.execute(trx))

      const error = await working.catch((error) => error)

      assert.deepStrictEqual([error.code, error.constraint], ["23503", "links_next_fkey"])
      assert.deepStrictEqual((await sql`select * from links`.execute(kysely)).rows, [])
    })
  )

  it.effect("that swallowed an error does not report success", () =>
    withKysely(async (kysely) => {
      const working = kysely.transaction().execute(async (trx) => {
        await sql`insert into links values (1, null)`.execute(trx)
        await codeOf(sql`select 1 / 0`.execute(trx))
      })

      assert.match(String(await working.catch((error) => error)), /rolled back/)
      assert.deepStrictEqual((await sql`select * from links`.execute(kysely)).rows, [])
    })
  )

  it.effect("that failed refuses everything but its end", () =>
    withKysely(async (kysely) => {
      const trx = await kysely.startTransaction().execute()
      const codes = [await codeOf(sql`select 1 / 0`.execute(trx)), await codeOf(sql`select 1`.execute(trx))]
      await trx.rollback().execute()

      assert.deepStrictEqual(codes, ["22012", "25P02"])
    })
  )

  it.effect("reads through a cursor", () =>
    withKysely(async (kysely) => {
      const found = await kysely.transaction().execute(async (trx) => {
        await sql`declare numbers cursor for select n from generate_series(1, 5) n`.execute(trx)
        const pages = []
        for (let page = 0; page < 3; page++)
          pages.push((await sql<{ n: number }>`fetch 2 from numbers`.execute(trx)).rows)
        await sql`close numbers`.execute(trx)
        return pages.map((rows) => rows.map(({ n }) => n))
      })

      assert.deepStrictEqual(found, [[1, 2], [3, 4], [5]])
    })
  )

  it.effect("takes what nobody else has locked", () =>
    withKysely(async (kysely) => {
      const taken = await kysely.transaction().execute(async (trx) => {
        const { rows } = await sql<{ id: number }>`
          select id from accounts order by id limit 2 for update skip locked`.execute(trx)
        const lock = await sql<{ isLocked: boolean }>`select pg_try_advisory_xact_lock(42) as is_locked`.execute(trx)
        return [rows, Object.values(lock.rows[0] ?? {})]
      })

      assert.deepStrictEqual(taken, [[{ id: 1 }, { id: 2 }], [true]])
    })
  )

  it.effect("may limit the time of a statement, and is told so when it is over", () =>
    Effect.gen(function* () {
      const db = yield* Db
      // An engine that is stopped takes a database in memory with it.
      const kysely =
        backend === "pglite"
          ? new Kysely<any>({ dialect: new PgliteDialect(yield* Effect.promise(() => freshPglite())) })
          : db.kysely
      const working = kysely.transaction().execute(async (trx) => {
        await sql`set local statement_timeout = 200`.execute(trx)
        await sql`select pg_sleep(5)`.execute(trx)
      })

      assert.strictEqual(yield* Effect.promise(() => codeOf(working)), "57014")
      assert.deepStrictEqual((yield* Effect.promise(() => sql`select 1 as one`.execute(kysely))).rows, [{ one: 1 }])
    })
  )
})

onEveryBackend("An announcement", Layer.empty, (it) => {
  it.effect("is heard on its channel and no other, with its payload, once it is committed", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const heard = yield* Queue.unbounded<string>()
      yield* db.engine.listen("MixedCase", (hint) => {
        if (hint._tag === "Payload") Queue.offerUnsafe(heard, hint.payload)
      })
      const say = (channel: string, payload: string) => db.all(() => sql`select pg_notify(${channel}, ${payload})`)
      // Until somebody listens, nobody hears.
      while ((yield* Queue.size(heard)) === 0) {
        yield* say("MixedCase", "ready")
        yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))
      }

      yield* say("mixedcase", "lower")
      yield* Effect.ignore(db.transaction(Effect.andThen(say("MixedCase", "rolled back"), Effect.fail("no"))))
      yield* db.transaction(say("MixedCase", "payload, 'quoted' ✓"))

      let next = "ready"
      while (next === "ready") next = yield* Queue.take(heard)
      assert.strictEqual(next, "payload, 'quoted' ✓")
    }).pipe(Effect.scoped)
  )
})
