// Which transaction the running code is inside, for code that is not an effect: a promise started inside a transaction
// carries it through every `await`. It lets the root database refuse to be used where it would wait for ever (PGlite
// has one connection) or silently write outside of the transaction (PostgreSQL has more).
import { AsyncLocalStorage } from "node:async_hooks"
import { dirname } from "node:path"
import { fileURLToPath } from "node:url"
import { RootUsedInsideTransaction } from "@genie/pglite/kysely"
import { Effect, Tracer } from "effect"
import type { Engine } from "./engines/Engine.ts"

/** As much of an open transaction as it takes to recognize it. */
interface OpenTransaction {
  readonly engine: Engine
  readonly isOpen: boolean
  readonly around?: OpenTransaction | undefined
}

const storage = new AsyncLocalStorage<OpenTransaction>()

/** Runs the effect so that promises it starts know the transaction. */
export const carryingTransaction =
  (level: OpenTransaction) =>
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

/** Runs a host's code that has a connection, and with it perhaps a transaction, of its own. */
export const insideHostTransaction = async <A>(engine: Engine, work: () => Promise<A>): Promise<A> => {
  const held = { engine, isOpen: true, around: storage.getStore() }
  try {
    return await storage.run(held, work)
  } finally {
    held.isOpen = false
  }
}

/** Runs what is started here but belongs to nobody: a listener's connection must not count as part of a transaction. */
export const outsideTransactions = <A>(work: () => A): A => storage.exit(work)

/** Throws when the root database of this engine is used inside one of its open transactions. */
export const assertOutsideTransaction = (engine: Engine): void => {
  for (let open = storage.getStore(); open !== undefined; open = open.around) {
    if (open.isOpen && open.engine === engine) throw new RootUsedInsideTransaction(advice, [ours])
  }
}

const advice = "use db.all(…), or the transaction's own Kysely, there"

const ours = dirname(dirname(fileURLToPath(import.meta.url)))
