// What no operation of Genie does, and anybody with the database's password can: change history by plain SQL.
import { join } from "node:path"
import { PGlite } from "@electric-sql/pglite"
import pg from "pg"

/** What was changed: in which entry, and how. */
interface Change {
  readonly seq: number
  readonly sql: string
}

const sql =
  `update genie.audit_events set body = replace(body, '"ana"', '"ann"') ` +
  `where seq = (select min(seq) from genie.audit_events where body like '%"ana"%') returning seq`

/** Changes one letter of one entry. The trigger that refuses changes is a guard rail: its owner can take it away. */
export const changeOneByte = async ({
  database,
  home
}: {
  readonly database: string | undefined
  readonly home: string
}): Promise<Change> => {
  await using connection = database === undefined ? await embedded(join(home, "pg")) : await postgres(database)
  await connection.query("alter table genie.audit_events disable trigger audit_events_append_only")
  const { rows } = await connection.query(sql)
  await connection.query("alter table genie.audit_events enable trigger audit_events_append_only")
  return { seq: Number(rows[0]?.seq), sql }
}

interface Connection extends AsyncDisposable {
  query(statement: string): Promise<{ readonly rows: ReadonlyArray<{ readonly seq?: unknown }> }>
}

/** Its owner is gone: two processes must never have the directory open. */
const embedded = async (directory: string): Promise<Connection> => {
  const pglite = await PGlite.create(directory)
  return { query: (statement) => pglite.query(statement), [Symbol.asyncDispose]: () => pglite.close() }
}

const postgres = async (database: string): Promise<Connection> => {
  const client = new pg.Client({ connectionString: database })
  await client.connect()
  return { query: (statement) => client.query(statement), [Symbol.asyncDispose]: () => client.end() }
}
