import type { PGlite } from "@electric-sql/pglite"

/** The schema as PostgreSQL describes it, in an order that makes a diff of two versions readable. */
export async function schemaJson(pg: PGlite): Promise<string> {
  const { rows } = await pg.query<{ schema: unknown }>(catalog)
  return `${JSON.stringify(rows[0]?.schema, null, 2)}\n`
}

const catalog = `
  select json_build_object(
    'tables', (
      select json_object_agg(relname, json_build_object(
        'comment', obj_description(pg_class.oid, 'pg_class'),
        'options', reloptions,
        'columns', (
          select json_object_agg(attname, json_strip_nulls(json_build_object(
            'type', format_type(atttypid, atttypmod),
            'nullable', not attnotnull,
            'default', (
              select pg_get_expr(adbin, adrelid) from pg_attrdef where adrelid = attrelid and adnum = attnum
            ),
            'comment', col_description(attrelid, attnum)
          )) order by attnum)
          from pg_attribute
          where attrelid = pg_class.oid and attnum > 0 and not attisdropped
        ),
        'constraints', (
          select json_object_agg(conname, pg_get_constraintdef(oid) order by conname)
          from pg_constraint
          where conrelid = pg_class.oid and contype <> 'n'
        ),
        'indexes', (
          select json_object_agg(indexname, indexdef order by indexname)
          from pg_indexes
          where schemaname = 'genie' and tablename = relname
        ),
        'triggers', (
          select json_object_agg(tgname, pg_get_triggerdef(oid) order by tgname)
          from pg_trigger
          where tgrelid = pg_class.oid and not tgisinternal
        )
      ) order by relname)
      from pg_class
      where relnamespace = 'genie'::regnamespace and relkind in ('r', 'p')
    ),
    'enums', (
      select json_object_agg(typname, json_build_object(
        'comment', obj_description(pg_type.oid, 'pg_type'),
        'values', (select json_agg(enumlabel order by enumsortorder) from pg_enum where enumtypid = pg_type.oid)
      ) order by typname)
      from pg_type
      where typnamespace = 'genie'::regnamespace and typtype = 'e'
    ),
    'sequences', (
      select json_object_agg(relname, json_build_object('comment', obj_description(oid, 'pg_class')) order by relname)
      from pg_class
      where relnamespace = 'genie'::regnamespace and relkind = 'S'
    ),
    'functions', (
      select json_object_agg(oid::regprocedure::text, json_build_object(
        'comment', obj_description(oid, 'pg_proc'),
        'definition', pg_get_functiondef(oid)
      ) order by oid::regprocedure::text)
      from pg_proc
      where pronamespace = 'genie'::regnamespace
    )
  ) as schema`
