// What is in the database of the workload, as far as something was promised of it.
import type { PGlite } from "@electric-sql/pglite"

export interface Facts {
  readonly entries: ReadonlyArray<{ readonly id: number; readonly isWhole: boolean; readonly parts: number }>
  /** Parts without an entry. */
  readonly orphans: number
  /** How many entries were counted in the transactions that wrote them. */
  readonly counted: number
  readonly notes: ReadonlyArray<{ readonly id: number; readonly isWhole: boolean }>
  readonly cells: ReadonlyArray<{ readonly id: number; readonly version: number; readonly isWhole: boolean }>
  readonly refilled: { readonly generation: number; readonly generations: number; readonly rows: number }
  readonly tables: ReadonlyArray<{ readonly id: number; readonly rows: number }>
  readonly migrations: ReadonlyArray<{ readonly id: number; readonly has: ReadonlyArray<string> }>
  /** What amcheck has found. */
  readonly corruptions: ReadonlyArray<string>
}

export const factsOf = async (db: PGlite): Promise<Facts> => {
  const rows = async <A>(text: string) => (await db.query<A>(text)).rows
  const [counts] = await rows<Pick<Facts, "orphans" | "counted">>(`
    select
      (select count(*)::int from parts where not exists (select from entries where id = entry)) as orphans,
      (select sum(entries)::int from counts) as counted`)
  const [refilled] = await rows<Facts["refilled"]>(`
    select
      coalesce(max(generation), 0) as generation, count(distinct generation)::int as generations,
      count(*)::int as rows
    from refilled`)
  return {
    ...counts!,
    entries: await rows(`
      select
        id, body = body_of(id) and digest = md5(body) as "isWhole",
        (select count(*)::int from parts where entry = id) as parts
      from entries
      order by id`),
    notes: await rows(`select id, body = 'note ' || md5(id::text) as "isWhole" from notes order by id`),
    cells: await rows(`
      select id, version, version = 0 or body = repeat('v' || version, 20) as "isWhole" from cells order by id`),
    refilled: refilled!,
    tables: await tablesOf(rows),
    migrations: await rows(`
      select id::int, array_agg(piece order by piece) as has
      from (
        select substr(attname, 8) as id, 'column' as piece from pg_attribute
        where attrelid = 'migrated'::regclass and attname ~ '^column_'
        union all
        select substr(relname, 7), case relkind when 'r' then 'table' else 'index' end from pg_class
        where relname ~ '^(table|index)_\\d+$'
        union all
        select substr(proname, 10), 'function' from pg_proc where proname ~ '^function_\\d+$'
        union all
        select id::text, 'row' from migrations
      ) as pieces
      group by id
      order by id`),
    corruptions: await corruptionsOf(db)
  }
}

const tablesOf = async (rows: <A>(text: string) => Promise<ReadonlyArray<A>>) => {
  const found = await rows<{ readonly id: number }>(`
    select substr(relname, 7)::int as id from pg_class where relname ~ '^extra_\\d+$' and relkind = 'r' order by 1`)
  if (found.length === 0) return []
  const counts = found.map(({ id }) => `select ${id} as id, (select count(*)::int from extra_${id}) as rows`)
  return await rows<{ readonly id: number; readonly rows: number }>(counts.join(" union all "))
}

/** Every index with all that is said in it, and every table, the engine's own included. */
export const corruptionsOf = async (db: PGlite): Promise<ReadonlyArray<string>> => {
  const said = (error: unknown) => [error instanceof Error ? error.message : String(error)]
  const indexes = await db
    .query(`
      select bt_index_parent_check(pg_class.oid, heapallindexed => true, rootdescend => true, checkunique => true)
      from pg_class
      join pg_am on pg_am.oid = relam
      where amname = 'btree' and relkind = 'i' and relpersistence = 'p'`)
    .then(() => [], said)
  const tables = await db
    .query<{ readonly corruption: string }>(`
      select format('%s: block %s, line %s: %s', pg_class.oid::regclass, blkno, offnum, msg) as corruption
      from pg_class
      cross join verify_heapam(pg_class.oid, check_toast => true)
      where relkind in ('r', 't', 'm') and relpersistence = 'p'`)
    .then(({ rows }) => rows.map(({ corruption }) => corruption), said)
  return [...indexes, ...tables]
}
