import type { Note } from "./Ledger.ts"
import { Product } from "./Product.ts"
import type { Writers } from "./Writers.ts"

/** Opens the directory once more, in a new process, and holds what is there against what the writers were told. */
export const brokenAfterwards = async (directory: string, writers: Writers): Promise<ReadonlyArray<string>> => {
  const product = await Product.open(directory, { hasAmcheck: true })
  try {
    const found = (await product.rows("select id, pair from notes")) as unknown as ReadonlyArray<Note>
    return [...writers.ledger.judge(found), ...(await damage(product))]
  } finally {
    await product.kill()
  }
}

/** What PostgreSQL's own check of tables and indexes finds. */
export const damage = async (product: Product): Promise<ReadonlyArray<string>> => {
  await product.rows("create extension if not exists amcheck")
  const tables = await product.ask({
    do: "query",
    text: `select c.oid::regclass::text as name, found.msg as message
      from pg_class c cross join lateral verify_heapam(c.oid) found
      where c.relkind in ('r', 't', 'm') and c.relpersistence <> 't'`
  })
  const indexes = await product.ask({
    do: "query",
    text: `select count(bt_index_check(c.oid, c.relkind = 'i'))::int as checked
      from pg_index i join pg_class c on c.oid = i.indexrelid
      join pg_am a on a.oid = c.relam and a.amname = 'btree'
      where i.indisvalid and c.relkind = 'i' and c.relpersistence <> 't'`
  })
  return [
    ...("error" in tables ? [`amcheck of the tables: ${tables.error.message}`] : []),
    ...("error" in indexes ? [`amcheck of the indexes: ${indexes.error.message}`] : []),
    ...("rows" in tables ? tables.rows.map(({ message, name }) => `amcheck: ${name}: ${message}`) : [])
  ]
}
