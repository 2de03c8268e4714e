import { type RawBuilder, sql } from "kysely"
import { SqlType, type SqlTypes, type ValuesOf } from "./SqlType.ts"

/** Records of these columns, however many: one JSON document, or one array for each column. */
export class RecordType<C extends SqlTypes> extends SqlType<ReadonlyArray<ValuesOf<C>>> {
  readonly columns: C

  constructor(columns: C) {
    super("json", (nth) => [sampleOf(columns, nth), sampleOf(columns, nth + 1)])
    this.columns = columns
  }

  /** The records as rows: `from ${firings.rows(input)}`. */
  rows(items: ReadonlyArray<ValuesOf<C>>, alias = "input"): RawBuilder<unknown> {
    return sql`json_to_recordset(cast(${JSON.stringify(items)} as json)) as ${sql.raw(`${alias}(${this.#definition()})`)}`
  }

  /** The records as arrays, one for each column: `from unnest(${entry.arrays(entries)}) as new (id, …)`. */
  arrays(items: ReadonlyArray<ValuesOf<C>>): RawBuilder<unknown> {
    return sql.join(
      Object.entries(this.columns).map(([name, type]) => {
        const column = items.map((item) => item[name as keyof typeof item] ?? null)
        return sql`${column}::${sql.raw(type.shortName)}[]`
      })
    )
  }

  #definition(): string {
    return Object.entries(this.columns)
      .map(([name, type]) => `${/[A-Z]/.test(name) ? `"${name}"` : name} ${type.shortName}`)
      .join(", ")
  }
}

/** Declares records. A field that one of them lacks is null there. */
export const records = <const C extends SqlTypes>(columns: C): RecordType<C> => new RecordType(columns)

/** One of the records. */
export type RecordOf<R extends RecordType<any>> = R extends RecordType<infer C> ? ValuesOf<C> : never

const sampleOf = (columns: SqlTypes, nth: number) =>
  Object.fromEntries(Object.entries(columns).map(([name, type]) => [name, type.sample(nth)]))
