// A file of its own: the generator reads it before there are any lines.

/** Gives one row for each thing in schema genie. The same on every version: names and types, and no definitions. */
export const CATALOG_QUERY = `
  select line from (
    select 'table ' || c.relname as line
    from pg_catalog.pg_class c
    where c.relnamespace = 'genie'::regnamespace and c.relkind in ('r', 'p')
    union all
    select 'sequence ' || c.relname
    from pg_catalog.pg_class c
    where c.relnamespace = 'genie'::regnamespace and c.relkind = 'S'
    union all
    select 'index ' || c.relname
    from pg_catalog.pg_class c
    where c.relnamespace = 'genie'::regnamespace and c.relkind in ('i', 'I')
    union all
    select 'column ' || c.relname || '.' || a.attname || ' ' || case
      when y.typnamespace = 'genie'::regnamespace then 'genie.' || y.typname
      else pg_catalog.format_type(a.atttypid, a.atttypmod)
    end
    from pg_catalog.pg_attribute a
    join pg_catalog.pg_class c on c.oid = a.attrelid
    join pg_catalog.pg_type y on y.oid = a.atttypid
    where c.relnamespace = 'genie'::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
    union all
    select 'constraint ' || c.relname || '.' || k.conname
    from pg_catalog.pg_constraint k
    join pg_catalog.pg_class c on c.oid = k.conrelid
    where c.relnamespace = 'genie'::regnamespace and k.contype <> 'n' and k.convalidated
    union all
    select 'trigger ' || c.relname || '.' || t.tgname
    from pg_catalog.pg_trigger t
    join pg_catalog.pg_class c on c.oid = t.tgrelid
    where c.relnamespace = 'genie'::regnamespace and not t.tgisinternal and t.tgenabled <> 'D'
    union all
    select 'function ' || p.proname
    from pg_catalog.pg_proc p
    where p.pronamespace = 'genie'::regnamespace
  ) as catalog
  order by line collate "C"`
