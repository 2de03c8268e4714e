// The one door to the database. Statements run in the open transaction when the calling fiber is inside one, and on
// their own otherwise, so repositories are written once and never handed a transaction.
import { Context, Effect, Layer, Option } from "effect"
import type { Kysely, QueryResult } from "kysely"
import type { Engine, TransactionOptions } from "./engines/Engine.ts"
import { execute } from "./execute.ts"
import type { Query } from "./Query.ts"
import { retryTransaction } from "./Retry.ts"
import { joined, openLevel, outermost, savepoint } from "./runTransaction.ts"
import { SqlError } from "./SqlError.ts"
import type { Tables } from "./Tables.generated.ts"
import type { Transaction } from "./Transaction.ts"

/** Takes away the need for a transaction, by running the work in one. */
export type InTransaction = <A, E, R>(
  effect: Effect.Effect<A, E, R>
) => Effect.Effect<A, E | SqlError, Exclude<R, Transaction>>

/**
 * The database.
 *
 * @example
 * ```ts
 * const db = yield* Db
 * const due = yield* db.all((k) => k.selectFrom("triggers").selectAll().where("state", "=", "pending"))
 * ```
 */
export class Db extends Context.Service<
  Db,
  {
    /** Every row. */
    all<Row>(query: (kysely: Kysely<Tables>) => Query<Row>): Effect.Effect<ReadonlyArray<Row>, SqlError>
    /** The row, when there is one. More than one is a defect. */
    maybeOne<Row>(query: (kysely: Kysely<Tables>) => Query<Row>): Effect.Effect<Option.Option<Row>, SqlError>
    /** The row that is certain to be there. Anything else is a defect. */
    one<Row>(query: (kysely: Kysely<Tables>) => Query<Row>): Effect.Effect<Row, SqlError>
    /** How many rows the statement wrote. */
    affected(query: (kysely: Kysely<Tables>) => Query<unknown>): Effect.Effect<number, SqlError>
    /**
     * Runs the work in a transaction: all of it happens, or nothing.
     *
     * Inside another transaction it is a savepoint. Failure and interruption roll back. The outermost one is tried
     * again, from its start, when it lost against another transaction, so the work may run more than once.
     */
    readonly transaction: InTransaction
    /** A transaction with an isolation level or an access mode of its own. */
    transactionWith(options: TransactionOptions): InTransaction
    /**
     * Runs the work inside a transaction that the host's own Kysely has opened: the host commits it or rolls it back,
     * and with it what the work did. Never tried again.
     */
    within(transaction: Kysely<any>): InTransaction
    /** The root database, for what needs Kysely itself. Using it inside an open transaction throws. */
    readonly kysely: Kysely<Tables>
    readonly engine: Engine
  }
>()("@genie/store/Db") {
  /** A database on the engine, which is closed with the layer. */
  static readonly layer = <E, R>(open: Effect.Effect<Engine, E, R>): Layer.Layer<Db, E, R> =>
    Layer.effect(
      Db,
      Effect.map(
        Effect.acquireRelease(open, (engine) => engine.close),
        makeDb
      )
    )

  /** A database on an engine that somebody else closes. */
  static readonly on = (engine: Engine): Db["Service"] => makeDb(engine)
}

/** The work inside the host's transaction, on the database in the context. */
export const within =
  (transaction: Kysely<any>) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E | SqlError, Exclude<R, Transaction> | Db> =>
    Effect.flatMap(Db, (db) => db.within(transaction)(effect))

const makeDb = (engine: Engine): Db["Service"] => {
  const run = <Row>(query: (kysely: Kysely<Tables>) => Query<Row>): Effect.Effect<QueryResult<Row>, SqlError> =>
    Effect.withFiber((fiber) => {
      const level = openLevel(fiber.context, engine)
      if (level === undefined) return naming(execute(engine.kysely, query))
      level.assertOpen()
      return level.turn.withPermit(naming(execute(level.kysely, query)))
    })
  const { role } = engine
  /** A missing right is of no use without a word of whose it is. */
  const naming = <A>(answer: Effect.Effect<A, SqlError>): Effect.Effect<A, SqlError> =>
    role === undefined
      ? answer
      : Effect.mapError(answer, (error) =>
          error.reason === "PermissionDenied" ? new SqlError({ ...error, message: error.message, role }) : error
        )

  const all = <Row>(query: (kysely: Kysely<Tables>) => Query<Row>) => Effect.map(run(query), (result) => result.rows)

  const transactionWith =
    (options: TransactionOptions): InTransaction =>
    (effect) =>
      Effect.withFiber((fiber) => {
        const level = openLevel(fiber.context, engine)
        if (level === undefined) return retryTransaction(outermost(engine, options, effect))
        level.assertOpen()
        if (Object.keys(options).length === 0) return savepoint(level, effect)
        return Effect.die(new Error("Only the outermost transaction can have an isolation level or an access mode."))
      })

  return {
    engine,
    kysely: engine.kysely,
    all,
    maybeOne: (query) =>
      Effect.flatMap(all(query), (rows) =>
        rows.length > 1 ? wrongCount("one row at most", rows.length) : Effect.succeed(Option.fromUndefinedOr(rows[0]))
      ),
    one: (query) =>
      Effect.flatMap(all(query), (rows) =>
        rows.length === 1 ? Effect.succeed(rows[0]!) : wrongCount("exactly one row", rows.length)
      ),
    affected: (query) => Effect.map(run(query), (result) => Number(result.numAffectedRows ?? 0n)),
    transaction: (effect) => transactionWith({})(effect),
    transactionWith,
    within: (transaction) => (effect) =>
      Effect.flatMap(engine.join(transaction), (kysely) => joined(engine, transaction, kysely, effect))
  }
}

const wrongCount = (expected: string, count: number): Effect.Effect<never> =>
  Effect.die(new Error(`A statement that gives ${expected} gave ${count}.`))
