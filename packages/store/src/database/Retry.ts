// The one place that tries again. It is safe because only whole transactions are repeated, from their start, and only
// after the server said that it rolled them back: two transactions got in each other's way, and neither is wrong.
import { Cause, Effect } from "effect"
import { SqlError } from "./SqlError.ts"

/** How often a transaction is tried before its failure is believed. */
export const TRANSACTION_ATTEMPTS_MAX = 5

/** Repeats an outermost transaction that lost against another one. */
export const retryTransaction = <A, E, R>(transaction: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> => {
  const attempt = (number: number): Effect.Effect<A, E, R> =>
    Effect.catchCause(transaction, (cause) =>
      number < TRANSACTION_ATTEMPTS_MAX && lostToAnother(cause)
        ? Effect.andThen(pause(number), attempt(number + 1))
        : Effect.failCause(cause)
    )
  return attempt(1)
}

const PAUSE_FIRST_MS = 5
const PAUSE_MAX_MS = 250

/** Grows with each attempt, at random, so that the two do not meet again. Real time: the other side is real, too. */
const pause = (attempt: number): Effect.Effect<void> =>
  Effect.callback((resume) => {
    const longest = Math.min(PAUSE_MAX_MS, PAUSE_FIRST_MS * 4 ** (attempt - 1))
    const timer = setTimeout(() => resume(Effect.void), longest * Math.random())
    return Effect.sync(() => clearTimeout(timer))
  })

/** The failure may have been turned into a defect on its way: the transaction is rolled back all the same. */
const lostToAnother = (cause: Cause.Cause<unknown>): boolean =>
  cause.reasons.some((reason) => {
    const error = Cause.isFailReason(reason) ? reason.error : Cause.isDieReason(reason) ? reason.defect : undefined
    return error instanceof SqlError && error.isRetryable
  })
