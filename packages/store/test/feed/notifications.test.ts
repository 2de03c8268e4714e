// Hints: heard soon after a commit, never after a rollback, and missed without harm.
import { assert } from "@effect/vitest"
import { type Channel, Db, Notifications, within } from "@genie/store/database"
import { onEveryBackend } from "@genie/store/testing"
import { Effect, Layer, Queue } from "effect"

const channel: Channel = "genie_message"

/** What is heard from now on, once listening is known to have begun. */
const hearing = Effect.gen(function* () {
  const notifications = yield* Notifications
  const heard = yield* Queue.unbounded<string | undefined>()
  yield* notifications.subscribe(channel, (payload) => void Queue.offerUnsafe(heard, payload))
  return heard
})

/** Waits for this payload; what is repeated or unclear on the way is not counted. */
const until = (heard: Queue.Queue<string | undefined>, payload: string) =>
  Effect.gen(function* () {
    const before: Array<string> = []
    for (;;) {
      const next = yield* Queue.take(heard)
      if (next === payload) return before
      if (next !== undefined) before.push(next)
    }
  })

onEveryBackend("A hint", Notifications.layer, (it, backend) => {
  it.effect("outside a transaction is heard at once", () =>
    Effect.gen(function* () {
      const heard = yield* hearing
      yield* (yield* Notifications).publish(channel, "at once")

      yield* until(heard, "at once")
    })
  )

  it.effect("is heard after the commit, and not before", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const notifications = yield* Notifications
      const heard = yield* hearing

      yield* db.transaction(
        Effect.gen(function* () {
          yield* notifications.publish(channel, "after the commit")
          yield* notifications.publish(channel, "after the commit, too")
          assert.notInclude(yield* Queue.clear(heard), "after the commit")
        })
      )

      yield* until(heard, "after the commit, too")
    })
  )

  it.effect("of a transaction that was rolled back is never heard", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const notifications = yield* Notifications
      const heard = yield* hearing

      yield* Effect.ignore(
        db.transaction(Effect.andThen(notifications.publish(channel, "rolled back"), Effect.fail("no")))
      )
      yield* notifications.publish(channel, "the next one")

      assert.notInclude(yield* until(heard, "the next one"), "rolled back")
    })
  )

  it.effect("within a host's transaction is heard when the host commits, and not when it rolls back", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const notifications = yield* Notifications
      const heard = yield* hearing
      const inHost = (payload: string, isKept: boolean) =>
        Effect.ignore(
          Effect.tryPromise(() =>
            db.kysely.transaction().execute(async (trx) => {
              await Effect.runPromise(
                Effect.provideService(within(trx)(notifications.publish(channel, payload)), Db, db)
              )
              if (!isKept) throw new Error("the host says no")
            })
          )
        )

      yield* inHost("of the host, rolled back", false)
      yield* inHost("of the host", true)

      assert.notInclude(yield* until(heard, "of the host"), "of the host, rolled back")
    })
  )

  it.effect("that is too long for the database is heard without its payload", () =>
    Effect.gen(function* () {
      const heard = yield* hearing
      yield* (yield* Notifications).publish(channel, "x".repeat(9_000))

      yield* until(heard, "")
    })
  )

  // The embedded database has no other process to tell.
  it.effect.skipIf(backend === "pglite")("of a process that leaves at once is heard by the others", () =>
    Effect.gen(function* () {
      const heard = yield* hearing

      yield* Effect.gen(function* () {
        const leaving = yield* Notifications
        yield* leaving.publish(channel, "first words")
        yield* leaving.publish(channel, "last words")
      }).pipe(Effect.provide(Layer.fresh(Notifications.layer)))

      yield* until(heard, "last words")
    })
  )
})
