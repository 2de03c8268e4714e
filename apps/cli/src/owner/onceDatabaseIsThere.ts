import type { DatabaseUnavailable } from "@genie/store"
import { Clock, Console, Effect } from "effect"

/** How often a server that is not there yet is asked. */
const ASK_EVERY_MS = 1_000

/**
 * Does it, and while the database is not there yet, again, for at most so long: what starts beside its PostgreSQL is often
 * faster. It is said once. A wrong password, a database that is not there or a missing right will not pass by waiting.
 */
export const onceDatabaseIsThere =
  (waitMs: number) =>
  <A, E, R>(work: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.gen(function* () {
      const deadline = (yield* Clock.currentTimeMillis) + waitMs
      let isTold = false
      const told = (error: DatabaseUnavailable) => {
        if (isTold) return Effect.void
        isTold = true
        return Console.error(`${error.message} Waiting for it for ${waitMs / 1_000} s at most (--wait).`)
      }
      const attempt: Effect.Effect<A, E, R> = Effect.catch(work, (error) =>
        Effect.gen(function* () {
          if (!isPassing(error) || (yield* Clock.currentTimeMillis) >= deadline) return yield* Effect.fail(error)
          yield* told(error)
          yield* Effect.sleep(ASK_EVERY_MS)
          return yield* attempt
        })
      )
      return yield* attempt
    })

const isPassing = (error: unknown): error is DatabaseUnavailable =>
  typeof error === "object" &&
  error !== null &&
  "_tag" in error &&
  error._tag === "DatabaseUnavailable" &&
  "isPassing" in error &&
  error.isPassing === true
