// Which transaction the running code is inside, for code that is not an effect: a promise started inside a transaction
// carries it through every `await`. It lets the root database refuse to be used where it would wait for ever (PGlite
// has one connection) or silently write outside of the transaction (PostgreSQL has more).
import { AsyncLocalStorage } from "node:async_hooks"
import { dirname } from "node:path"
import { fileURLToPath } from "node:url"
import { Effect, Tracer } from "effect"
import type { Engine } from "./engines/Engine.ts"
import type { TransactionLevel } from "./Transaction.ts"

const storage = new AsyncLocalStorage<TransactionLevel>()

/** Runs the effect so that promises it starts know the transaction. */
export const carryingTransaction =
  (level: TransactionLevel) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.withFiber((fiber) => {
      const outer = fiber.getRef(Tracer.Tracer)
      // `enterWith` would leak into other fibers of the same turn, so each primitive runs in a scope of its own. The
      // tracer's hook is the one place where Effect lets us do that.
      return Effect.provideService(effect, Tracer.Tracer, {
        span: (options) => outer.span(options),
        context: (primitive, running) =>
          storage.run(level, () =>
            outer.context === undefined
              ? primitive["~effect/Effect/evaluate"](running)
              : outer.context(primitive, running)
          )
      })
    })

/** Throws when the root database of this engine is used inside one of its open transactions. */
export const assertOutsideTransaction = (isOurs: (engine: Engine) => boolean): void => {
  for (let level = storage.getStore(); level !== undefined; level = level.around) {
    if (level.isOpen && isOurs(level.engine)) throw new RootUsedInsideTransaction()
  }
}

/** A defect: a statement was sent to the root database from inside an open transaction. */
export class RootUsedInsideTransaction extends Error {
  override readonly name = "RootUsedInsideTransaction"

  constructor() {
    const call = caller()
    super(
      `The root database was used inside an open transaction${call === undefined ? "" : `, ${call}`}. ` +
        "The statement would not be part of it: use db.all(…), or the transaction's own Kysely, there."
    )
  }
}

const ours = dirname(fileURLToPath(import.meta.url))

/** The first frame that is neither Kysely's nor ours: `at countTasks (/app/report.ts:12:3)`. */
const caller = (): string | undefined => {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = 50
  const { stack = "" } = new Error()
  Error.stackTraceLimit = limit
  return stack
    .split("\n")
    .map((line) => line.trim())
    .find((line) => line.startsWith("at ") && !/node_modules|node:|\(<anonymous>\)/.test(line) && !line.includes(ours))
}
