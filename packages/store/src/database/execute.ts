import { Effect } from "effect"
import type { Kysely, QueryResult } from "kysely"
import type { Engine } from "./engines/Engine.ts"
import { RootUsedInsideTransaction } from "./openTransaction.ts"
import type { Query } from "./Query.ts"
import type { SqlError } from "./SqlError.ts"
import { toSqlError } from "./SqlState.ts"
import type { Tables } from "./Tables.generated.ts"

/** Sends one statement. A statement that cannot be built is a defect; one that the database refuses is a failure. */
export const execute = <Row>(
  engine: Engine,
  kysely: Kysely<Tables>,
  query: (kysely: Kysely<Tables>) => Query<Row>
): Effect.Effect<QueryResult<Row>, SqlError> =>
  Effect.suspend(() => {
    const compiled = query(kysely).compile(kysely)
    return settled((signal) => kysely.executeQuery(compiled, { signal, inflightQueryAbortStrategy: engine.onAbort }))
  })

/** A promise of a driver's, its errors turned into ours. Its signal fires when the fiber is interrupted. */
export const settled = <A>(promise: (signal: AbortSignal) => Promise<A>): Effect.Effect<A, SqlError> =>
  Effect.catchIf(
    Effect.tryPromise({
      try: promise,
      catch: (cause) => (cause instanceof RootUsedInsideTransaction ? cause : toSqlError(cause))
    }),
    (error) => error instanceof RootUsedInsideTransaction,
    Effect.die
  ) as Effect.Effect<A, SqlError>
