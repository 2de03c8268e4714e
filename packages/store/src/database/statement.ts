// Statements are declared before they are run: what goes in, what comes out, and the SQL between. A test has both engines
// prepare every one of them and compares what they describe with what is declared here. Nothing is checked while Genie runs.
import type { Schema } from "effect"
import type { CompiledQuery, Kysely, RawBuilder } from "kysely"
import { Placeholder } from "./Placeholder.ts"
import type { Query } from "./Query.ts"
import type { ColumnsOf, SqlType, SqlTypes, ValuesOf } from "./SqlType.ts"
import type { Tables } from "./Tables.generated.ts"

/** A statement with its parameters, for `db.all`, `db.one`, `db.maybeOne` and `db.affected`. */
export type Runnable<Row> = (kysely: Kysely<Tables>) => Query<Row>

/** A declared statement: give it its parameters, and run it. */
export interface Statement<P extends SqlTypes = any, Row = any> {
  (parameters: ValuesOf<P>): Runnable<Row>
  readonly declaration: Declaration
}

/** The facts about a statement before it is run. */
export interface Declaration {
  /** The service and the method: `RunRepository.find`. */
  readonly name: string
  readonly parameters: SqlTypes
  /** Parameters that are not independent of each other: each of their combinations is prepared. */
  readonly together: ReadonlyArray<string>
  /** The columns in camelCase. Absent where Kysely's builder knows them. */
  readonly row: SqlTypes | undefined
  /** Reads the rows: their columns are its fields, beside those of `row`. */
  readonly decodes: Schema.Top | undefined
}

/** The parameters of a statement. */
export type ParametersOf<S extends Statement> = S extends Statement<infer P> ? ValuesOf<P> : never

/** A row of the answer of a statement. */
export type RowOf<S extends Statement> = S extends Statement<any, infer Row> ? Row : never

interface TemplateOptions<P extends SqlTypes, C extends SqlTypes, S extends Schema.Top> {
  readonly parameters: P
  readonly together?: ReadonlyArray<keyof P & string>
  readonly row?: C
  readonly decodes?: S
  /** A template whose text is its point. Built anew each time: a part may depend on a parameter. */
  readonly sql: (parameters: ValuesOf<P>) => RawBuilder<unknown>
}

interface BuilderOptions<P extends SqlTypes, Row> {
  readonly parameters: P
  readonly together?: ReadonlyArray<keyof P & string>
  readonly decodes?: Schema.Top
  /**
   * A statement of Kysely's builder over the generated tables. Built once for each set of parameters that is given, with
   * placeholders in their places: building takes as long as a small statement takes to run.
   */
  readonly query: (kysely: Kysely<Tables>, parameters: ValuesOf<P>) => { compile(): CompiledQuery<Row> }
}

/**
 * Declares a statement.
 *
 * @example
 * ```ts
 * const lockCalledOff = statement("LiveRunRepository.lockCalledOff", {
 *   parameters: { worker: uuid },
 *   row: { runId: uuid, cancelReason: text },
 *   sql: ({ worker }) => sql`
 *     select run_id, cancel_reason
 *     from genie.live_runs
 *     where worker_id = ${worker}
 *     for update`
 * })
 * const rows = yield* db.all(lockCalledOff({ worker }))
 * ```
 */
export function statement<P extends SqlTypes, Row>(name: string, options: BuilderOptions<P, Row>): Statement<P, Row>
export function statement<P extends SqlTypes, C extends SqlTypes = {}, S extends Schema.Top = never>(
  name: string,
  options: TemplateOptions<P, C, S>
): Statement<P, ColumnsOf<C>>
export function statement(name: string, options: TemplateOptions<any, any, any> | BuilderOptions<any, any>): Statement {
  const build = "sql" in options ? fromTemplate(options) : fromBuilder(options)
  const declared: Statement = Object.assign((parameters: any) => build(parameters), {
    declaration: {
      name,
      parameters: options.parameters,
      together: options.together ?? [],
      row: "sql" in options ? (options.row ?? {}) : options.decodes && {},
      decodes: options.decodes
    }
  })
  declaredStatements.push(declared)
  return declared
}

/** Every statement of the modules that were loaded. */
export const declaredStatements: Array<Statement> = []

const fromTemplate =
  ({ sql }: TemplateOptions<any, any, any>) =>
  (parameters: any): Runnable<any> =>
  () =>
    sql(parameters) as Query<any>

const fromBuilder = ({ parameters: types, query }: BuilderOptions<any, any>) => {
  const entries: ReadonlyArray<readonly [string, SqlType<unknown>]> = Object.entries(types)
  const compiled = new Map<string, CompiledQuery>()

  return (parameters: any): Runnable<any> =>
    (kysely) => {
      const shape = shapeOf(entries, parameters)
      let known = compiled.get(shape)
      if (known === undefined) {
        known = query(kysely, placeholdersOf(entries, parameters)).compile()
        compiled.set(shape, known)
      }
      const bound = known.parameters.map((value) => (value instanceof Placeholder ? value.of(parameters) : value))
      return { compile: () => ({ ...known, parameters: bound }) }
    }
}

/** The key of a compiled statement: which parameters are given, and the values of those that shape it. */
const shapeOf = (entries: ReadonlyArray<readonly [string, SqlType<unknown>]>, parameters: any): string =>
  entries
    .map(([name, { shapes }]) => {
      const value = parameters[name]
      return value === undefined ? "" : value === null ? "-" : shapes.length === 0 ? "x" : String(value)
    })
    .join()

const placeholdersOf = (entries: ReadonlyArray<readonly [string, SqlType<unknown>]>, parameters: any): any =>
  Object.fromEntries(
    entries.flatMap(([name, type]) => {
      const value = parameters[name]
      if (value === undefined) return []
      return [[name, type.shapes.length > 0 ? value : new Placeholder(name, type)]]
    })
  )
