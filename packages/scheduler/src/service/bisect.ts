// One item that the database refuses must not refuse its whole batch: the batch is halved until that item is alone.
import { Db, SqlError, type Transaction } from "@genie/store/database"
import { Cause, Effect } from "effect"
import { messageOf } from "../storable/messageOf.ts"

/**
 * Does all items together when it can. Otherwise it halves them, each half in a savepoint of its own, and does `alone`
 * with an item that is refused by itself. Answers everything that was done, in order.
 *
 * A failure that is not about the data, such as a lost connection, still fails everything.
 */
export const makeBisect = Effect.map(Db, ({ transaction }) => {
  const bisect = <Item, A, E, R, E2, R2>(
    items: ReadonlyArray<Item>,
    together: (items: ReadonlyArray<Item>) => Effect.Effect<A, E, R>,
    alone: (item: Item, reason: string) => Effect.Effect<A, E2, R2>
  ): Effect.Effect<ReadonlyArray<A>, E | E2 | SqlError, R | R2 | Transaction> =>
    transaction(together(items)).pipe(
      Effect.map((done): ReadonlyArray<A> => [done]),
      Effect.catchCause((cause): Effect.Effect<ReadonlyArray<A>, E | E2 | SqlError, R | R2 | Transaction> => {
        const reason = dataProblem(cause)
        if (reason === undefined) return Effect.failCause(cause)
        if (items.length === 1) return Effect.map(alone(items[0]!, reason), (done) => [done])
        const half = Math.ceil(items.length / 2)
        return Effect.map(
          Effect.all([bisect(items.slice(0, half), together, alone), bisect(items.slice(half), together, alone)]),
          (halves) => halves.flat()
        )
      })
    ) as Effect.Effect<ReadonlyArray<A>, E | E2 | SqlError, R | R2 | Transaction>
  return bisect
})

/**
 * Why the data was refused, as a sentence; `undefined` for any other failure. A defect that is no database's is one of
 * the data too: something here could not read it.
 */
export const dataProblem = (cause: Cause.Cause<unknown>): string | undefined => {
  for (const reason of cause.reasons) {
    const error = Cause.isFailReason(reason) ? reason.error : Cause.isDieReason(reason) ? reason.defect : undefined
    if (error instanceof SqlError) return error.isAboutData ? `The database refuses it: ${error.message}.` : undefined
    if (Cause.isDieReason(reason)) return `It cannot be read: ${messageOf(error)}`
  }
  return undefined
}
