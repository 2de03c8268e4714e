// A database that fails is an answer, not a bug: a sentence, and whether the change was made.
import { assert, describe, it } from "@effect/vitest"
import { Unavailable, UnknownOutcome } from "@genie/operation"
import { Db, layerPostgres, orUnavailable } from "@genie/store/database"
import { breakableProxy, freshDatabase } from "@genie/store/testing"
import { Context, Effect, Exit, Fiber, Latch, Layer } from "effect"
import { sql } from "kysely"
import { parseAddress } from "../../src/database/address/parseAddress.ts"
import { toSqlError } from "../../src/database/SqlState.ts"

/** A real database behind a network that can break. */
const behindProxy = Effect.gen(function* () {
  const url = yield* freshDatabase()
  const proxy = yield* Effect.acquireRelease(
    Effect.promise(() => breakableProxy(url)),
    (proxy) => Effect.promise(() => proxy.close())
  )
  const db = Context.get(yield* Layer.build(layerPostgres(proxy.url)), Db)
  return { db, proxy }
})

describe("orUnavailable", () => {
  it.live("says that nothing was done when a connection is lost under a statement", () =>
    Effect.gen(function* () {
      const { db, proxy } = yield* behindProxy
      proxy.breakAt("'lost'")

      const refused = yield* Effect.flip(orUnavailable(db.all(() => sql`select 'lost'`)))

      assert.instanceOf(refused, Unavailable)
      assert.match(refused.message, /^The connection to the database was lost, and nothing was done \(.+\)\. Try again/)
    }).pipe(Effect.scoped)
  )

  it.live("says that a change may have been made when the answer to its commit is lost, and names the operation", () =>
    Effect.gen(function* () {
      const { db, proxy } = yield* behindProxy
      yield* db.all(() => sql`create table notes (text text)`)
      proxy.breakAt("commit\0")
      const write = Effect.fn("Notes.write")(
        () => db.all(() => sql`insert into notes values ('kept')`),
        db.transaction,
        orUnavailable
      )

      const refused = yield* Effect.flip(write())
      const [row] = yield* db.all(() => sql<{ readonly count: number }>`select count(*) from notes`)

      assert.instanceOf(refused, UnknownOutcome)
      assert.match(refused.message, /^"Notes.write" was sent, but no answer came back/)
      assert.equal(row?.count, 1)
    }).pipe(Effect.scoped)
  )

  it.live("works again as soon as the network does", () =>
    Effect.gen(function* () {
      const { db, proxy } = yield* behindProxy
      proxy.breakAt("'lost'")
      yield* Effect.flip(orUnavailable(db.all(() => sql`select 'lost'`)))

      const rows = yield* orUnavailable(db.all(() => sql`select 'found' as text`))

      assert.deepEqual(rows, [{ text: "found" }])
    }).pipe(Effect.scoped)
  )

  it.live("says what to set when all connections are busy for too long, to statements and transactions alike", () =>
    Effect.gen(function* () {
      const url = `${yield* freshDatabase()}?connections=1`
      const db = Context.get(yield* Layer.build(layerPostgres({ url, connectTimeoutMs: 500 })), Db)
      // A slow machine may take longer to connect: what is asked for here is a connection that others use.
      yield* Effect.eventually(db.all(() => sql`select 1`))
      const held = yield* Latch.make()
      const release = yield* Latch.make()
      const holder = yield* Effect.forkScoped(db.transaction(Effect.andThen(held.open, release.await)))
      yield* held.await

      const refused = yield* Effect.flip(orUnavailable(db.all(() => sql`select 1`)))
      const inTransaction = yield* Effect.flip(orUnavailable(db.transaction(db.all(() => sql`select 1`))))
      yield* release.open
      yield* Fiber.join(holder)
      const rows = yield* orUnavailable(db.all(() => sql`select 1 as one`))

      assert.instanceOf(refused, Unavailable)
      assert.match(refused.message, /^Every connection to the database was busy .+\?connections=16 in the address/)
      assert.equal(inTransaction.message, refused.message)
      assert.deepEqual(rows, [{ one: 1 }])
    }).pipe(Effect.scoped)
  )

  it.effect.each([
    ["timeout exceeded when trying to connect", "busy"],
    ["Connection terminated unexpectedly", "was lost"],
    ["Connection terminated due to connection timeout", "was lost"],
    ["timeout expired", "was lost"],
    ["Client has encountered a connection error and is not queryable", "was lost"],
    ["Client was closed and is not queryable", "was lost"],
    ["Cannot use a pool after calling end on the pool", "was lost"],
    ["The server does not support SSL connections", "was lost"],
    ["There was an error establishing an SSL connection", "was lost"],
    ["Query read timeout", "took too long"]
  ] as const)("is a sentence for what the driver says in words alone: %s", ([said, sentence]) =>
    Effect.gen(function* () {
      const refused = yield* Effect.flip(orUnavailable(Effect.fail(toSqlError(new Error(said)))))

      assert.instanceOf(refused, Unavailable)
      assert.include(refused.message, sentence)
      assert.include(refused.message, "nothing was done")
    })
  )

  it.effect.each(["0", "-1", "1.5", "many", "1001", ""])(
    "needs a number of connections that is one: %s is refused",
    (connections) =>
      Effect.gen(function* () {
        const refused = yield* Effect.flip(parseAddress(`postgres://ana@host/db?connections=${connections}`))

        assert.equal(refused._tag, "DatabaseUrlInvalid")
        assert.include(refused.message, "no number from 1 to 1000")
      })
  )

  it.live("leaves a statement that is wrong a defect", () =>
    Effect.gen(function* () {
      const { db } = yield* behindProxy

      const exit = yield* Effect.exit(orUnavailable(db.all(() => sql`selec 1`)))

      assert.isTrue(Exit.hasDies(exit))
    }).pipe(Effect.scoped)
  )
})
