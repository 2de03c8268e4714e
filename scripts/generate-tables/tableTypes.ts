import type { PGlite } from "@electric-sql/pglite"
import { Kysely } from "kysely"
import { Adapter, ColumnType, Generator, IdentifierNode, PostgresDialect } from "kysely-codegen"
import { KyselyPGlite } from "kysely-pglite"

const header = `/**
 * What Kysely knows about every table, in the types our parsers give.
 * Generated from the migrations by \`pnpm generate\`: never edited by hand.
 */
`

/** The table types of schema `genie`, for `db.withSchema("genie")` and the camelCase plugin. */
export async function tableTypes(pg: PGlite): Promise<string> {
  const dialect = new KyselyPGlite(pg).dialect
  const code = await new Generator().generate({
    camelCase: true,
    // The generator is CommonJS and knows Kysely by its other declarations: same class, another name to the compiler.
    db: new Kysely({ dialect }) as never,
    dialect: {
      adapter: new GenieAdapter(),
      introspector: new PostgresDialect().introspector,
      createKyselyDialect: async () => dialect as never
    },
    includePattern: "genie.*",
    schema: "genie"
  })
  const comments = await pg.query<{ name: string; comment: string }>(
    `select relname as name, obj_description(oid, 'pg_class') as comment
     from pg_class
     where relnamespace = 'genie'::regnamespace and relkind in ('r', 'p') and obj_description(oid, 'pg_class') is not null`
  )
  return header + documented(code.replace("export interface DB {", "export interface Tables {"), comments.rows)
}

/** What comes out of the database and what may go in, column type by column type: the other half of the store's parsers. */
class GenieAdapter extends Adapter {
  override readonly definitions = {
    JsonValue: new IdentifierNode(
      "null | boolean | number | string | ReadonlyArray<JsonValue> | { readonly [key: string]: JsonValue }"
    ),
    Timestamp: new ColumnType(new IdentifierNode("string"), new IdentifierNode("Date | string"))
  }

  override readonly scalars = {
    ...as("boolean", ["bool"]),
    ...as("number", ["int2", "int4", "int8", "float4", "float8", "oid"]),
    ...as("string", ["bpchar", "date", "numeric", "text", "time", "uuid", "varchar"]),
    ...as("JsonValue", ["json", "jsonb"]),
    ...as("Timestamp", ["timestamp", "timestamptz"]),
    ...as("Uint8Array", ["bytea"])
  }
}

function as(type: string, columns: ReadonlyArray<string>): Record<string, IdentifierNode> {
  return Object.fromEntries(columns.map((column) => [column, new IdentifierNode(type)]))
}

/** The generator carries comments of columns only. Shortens them to one line, and gives tables theirs. */
function documented(code: string, tables: ReadonlyArray<{ name: string; comment: string }>): string {
  const oneLine = code.replaceAll(/\/\*\*\n {3}\* ([^\n]*)\n {3}\*\//g, "/** $1 */")
  return tables.reduce(
    (text, { name, comment }) =>
      text.replace(`export interface ${pascal(name)} {`, (line) => `/** ${comment} */\n${line}`),
    oneLine
  )
}

const pascal = (name: string) => name.replaceAll(/(?:^|_)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
