// Makes the small database that the workload starts from. `makeBase.ts DIRECTORY`
import { PGlite } from "@electric-sql/pglite"
import { amcheck } from "@electric-sql/pglite/contrib/amcheck"

const db = await PGlite.create({
  dataDir: process.argv[2]!,
  extensions: { amcheck },
  // Segments of 1 MB instead of 16: states are smaller, and the log gets a new file often.
  initDbStartParams: ["--wal-segsize=1"]
})
await db.exec("update pg_database set datistemplate = false")
for (const name of ["template0", "template1"]) await db.exec(`drop database ${name}`)
await db.exec(`
  create extension amcheck;

  create function body_of(id int) returns text language sql immutable as $$
    select string_agg(md5(id || ':' || n), '') from generate_series(1, case when id % 3 = 0 then 300 else 6 end) as n
  $$;
  create table entries (id int primary key, body text not null, digest text not null, touched int not null default 0);
  create index on entries (digest);
  create table parts (entry int references entries, part int, primary key (entry, part));
  create table counts (entries int not null);
  insert into counts values (0);

  create table notes (id int primary key, body text not null);
  create index on notes (body);
  create table cells (id int primary key, version int not null, body text not null);
  insert into cells select n, 0, '' from generate_series(1, 20) as n;

  create table refilled (generation int, n int, body text, primary key (generation, n));
  create table migrations (id int primary key);
  create table migrated (id int primary key, body text);
  insert into migrated select n, md5(n::text) from generate_series(1, 100) as n;
`)
await db.exec("vacuum full")
await db.exec("checkpoint")
await db.close()
process.exit(0)
