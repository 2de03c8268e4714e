// What only a real server can show: two transactions in each other's way, lost connections, and why nobody answers.

import { createServer } from "node:net"
import { assert, it as test } from "@effect/vitest"
import {
  DatabaseTooOld,
  DatabaseUnavailable,
  DatabaseUrlInvalid,
  Db,
  type Hint,
  layerPostgres,
  postgresEngine,
  SqlError,
  TRANSACTION_ATTEMPTS_MAX
} from "@genie/store/database"
import { breakableProxy, freshDatabase } from "@genie/store/testing"
import { Deferred, Effect, Fiber, Layer, Queue } from "effect"
import { sql } from "kysely"
import { describe, inject } from "vitest"

const database = (major: number): Layer.Layer<Db> =>
  Layer.unwrap(Effect.map(freshDatabase({ major, isEmpty: true }), (url) => Layer.orDie(layerPostgres(url))))

describe.each(inject("geniePostgres"))("On postgres $major", ({ major, url: server }) => {
  test.live("of two transactions that cannot both be right, both succeed: one after the other", () =>
    Effect.gen(function* () {
      const db = yield* Db
      yield* db.all(() => sql`create table counters (n int)`)
      yield* db.all(() => sql`insert into counters values (0)`)
      const read = [yield* Deferred.make<void>(), yield* Deferred.make<void>()] as const
      let attempts = 0
      const increment = (mine: number) =>
        db.transactionWith({ isolation: "serializable" })(
          Effect.gen(function* () {
            attempts++
            const { n } = yield* db.one(() => sql<{ n: number }>`select n from counters`)
            yield* Deferred.succeed(read[mine]!, undefined)
            yield* Deferred.await(read[1 - mine]!)
            yield* db.affected(() => sql`update counters set n = ${n + 1}`)
          })
        )

      yield* Effect.all([increment(0), increment(1)], { concurrency: "unbounded" })

      assert.deepStrictEqual(yield* db.one(() => sql`select n from counters`), { n: 2 })
      assert.strictEqual(attempts, 3)
    }).pipe(Effect.provide(database(major)))
  )

  test.live("a connection that is ended as soon as it is ready fails its statement, and the next one has another", () =>
    Effect.gen(function* () {
      const url = yield* freshDatabase({ major, isEmpty: true })
      const proxy = yield* Effect.acquireRelease(
        Effect.promise(() => breakableProxy(url)),
        ({ close }) => Effect.promise(close)
      )
      const context = yield* Layer.build(layerPostgres(proxy.url))
      const answer = Effect.provideContext(
        Effect.flatMap(Db, (db) => db.one(() => sql<{ n: number }>`select 1 as n`)),
        context
      )
      proxy.endWhenReady()

      const lost = yield* Effect.flip(answer)

      assert.instanceOf(lost, SqlError)
      assert.strictEqual(lost.reason, "ConnectionError")
      assert.deepStrictEqual(yield* answer, { n: 1 })
    })
  )

  test.live("a deadlock is resolved by trying again", () =>
    Effect.gen(function* () {
      const db = yield* Db
      yield* db.all(() => sql`create table locks (id int primary key, n int)`)
      yield* db.all(() => sql`insert into locks values (1, 0), (2, 0)`)
      const both = [yield* Deferred.make<void>(), yield* Deferred.make<void>()] as const
      const touch = (id: number) => db.affected(() => sql`update locks set n = n + 1 where id = ${id}`)
      const crossing = (first: number, second: number) =>
        db.transaction(
          Effect.gen(function* () {
            yield* touch(first)
            yield* Deferred.succeed(both[first - 1]!, undefined)
            yield* Deferred.await(both[second - 1]!)
            yield* touch(second)
          })
        )

      yield* Effect.all([crossing(1, 2), crossing(2, 1)], { concurrency: "unbounded" })

      assert.deepStrictEqual(yield* db.all(() => sql`select n from locks`), [{ n: 2 }, { n: 2 }])
    }).pipe(Effect.provide(database(major)))
  )

  test.live("a transaction that always loses is believed in the end", () =>
    Effect.gen(function* () {
      const db = yield* Db
      let attempts = 0

      const error = yield* Effect.flip(
        db.transaction(
          Effect.suspend(() => {
            attempts++
            return db.transaction(db.all(() => sql`do $$ begin raise sqlstate '40001'; end $$`))
          })
        )
      )

      assert.instanceOf(error, SqlError)
      assert.strictEqual(error.reason, "SerializationError")
      assert.strictEqual(attempts, TRANSACTION_ATTEMPTS_MAX)
    }).pipe(Effect.provide(database(major)))
  )

  test.live("a statement whose caller has left is cancelled on the server", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const sleeping = yield* Effect.forkChild(
        db.all(() => sql`select pg_sleep(60)`),
        { startImmediately: true }
      )
      const running = db.one(
        () =>
          sql<{
            n: number
          }>`select count(*) as n from pg_stat_activity where query like 'select pg_sleep%' and state = 'active' and datname = current_database()`
      )
      yield* Effect.repeat(running, { until: ({ n }) => n === 1 })

      yield* Fiber.interrupt(sleeping)

      yield* Effect.repeat(running, { until: ({ n }) => n === 0 })
    }).pipe(Effect.provide(database(major)))
  )

  test.live("a statement planned before the schema changed is planned anew", () =>
    Effect.gen(function* () {
      const db = yield* Db
      yield* db.all(() => sql`create table changing (id int)`)
      const read = db.transaction(db.all(() => sql`select * from changing where id = ${1}`))
      yield* read
      yield* db.all(() => sql`alter table changing add column name text`)
      yield* db.all(() => sql`insert into changing values (1, 'new')`)

      assert.deepStrictEqual(yield* read, [{ id: 1, name: "new" }])
    }).pipe(Effect.provide(database(major)))
  )

  test.live("connections that the server closes are replaced", () =>
    Effect.gen(function* () {
      const db = yield* Db
      yield* Effect.all(
        Array.from({ length: 4 }, () => db.all(() => sql`select pg_sleep(0.01)`)),
        { concurrency: 4 }
      )

      yield* Effect.ignore(
        db.all(() => sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()`)
      )

      const answer = yield* Effect.retry(
        db.one(() => sql`select 1 as one`),
        { times: 8 }
      )
      assert.deepStrictEqual(answer, { one: 1 })
    }).pipe(Effect.provide(database(major)))
  )

  test.live("a listener whose connection is lost comes back, and is told to catch up", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const hints = yield* Queue.unbounded<Hint>()
      yield* db.engine.listen("test_channel", (hint) => Queue.offerUnsafe(hints, hint))
      assert.deepStrictEqual(yield* Queue.take(hints), { _tag: "CatchUp" })
      yield* db.engine.notify([{ channel: "test_channel", payload: "before" }])
      assert.deepStrictEqual(yield* Queue.take(hints), { _tag: "Payload", payload: "before" })

      yield* db.all(
        () => sql`
          select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and query ilike 'listen%' and pid <> pg_backend_pid()`
      )
      assert.deepStrictEqual(yield* Queue.take(hints), { _tag: "CatchUp" })
      yield* db.engine.notify([{ channel: "test_channel", payload: "after" }])

      assert.deepStrictEqual(yield* Queue.take(hints), { _tag: "Payload", payload: "after" })
    }).pipe(Effect.scoped, Effect.provide(database(major)))
  )

  test.live("what a transaction announces is heard after its commit, and never after a rollback", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const hints = yield* Queue.unbounded<Hint>()
      yield* db.engine.listen("test_channel", (hint) => Queue.offerUnsafe(hints, hint))
      yield* Queue.take(hints)
      const announce = (payload: string) => db.all(() => sql`select pg_notify('test_channel', ${payload})`)

      yield* Effect.flip(db.transaction(Effect.andThen(announce("rolled back"), Effect.fail("no"))))
      yield* db.transaction(announce("committed"))

      assert.deepStrictEqual(yield* Queue.take(hints), { _tag: "Payload", payload: "committed" })
    }).pipe(Effect.scoped, Effect.provide(database(major)))
  )

  const refusal = (change: (url: URL) => void) => {
    const url = new URL(server)
    change(url)
    return Effect.flip(Effect.scoped(postgresEngine({ url: url.href })))
  }

  test.live("a wrong password is refused in a sentence that does not show it", () =>
    Effect.gen(function* () {
      const error = yield* refusal((url) => {
        url.password = "s3cret-w0rd"
      })

      assert.instanceOf(error, DatabaseUnavailable)
      assert.match(error.message, /password is wrong/)
      assert.notMatch(JSON.stringify(error) + error.message + String(error.stack), /s3cret/)
    })
  )

  test.live("a database that is not there is named, with how to make it", () =>
    Effect.gen(function* () {
      const error = yield* refusal((url) => {
        url.pathname = "/absent"
      })

      assert.match(error.message, /no database "absent".*create database "absent"/)
    })
  )

  test.live("the location says host and database, and nothing else of the address", () =>
    Effect.gen(function* () {
      const engine = yield* Effect.acquireRelease(postgresEngine({ url: server }), ({ close }) => close)

      assert.match(engine.location, /^postgres:\/\/127\.0\.0\.1:\d+\/postgres$/)
      assert.isTrue(engine.version.startsWith(`${major}.`))
    }).pipe(Effect.scoped)
  )
})

describe("An address", () => {
  test.live("where nothing listens is refused with what to do", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(postgresEngine({ url: "postgres://ana:word@127.0.0.1:1/genie" }))

      assert.instanceOf(error, DatabaseUnavailable)
      assert.match(error.message, /postgres:\/\/127.0.0.1:1\/genie .*nothing listens there/)
    })
  )

  test.live("of another kind of database is refused", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(postgresEngine({ url: "mysql://ana:word@localhost/genie" }))

      assert.instanceOf(error, DatabaseUrlInvalid)
      assert.match(error.message, /"mysql:" is not a kind of database/)
      assert.notMatch(error.message, /ana:word/)
    })
  )

  test.live("that cannot be read is refused", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(postgresEngine({ url: "postgres://ana:wo rd@:x/genie" }))

      assert.instanceOf(error, DatabaseUrlInvalid)
    })
  )

  test.live("of PostgreSQL 14 is refused by name", () =>
    Effect.gen(function* () {
      const url = yield* serverThatSays("14.11")

      const error = yield* Effect.flip(postgresEngine({ url }))

      assert.instanceOf(error, DatabaseTooOld)
      assert.match(error.message, /PostgreSQL 14\.11 .*is too old: Genie needs 15 or later/)
    }).pipe(Effect.scoped)
  )
})

/** As much of a server as it takes to be asked for its version. */
const serverThatSays = (version: string) =>
  Effect.acquireRelease(
    Effect.callback<{ readonly url: string; readonly close: () => void }>((resume) => {
      const message = (kind: string, ...parts: ReadonlyArray<Buffer>) => {
        const body = Buffer.concat(parts)
        const head = Buffer.alloc(5)
        head.write(kind)
        head.writeInt32BE(body.length + 4, 1)
        return Buffer.concat([head, body])
      }
      const number = (bytes: number, value: number) => {
        const buffer = Buffer.alloc(bytes)
        buffer.writeIntBE(value, 0, bytes)
        return buffer
      }
      const ready = message("Z", Buffer.from("I"))
      const text = Buffer.from(version)
      const answer = Buffer.concat([
        message(
          "T",
          number(2, 1),
          Buffer.from("server_version\0"),
          number(4, 0),
          number(2, 0),
          number(4, 25),
          number(2, -1),
          number(4, -1),
          number(2, 0)
        ),
        message("D", number(2, 1), number(4, text.length), text),
        message("C", Buffer.from("SHOW\0")),
        ready
      ])
      const listening = createServer((socket) => {
        socket.once("data", () => {
          socket.write(Buffer.concat([message("R", number(4, 0)), ready]))
          socket.on("data", (data) => {
            if (data[0] === "Q".charCodeAt(0)) socket.write(answer)
          })
        })
        socket.on("error", () => {})
      })
      listening.listen(0, "127.0.0.1", () => {
        const address = listening.address()
        const port = typeof address === "object" && address !== null ? address.port : 0
        resume(Effect.succeed({ url: `postgres://ana@127.0.0.1:${port}/old`, close: () => listening.close() }))
      })
    }),
    ({ close }) => Effect.sync(close)
  ).pipe(Effect.map(({ url }) => url))
