import type { CompiledQuery, QueryExecutorProvider } from "kysely"

/** Anything that can be run: a Kysely builder, or a `sql` template. */
export interface Query<Row> {
  compile(db: QueryExecutorProvider): CompiledQuery<Row>
}
