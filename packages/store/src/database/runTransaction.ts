// How a transaction is opened, nested, joined and ended. Each level provides itself to the work inside it; what the
// level collected is handed up, run or forgotten when the level ends.
import { Context, Effect, Exit, Option, Semaphore } from "effect"
import { type Kysely, sql } from "kysely"
import type { BegunTransaction, Engine, TransactionOptions } from "./engines/Engine.ts"
import { settled } from "./execute.ts"
import { carryingTransaction } from "./openTransaction.ts"
import { SqlError } from "./SqlError.ts"
import type { Tables } from "./Tables.generated.ts"
import { Transaction, TransactionLevel } from "./Transaction.ts"

type Work<A, E, R> = Effect.Effect<A, E, R>
type Done<A, E, R> = Effect.Effect<A, E | SqlError, Exclude<R, Transaction>>

/** The level that the fiber is in, of this database: another database's transaction may be open around or inside it. */
export const openLevel = (context: Context.Context<never>, engine: Engine): TransactionLevel | undefined => {
  let level = innermost(context)
  while (level !== undefined && level.engine !== engine) level = level.around
  return level
}

/** The work between BEGIN and COMMIT. */
export const outermost = <A, E, R>(engine: Engine, options: TransactionOptions, work: Work<A, E, R>): Done<A, E, R> =>
  Effect.uninterruptibleMask((restore) =>
    Effect.flatMap(restore(begin(engine, options)), (transaction) =>
      Effect.withFiber((fiber) => {
        const level = new TransactionLevel({
          engine,
          kysely: transaction.kysely,
          around: innermost(fiber.context)
        })
        return Effect.tap(
          atLevel(level, Effect.tap(work, runBeforeCommit(level)), restore, {
            commit: Effect.mapError(
              settled(() => transaction.commit()),
              maybeCommitted
            ),
            rollback: Effect.ignore(settled(() => transaction.rollback()))
          }),
          runAfterCommit(level)
        )
      })
    )
  ) as Done<A, E, R>

/** The work between SAVEPOINT and RELEASE. */
export const savepoint = <A, E, R>(parent: TransactionLevel, work: Work<A, E, R>): Done<A, E, R> => {
  const { engine, kysely } = parent
  const level = new TransactionLevel({ engine, kysely, parent })
  return parent.turn.withPermit(betweenSavepoint(level, work, () => level.unit.releaseTo(parent.unit))) as Done<A, E, R>
}

/**
 * The work inside a host's transaction, in a savepoint of its own: when the work fails, nothing of it is left for the
 * host to commit, and the host's own statements still stand.
 */
export const joined = <A, E, R>(
  engine: Engine,
  host: object,
  kysely: Kysely<Tables>,
  work: Work<A, E, R>
): Done<A, E, R> =>
  Effect.withFiber((fiber) => {
    const level = new TransactionLevel({ engine, kysely, isJoined: true, around: innermost(fiber.context) })
    return turnOf(host).withPermit(betweenSavepoint(level, Effect.tap(work, runBeforeCommit(level))))
  }) as Done<A, E, R>

const innermost = (context: Context.Context<never>): TransactionLevel | undefined =>
  Option.getOrUndefined(Context.getOption(context, Transaction)) as TransactionLevel | undefined

type Restore = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>

/** Runs the work with the level provided, and ends the level as the work ended. */
const atLevel = <A, E, R>(
  level: TransactionLevel,
  work: Work<A, E, R>,
  restore: Restore,
  end: { readonly commit: Effect.Effect<void, SqlError>; readonly rollback: Effect.Effect<void> }
): Work<A, E | SqlError, R> =>
  Effect.onExit(restore(Effect.provideService(carryingTransaction(level)(work), Transaction, level)), (exit) => {
    level.isOpen = false
    // A fiber that was forked and not joined may still be at a statement: it ends first.
    return level.turn.withPermit(Exit.isSuccess(exit) ? end.commit : end.rollback)
  })

const betweenSavepoint = <A, E, R>(level: TransactionLevel, work: Work<A, E, R>, onRelease: () => void = () => {}) => {
  const name = `genie_${level.depth}`
  const run = (text: string) => settled(() => sql.raw(text).execute(level.kysely))
  const rollback = run(`rollback to savepoint ${name}`)
  const release = run(`release savepoint ${name}`)

  return Effect.uninterruptibleMask((restore) =>
    Effect.andThen(
      run(`savepoint ${name}`),
      atLevel(level, work, restore, {
        commit: Effect.tap(release, () => Effect.sync(onRelease)),
        // Released too, or work that is tried again and again inside one transaction would pile savepoints up.
        rollback: Effect.ignore(Effect.andThen(rollback, release))
      })
    )
  )
}

const hosts = new WeakMap<object, Semaphore.Semaphore>()

/** Work that joins the same host transaction twice at once takes turns. */
const turnOf = (host: object): Semaphore.Semaphore => {
  const known = hosts.get(host)
  if (known !== undefined) return known
  const turn = Semaphore.makeUnsafe(1)
  hosts.set(host, turn)
  return turn
}

/** Interrupting the wait hands the connection back as soon as it arrives. */
const begin = (engine: Engine, options: TransactionOptions) =>
  Effect.callback<BegunTransaction, SqlError>((resume) => {
    const opening = engine.begin(options)
    opening.then(
      (transaction) => resume(Effect.succeed(transaction)),
      (cause) => resume(settled(() => Promise.reject(cause)))
    )
    return Effect.sync(() => void opening.then((transaction) => transaction.rollback()).catch(() => {}))
  })

/** Only a server that answers with a refusal says that nothing was committed. Nobody else knows. */
const maybeCommitted = (error: SqlError): SqlError =>
  error.reason === "ConnectionError" || (error.reason === "UnknownError" && error.sqlState === undefined)
    ? new SqlError({ ...error, message: error.message, reason: "CommitUnanswered" })
    : error

/** Hooks may leave further hooks: it ends when there are none. */
const runBeforeCommit = (level: TransactionLevel): Effect.Effect<void, SqlError, Transaction> =>
  Effect.suspend(() => {
    const hook = level.unit.takeBeforeCommit()
    return hook === undefined ? Effect.void : Effect.andThen(hook, runBeforeCommit(level))
  })

/** What was committed stays committed: a hint that fails is logged, no more. */
const runAfterCommit = (level: TransactionLevel): Effect.Effect<void> =>
  Effect.suspend(() =>
    Effect.forEach(level.unit.takeAfterCommit(), (hint) => Effect.ignoreCause(hint, { log: "Warn" }), { discard: true })
  )
