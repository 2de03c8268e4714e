// The transaction, in the words of those who rely on it. Every promise is made on every engine.
import { assert } from "@effect/vitest"
import { Db, type InTransaction, json, SqlError, Transaction } from "@genie/store/database"
import { onEveryBackend } from "@genie/store/testing"
import { Deferred, Effect, Exit, Fiber, Layer } from "effect"
import { sql } from "kysely"

const notes = Layer.effectDiscard(
  Effect.gen(function* () {
    const db = yield* Db
    yield* db.all(() => sql`create table notes (title text constraint notes_title_unique unique, data jsonb)`)
  })
)

const write = (title: string) =>
  Effect.flatMap(Db, (db) => db.affected(() => sql`insert into notes (title) values (${title})`))

const titles = Effect.flatMap(Db, (db) =>
  db.all(() => sql<{ title: string }>`select title from notes order by title`)
).pipe(Effect.map((rows) => rows.map(({ title }) => title)))

const inTransaction: InTransaction = (effect) => Effect.flatMap(Db, (db) => db.transaction(effect)) as never

onEveryBackend("A transaction", notes, (it) => {
  it.effect("keeps what was written when the work succeeds", () =>
    Effect.gen(function* () {
      yield* inTransaction(Effect.andThen(write("kept 1"), write("kept 2")))

      assert.includeMembers(yield* titles, ["kept 1", "kept 2"])
    })
  )

  it.effect("keeps nothing when the work fails", () =>
    Effect.gen(function* () {
      const failure = yield* Effect.flip(inTransaction(Effect.andThen(write("failed"), Effect.fail("no"))))

      assert.strictEqual(failure, "no")
      assert.notInclude(yield* titles, "failed")
    })
  )

  it.effect("inside another one can fail alone", () =>
    Effect.gen(function* () {
      yield* inTransaction(
        Effect.gen(function* () {
          yield* write("outer")
          yield* Effect.flip(inTransaction(Effect.andThen(write("inner"), Effect.fail("no"))))
          yield* inTransaction(write("second inner"))
        })
      )

      const found = yield* titles
      assert.includeMembers(found, ["outer", "second inner"])
      assert.notInclude(found, "inner")
    })
  )

  it.effect("inside another one survives a statement that the database refused", () =>
    Effect.gen(function* () {
      yield* write("taken")
      yield* inTransaction(
        Effect.gen(function* () {
          const error = yield* Effect.flip(inTransaction(write("taken")))
          assert.instanceOf(error, SqlError)
          assert.strictEqual(error.constraint, "notes_title_unique")
          yield* write("after taken")
        })
      )

      assert.include(yield* titles, "after taken")
    })
  )

  it.effect("that swallowed a refused statement does not report success", () =>
    Effect.gen(function* () {
      yield* write("swallowed")

      const error = yield* Effect.flip(inTransaction(Effect.andThen(write("lost"), Effect.ignore(write("swallowed")))))

      assert.instanceOf(error, SqlError)
      assert.strictEqual(error.reason, "TransactionAborted")
      assert.notInclude(yield* titles, "lost")
    })
  )

  it.effect("that is interrupted is rolled back and frees its connection", () =>
    Effect.gen(function* () {
      const inside = yield* Deferred.make<void>()
      const fiber = yield* Effect.forkChild(
        inTransaction(
          Effect.gen(function* () {
            yield* write("interrupted")
            yield* Deferred.succeed(inside, undefined)
            return yield* Effect.never
          })
        )
      )
      yield* Deferred.await(inside)
      yield* Fiber.interrupt(fiber)

      assert.notInclude(yield* titles, "interrupted")
    })
  )

  it.effect("whose wait for a connection is interrupted gives the connection back", () =>
    Effect.gen(function* () {
      const release = yield* Deferred.make<void>()
      const holders = yield* Effect.forkChild(
        Effect.all(
          Array.from({ length: 8 }, () => inTransaction(Deferred.await(release))),
          { concurrency: "unbounded" }
        ),
        { startImmediately: true }
      )
      const waiting = yield* Effect.forkChild(inTransaction(Effect.void), { startImmediately: true })
      yield* Fiber.interrupt(waiting)
      yield* Deferred.succeed(release, undefined)
      yield* Fiber.join(holders)

      const exits = yield* Effect.all(
        Array.from({ length: 12 }, (_, number) => Effect.exit(inTransaction(write(`after wait ${number}`)))),
        { concurrency: "unbounded" }
      )
      assert.isTrue(exits.every(Exit.isSuccess))
    })
  )

  it.effect("used after it ended says so", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const kept = yield* inTransaction(Effect.context<Transaction>())

      const exit = yield* Effect.exit(
        Effect.provideContext(
          db.all(() => sql`select 1`),
          kept
        )
      )

      assert.match(String(exit), /used after it ended/)
    })
  )

  it.effect("does not let two of its savepoints mix", () =>
    Effect.gen(function* () {
      yield* inTransaction(
        Effect.all(
          [
            inTransaction(write("sibling 1")),
            Effect.ignore(inTransaction(Effect.andThen(write("sibling 2"), Effect.fail("no")))),
            inTransaction(write("sibling 3")),
            write("beside the siblings")
          ],
          { concurrency: "unbounded" }
        )
      )

      const found = yield* titles
      assert.includeMembers(found, ["sibling 1", "sibling 3", "beside the siblings"])
      assert.notInclude(found, "sibling 2")
    })
  )

  it.effect("refuses the root database inside it, instead of hanging or writing outside", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const outcomes: Array<unknown> = []
      const use = (name: string, statement: () => Promise<unknown>) =>
        statement().then(
          () => outcomes.push(`${name} went through`),
          (error) => outcomes.push(error.name)
        )

      yield* inTransaction(
        Effect.promise(async () => {
          await use("a query", () => db.kysely.selectFrom("instances").selectAll().execute())
          await Promise.resolve()
          await use("a query after a wait", () => db.kysely.selectFrom("instances").selectAll().execute())
          await use("raw sql", () => sql`select 1`.execute(db.kysely))
          await use("a transaction", () => db.kysely.transaction().execute(async () => {}))
        })
      )

      assert.deepStrictEqual(outcomes, Array(4).fill("RootUsedInsideTransaction"))
    })
  )

  it.effect("of the host's own refuses the root database inside it, too", () =>
    Effect.gen(function* () {
      const db = yield* Db

      const error = yield* Effect.promise(() =>
        db.kysely
          .transaction()
          .execute(async (trx) => {
            await sql`select 1`.execute(trx)
            await Effect.runPromise(db.all(() => sql`select 1`))
          })
          .catch((error: unknown) => error)
      )

      assert.match(String(error), /root database .* inside an open transaction/)
    })
  )

  it.effect("names the call that used the root database inside it", () =>
    Effect.gen(function* () {
      const db = yield* Db

      const exit = yield* Effect.exit(
        inTransaction(Effect.tryPromise(() => db.kysely.selectFrom("instances").selectAll().execute()))
      )

      assert.match(String(exit), /root database .*transactions\.test\.ts/)
    })
  )

  it.effect("lets the root database be used around it", () =>
    Effect.gen(function* () {
      const db = yield* Db
      yield* inTransaction(write("around"))

      const { rows } = yield* Effect.promise(() => sql`select 1 as one`.execute(db.kysely))

      assert.deepStrictEqual(rows, [{ one: 1 }])
    })
  )

  it.effect("that is read only writes nothing", () =>
    Effect.gen(function* () {
      const db = yield* Db

      const error = yield* Effect.flip(db.transactionWith({ readOnly: true })(write("read only")))

      assert.instanceOf(error, SqlError)
      assert.strictEqual(error.reason, "ReadOnly")
    })
  )

  it.effect("has the isolation level it was opened with", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const level = db.one(() => sql<{ transactionIsolation: string }>`show transaction isolation level`)

      const found = yield* Effect.forEach(["read committed", "repeatable read", "serializable"] as const, (isolation) =>
        db.transactionWith({ isolation })(level)
      )

      assert.deepStrictEqual(
        found.map(({ transactionIsolation }) => transactionIsolation),
        ["read committed", "repeatable read", "serializable"]
      )
    })
  )

  it.effect("counts what it writes", () =>
    Effect.gen(function* () {
      const db = yield* Db

      const written = yield* db.affected(
        () => sql`insert into notes (title) select 'count ' || n from generate_series(1, 3) n`
      )
      const updated = yield* db.affected(() => sql`update notes set data = ${json([1])} where title like 'count %'`)
      const deleted = yield* db.affected(() => sql`delete from notes where title = 'count 1'`)
      const nothing = yield* db.affected(() => sql`delete from notes where title = 'count 1'`)

      assert.deepStrictEqual([written, updated, deleted, nothing], [3, 3, 1, 0])
    })
  )
})

onEveryBackend("What a transaction collects", notes, (it) => {
  const collect = (value: string) =>
    Effect.map(Transaction, (transaction) => void transaction.buffer<string>("notes").push(value))

  it.effect("is there before the commit, without what rolled-back savepoints brought", () =>
    Effect.gen(function* () {
      const sealed: Array<string> = []
      const seal = Effect.map(Transaction, (transaction) => {
        sealed.push(...transaction.buffer<string>("notes").splice(0))
      })
      const append = (value: string) =>
        Effect.andThen(
          collect(value),
          Effect.map(Transaction, (transaction) => transaction.beforeCommit("seal", seal))
        )

      yield* inTransaction(
        Effect.gen(function* () {
          yield* append("first")
          yield* inTransaction(append("released"))
          yield* Effect.ignore(inTransaction(Effect.andThen(append("rolled back"), Effect.fail("no"))))
          yield* inTransaction(
            Effect.andThen(
              append("deep"),
              Effect.ignore(inTransaction(Effect.andThen(append("deeper"), Effect.fail("no"))))
            )
          )
          yield* append("last")
        })
      )

      assert.deepStrictEqual(sealed, ["first", "released", "deep", "last"])
    })
  )

  it.effect("is written in the same transaction, which fails with it", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const hook = Effect.provideService(Effect.andThen(write("hooked"), write("hooked")), Db, db)
      const work = Effect.gen(function* () {
        yield* write("with a failing hook")
        const transaction = yield* Transaction
        transaction.beforeCommit("fails", Effect.asVoid(hook))
      })

      yield* Effect.flip(inTransaction(work))

      assert.notInclude(yield* titles, "with a failing hook")
    })
  )

  it.effect("is told to the world after the commit, and not after a rollback", () =>
    Effect.gen(function* () {
      const said: Array<string> = []
      const say = (word: string) =>
        Effect.map(Transaction, (transaction) => transaction.afterCommit(Effect.sync(() => void said.push(word))))

      yield* inTransaction(
        Effect.gen(function* () {
          yield* say("committed")
          yield* Effect.ignore(inTransaction(Effect.andThen(say("rolled back"), Effect.fail("no"))))
          assert.isEmpty(said)
        })
      )
      yield* Effect.ignore(inTransaction(Effect.andThen(say("failed"), Effect.fail("no"))))

      assert.deepStrictEqual(said, ["committed"])
    })
  )

  it.effect("that is broken as a hint does not undo the commit", () =>
    Effect.gen(function* () {
      yield* inTransaction(
        Effect.andThen(
          write("with a broken hint"),
          Effect.map(Transaction, (transaction) => transaction.afterCommit(Effect.die("broken")))
        )
      )

      assert.include(yield* titles, "with a broken hint")
    })
  )
})
