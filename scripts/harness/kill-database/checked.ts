import type { Pglite } from "@genie/pglite"

/** What amcheck finds wrong with the tables and the indexes of a database, catalogs included. */
export const checked = async (database: Pglite): Promise<ReadonlyArray<string>> => {
  await database.query("create extension if not exists amcheck")
  const named = async (query: string) => (await database.query<{ name: string }>(query)).rows.map(({ name }) => name)
  const findings: Array<string> = []

  const indexes = await named(
    `select indexrelid::regclass::text as name
     from pg_index
     join pg_class on pg_class.oid = indexrelid
     join pg_am on pg_am.oid = relam
     where amname = 'btree' and relpersistence = 'p' and indisvalid`
  )
  const inIndexes = indexes.map((name) =>
    database.query("select bt_index_parent_check($1::text::regclass, true)", [name]).catch((error: Error) => {
      findings.push(`${name}: ${error.message}`)
    })
  )
  const tables = await named(
    "select oid::regclass::text as name from pg_class where relkind in ('r', 'm', 't') and relpersistence = 'p'"
  )
  const inTables = tables.map(async (name) => {
    const { rows } = await database.query<{ blkno: string; msg: string }>(
      "select blkno, msg from verify_heapam($1::text::regclass)",
      [name]
    )
    findings.push(...rows.map(({ blkno, msg }) => `${name}, page ${blkno}: ${msg}`))
  })
  await Promise.all([...inIndexes, ...inTables])
  return findings
}
