import { PGlite } from "@electric-sql/pglite"

/** How many rows there are to read and to change. */
export const ITEMS = 20_000

/** Makes a directory as PGlite itself makes it, with rows in it, and closes it. Everybody gets a copy. */
export const seedDirectory = async (directory: string, jobs: number): Promise<void> => {
  const pglite = await PGlite.create(directory)
  await pglite.exec(`
    create table items (
      id bigint primary key,
      title text not null,
      done boolean not null default false,
      touched_at timestamptz not null default now()
    );
    insert into items (id, title) select n, 'Item ' || n from generate_series(0, ${ITEMS - 1}) n;

    create table jobs (
      id bigint primary key,
      state text not null default 'available',
      priority int not null default 0
    );
    create index jobs_next on jobs (priority, id) where state = 'available';
    insert into jobs (id) select n from generate_series(1, ${jobs}) n;
  `)
  await pglite.exec("vacuum analyze")
  await pglite.close()
}
