// Kysely on the embedded database: Kysely's own compiler and adapter for PostgreSQL, and a driver of ours.
import { AsyncLocalStorage } from "node:async_hooks"
import {
  type DatabaseConnection,
  type DatabaseIntrospector,
  type Dialect,
  type DialectAdapter,
  type Driver,
  type Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryCompiler,
  type TransactionSettings
} from "kysely"
import type { Pglite } from "../driver/Pglite.ts"
import { PgliteDriver } from "./PgliteDriver.ts"
import { RootUsedInsideTransaction } from "./RootUsedInsideTransaction.ts"

/**
 * The dialect of a database that is open. `kysely.destroy()` closes it.
 *
 * @example
 * ```ts
 * const db = new Kysely<Tables>({ dialect: new PgliteDialect(database) })
 * ```
 */
export class PgliteDialect implements Dialect {
  readonly #database: Pglite

  constructor(database: Pglite) {
    this.#database = database
  }

  createDriver(): Driver {
    return new GuardedDriver(this.#database)
  }

  createQueryCompiler(): QueryCompiler {
    return new PostgresQueryCompiler()
  }

  createAdapter(): DialectAdapter {
    return new PostgresAdapter()
  }

  createIntrospector(db: Kysely<any>): DatabaseIntrospector {
    return new PostgresIntrospector(db)
  }
}

interface OpenTransaction {
  readonly database: Pglite
  readonly around: OpenTransaction | undefined
  isOpen: boolean
}

/** The transaction that the running code is inside: whatever it awaits carries it along. */
const inside = new AsyncLocalStorage<OpenTransaction | undefined>()

/** Throws where the root database would wait for the transaction that waits for it. */
class GuardedDriver extends PgliteDriver {
  readonly #database: Pglite
  readonly #open = new WeakMap<DatabaseConnection, OpenTransaction>()

  constructor(database: Pglite) {
    super(database)
    this.#database = database
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    for (let open = inside.getStore(); open !== undefined; open = open.around) {
      if (open.isOpen && open.database === this.#database) throw new RootUsedInsideTransaction()
    }
    return super.acquireConnection()
  }

  override beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    const open = { database: this.#database, around: inside.getStore(), isOpen: true }
    this.#open.set(connection, open)
    // Before anything is awaited: Kysely calls the work of the transaction from the function that waits for this one, and
    // nobody else does.
    inside.enterWith(open)
    return super.beginTransaction(connection, settings)
  }

  override releaseConnection(connection: DatabaseConnection): Promise<void> {
    const open = this.#open.get(connection)
    if (open !== undefined) open.isOpen = false
    return super.releaseConnection(connection)
  }
}
