// A name of a channel on which nothing could ever be heard is refused, and not cut.
import { assert } from "@effect/vitest"
import { Db, type Hint } from "@genie/store/database"
import { onEveryBackend } from "@genie/store/testing"
import { Effect, Layer, Queue } from "effect"
import { sql } from "kysely"

onEveryBackend("A channel", Layer.empty, (it) => {
  it.effect("of more than 63 bytes is refused where somebody listens, and where somebody notifies", () =>
    Effect.gen(function* () {
      const db = yield* Db

      for (const channel of ["a".repeat(64), "ü".repeat(32), ""]) {
        const error = yield* Effect.flip(Effect.scoped(db.engine.listen(channel, () => {})))
        assert.match(error.message, /channel/)
        yield* Effect.flip(db.all(() => sql`select pg_notify(${channel}, '')`))
      }
    })
  )

  it.effect("of 63 bytes is heard", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const channel = `${"ü".repeat(31)}a`
      const hints = yield* Queue.unbounded<Hint>()
      yield* db.engine.listen(channel, (hint) => Queue.offerUnsafe(hints, hint))
      if (db.engine.kind === "postgres") yield* Queue.take(hints)

      yield* db.all(() => sql`select pg_notify(${channel}, 'said')`)

      assert.deepStrictEqual(yield* Queue.take(hints), { _tag: "Payload", payload: "said" })
    }).pipe(Effect.scoped)
  )
})
