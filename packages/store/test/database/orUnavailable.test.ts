// A database that fails is an answer, not a bug: a sentence, and whether the change was made.
import { assert, describe, it } from "@effect/vitest"
import { Unavailable, UnknownOutcome } from "@genie/operation"
import { Db, layerPostgres, orUnavailable } from "@genie/store/effect"
import { breakableProxy, freshDatabase } from "@genie/store/testing"
import { Context, Effect, Exit, Layer } from "effect"
import { sql } from "kysely"

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

  it.live("leaves a statement that is wrong a defect", () =>
    Effect.gen(function* () {
      const { db } = yield* behindProxy

      const exit = yield* Effect.exit(orUnavailable(db.all(() => sql`selec 1`)))

      assert.isTrue(Exit.hasDies(exit))
    }).pipe(Effect.scoped)
  )
})
