import type { Pglite } from "@genie/pglite"

/**
 * Which migrations ran on a database, and a digest of everything that they have made. The table in which they are written down
 * is not theirs: it is made before the first of them, in a transaction of its own.
 */
export const schemaOf = async (
  database: Pglite
): Promise<{ readonly migrations: ReadonlyArray<string>; readonly schema: string }> => {
  const { rows: parts } = await database.query<{ schema: string }>(
    `select md5(coalesce(string_agg(part, e'\\n' order by part collate "C"), '')) as schema
     from (
       select concat(relkind, ' ', relname) from pg_class
       where relnamespace = to_regnamespace('genie') and not starts_with(relname, '_genie_migrations')
       union all
       select concat(relname, '.', attname, ' ', format_type(atttypid, atttypmod), ' ', attnotnull)
       from pg_attribute join pg_class on pg_class.oid = attrelid
       where relnamespace = to_regnamespace('genie') and relkind = 'r' and attnum > 0 and relname <> '_genie_migrations'
       union all
       select concat(conname, ' ', pg_get_constraintdef(oid)) from pg_constraint
       where connamespace = to_regnamespace('genie') and conrelid <> coalesce(to_regclass('genie._genie_migrations'), 0)
       union all
       select concat(proname, ' ', md5(prosrc)) from pg_proc where pronamespace = to_regnamespace('genie')
       union all
       select tgname from pg_trigger join pg_class on pg_class.oid = tgrelid
       where relnamespace = to_regnamespace('genie') and not tgisinternal
     ) as parts (part)`
  )
  const { rows: known } = await database.query<{ isKnown: boolean }>(
    `select to_regclass('genie._genie_migrations') is not null as "isKnown"`
  )
  const { rows: ran } = known[0]!.isKnown
    ? await database.query<{ name: string }>("select name from genie._genie_migrations order by name")
    : { rows: [] }
  return { migrations: ran.map(({ name }) => name), schema: parts[0]!.schema }
}
