import { RootUsedInsideTransaction } from "@genie/pglite/kysely"
import { Effect } from "effect"
import type { CompiledQuery, DatabaseConnection, Kysely, QueryExecutor, QueryResult } from "kysely"
import type { Query } from "./Query.ts"
import type { SqlError } from "./SqlError.ts"
import { toSqlError } from "./SqlState.ts"
import type { Tables } from "./Tables.generated.ts"

/**
 * Sends one statement. A statement that cannot be built is a defect; one that the database refuses is a failure.
 *
 * Kysely's own way with an `AbortSignal` costs a third of the throughput, so interruption is ours: a statement that
 * still waits is not sent any more, one that runs is cancelled where the server can.
 */
export const execute = <Row>(
  kysely: Kysely<Tables>,
  query: (kysely: Kysely<Tables>) => Query<Row>
): Effect.Effect<QueryResult<Row>, SqlError> =>
  Effect.callback((resume) => {
    const statement = new Statement(kysely.getExecutor(), compiled(kysely, query(kysely)))
    statement.run().then(
      (result) => resume(Effect.succeed(result)),
      (cause) => resume(failure(cause))
    )
    return Effect.sync(() => statement.abandon())
  })

/**
 * A builder's statement goes through the plugins, which name the schema and spell columns. A `sql` template says both
 * itself, so it is spared: a plugin copies every node of a statement, and that took longer than the server did.
 */
const compiled = <Row>(kysely: Kysely<Tables>, query: Query<Row>): CompiledQuery<Row> =>
  query.compile("isRawBuilder" in query ? withoutPlugins(kysely) : kysely)

const withoutPlugins = (kysely: Kysely<Tables>): Kysely<Tables> => {
  const known = bare.get(kysely)
  if (known !== undefined) return known
  const made = kysely.withoutPlugins()
  bare.set(kysely, made)
  return made
}

const bare = new WeakMap<Kysely<Tables>, Kysely<Tables>>()

/** A promise of a driver's, its errors turned into ours. */
export const settled = <A>(promise: () => Promise<A>): Effect.Effect<A, SqlError> =>
  Effect.callback((resume) => {
    promise().then(
      (value) => resume(Effect.succeed(value)),
      (cause) => resume(failure(cause))
    )
  })

const failure = (cause: unknown): Effect.Effect<never, SqlError> =>
  cause instanceof RootUsedInsideTransaction ? Effect.die(cause) : Effect.fail(toSqlError(cause))

/** One statement on its way. */
class Statement<Row> {
  readonly #executor: QueryExecutor
  readonly #query: CompiledQuery<Row>
  #connection: DatabaseConnection | undefined
  #isAbandoned = false

  constructor(executor: QueryExecutor, query: CompiledQuery<Row>) {
    this.#executor = executor
    this.#query = query
  }

  run(): Promise<QueryResult<Row>> {
    return this.#executor
      .withConnectionProvider({
        provideConnection: (consumer, options) =>
          this.#executor.provideConnection(async (connection) => {
            if (this.#isAbandoned) throw new Error("Nobody waits for this statement any more.")
            this.#connection = connection
            try {
              return await consumer(connection)
            } finally {
              this.#connection = undefined
            }
          }, options)
      })
      .executeQuery(this.#query)
  }

  abandon(): void {
    this.#isAbandoned = true
    const connection = this.#connection
    if (connection?.cancelQuery === undefined) return
    const cancel = async () => {
      await connection.collectSessionInfo?.()
      await connection.cancelQuery?.((consumer) => this.#executor.provideConnection(consumer))
    }
    // When it cannot be cancelled it ends by itself, at the latest with the statement timeout.
    cancel().catch(() => {})
  }
}
