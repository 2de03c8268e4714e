import {
  AbortedTransactionError,
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
  type TransactionSettings
} from "kysely"
import type { Pglite } from "../driver/Pglite.ts"
import type { PgliteSession } from "../driver/PgliteSession.ts"

/** Kysely's driver on the embedded database. */
export class PgliteDriver implements Driver {
  readonly #database: Pglite

  constructor(database: Pglite) {
    this.#database = database
  }

  async init(): Promise<void> {}

  /** There is always one more: they share the engine's one session, and wait for each other's transactions only. */
  async acquireConnection(): Promise<DatabaseConnection> {
    return new PgliteConnection(this.#database.connect())
  }

  async beginTransaction(
    connection: DatabaseConnection,
    { accessMode, isolationLevel }: TransactionSettings
  ): Promise<void> {
    const modes = [isolationLevel === undefined ? [] : `isolation level ${isolationLevel}`, accessMode ?? []].flat()
    await connection.executeQuery(CompiledQuery.raw(["begin", modes.join(", ")].join(" ").trim()))
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    const { command } = await (connection as PgliteConnection).session.query("commit")
    // A statement failed, its error was swallowed, and everything is rolled back.
    if (command === "ROLLBACK") throw new AbortedTransactionError()
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("rollback"))
  }

  async savepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`savepoint ${identifier(name)}`))
  }

  async rollbackToSavepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`rollback to ${identifier(name)}`))
  }

  async releaseSavepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`release ${identifier(name)}`))
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    await (connection as PgliteConnection).session.release()
  }

  async destroy(): Promise<void> {
    await this.#database.close()
  }
}

class PgliteConnection implements DatabaseConnection {
  readonly session: PgliteSession

  constructor(session: PgliteSession) {
    this.session = session
  }

  async executeQuery<Row>({ parameters, sql }: CompiledQuery): Promise<QueryResult<Row>> {
    const { affected, rows } = await this.session.query<Row>(sql, parameters)
    return affected === undefined ? { rows } : { numAffectedRows: affected, rows }
  }

  /** Kysely calls it when the signal of a query fires. */
  async cancelQuery(): Promise<void> {
    this.session.abandon()
  }

  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error(
      "The embedded database does not stream rows: read them in pages, or `declare` a cursor and `fetch`."
    )
  }
}

const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`
