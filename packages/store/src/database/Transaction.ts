import { Context, type Effect, Semaphore } from "effect"
import type { Kysely } from "kysely"
import type { Engine } from "./engines/Engine.ts"
import type { SqlError } from "./SqlError.ts"
import type { Tables } from "./Tables.generated.ts"
import { UnitOfWork } from "./UnitOfWork.ts"

/**
 * The open transaction.
 *
 * Code that is only correct inside a transaction says so by yielding this service: its type then carries
 * `Transaction` as a requirement, and only `Db.transaction` and `within` can take that requirement away.
 *
 * A rolled-back savepoint takes along what was buffered and hooked inside it; a released one hands it to the level
 * above.
 */
export class Transaction extends Context.Service<
  Transaction,
  {
    /** 0 for the outermost level, 1 for a savepoint in it, and so on. */
    readonly depth: number
    /** True inside a host's own transaction: it, not Genie, decides whether and when to commit. */
    readonly isJoined: boolean
    /** The values collected under this key at this level, to push to and to splice from. */
    buffer<A>(key: string): Array<A>
    /**
     * Runs the effect once per key, after the work of the outermost level and before its commit, in the order in which
     * the keys came. In a joined transaction: when the wrapped work returns.
     */
    beforeCommit(key: string, effect: Effect.Effect<void, SqlError, Transaction>): void
    /**
     * Gives a hint once the outermost level has committed.
     *
     * It may be lost with the process, so nothing may depend on it. In a joined transaction it is never run, because
     * only the host learns of its commit.
     */
    afterCommit(effect: Effect.Effect<void>): void
  }
>()("@genie/store/Transaction") {}

type Hook = Effect.Effect<void, SqlError, Transaction>
type Hint = Effect.Effect<void>

/** One level of an open transaction, with what only the store may see of it. */
export class TransactionLevel {
  readonly unit = new UnitOfWork<Hook, Hint>()
  /**
   * One thing at a time: sibling savepoints would release each other's, and a statement of this level that ran
   * while a savepoint is open would be rolled back with it.
   */
  readonly turn = Semaphore.makeUnsafe(1)
  readonly engine: Engine
  readonly kysely: Kysely<Tables>
  readonly parent: TransactionLevel | undefined
  readonly isJoined: boolean
  readonly depth: number
  /** The open transaction of another database, around this one. */
  readonly around: TransactionLevel | undefined
  isOpen = true

  constructor(options: {
    readonly engine: Engine
    readonly kysely: Kysely<Tables>
    readonly parent?: TransactionLevel
    readonly isJoined?: boolean
    readonly around?: TransactionLevel | undefined
  }) {
    this.engine = options.engine
    this.kysely = options.kysely
    this.parent = options.parent
    this.isJoined = options.isJoined ?? options.parent?.isJoined ?? false
    this.depth = options.parent === undefined ? 0 : options.parent.depth + 1
    this.around = options.around ?? options.parent?.around
  }

  buffer<A>(key: string): Array<A> {
    this.assertOpen()
    return this.unit.buffer(key) as Array<A>
  }

  beforeCommit(key: string, effect: Hook): void {
    this.assertOpen()
    this.unit.beforeCommit(key, effect)
  }

  afterCommit(effect: Effect.Effect<void>): void {
    this.assertOpen()
    this.unit.afterCommit(effect)
  }

  assertOpen(): void {
    if (!this.isOpen) throw new TransactionClosed(this.depth)
  }
}

/** A defect: a fiber kept a transaction that has ended. */
export class TransactionClosed extends Error {
  override readonly name = "TransactionClosed"

  constructor(depth: number) {
    const what = depth === 0 ? "The transaction" : "The savepoint"
    super(`${what} was used after it ended. Join the fibers you fork inside a transaction before it ends.`)
  }
}
