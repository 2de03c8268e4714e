import type { Peer } from "../Peer.ts"

/** The statements of the benchmark as text: what a program sends that uses no query builder. */
export const onSql = ({ sql, ...rest }: Pick<Peer, "sql" | "close" | "transaction" | "written" | "syncs">): Peer => ({
  select: (id) => sql("select id, title, done, touched_at from items where id = $1", [id]),
  insert: (id) => sql("insert into items (id, title) values ($1, $2)", [id, `Item ${id}`]),
  update: (id) => sql("update items set done = not done, touched_at = now() where id = $1", [id]),
  claim: async () => {
    const [job] = await sql(
      `update jobs set state = 'running'
      where id = (
        select id from jobs
        where state = 'available'
        order by priority, id
        limit 1
        for update skip locked
      )
      returning id`
    )
    return job.id
  },
  complete: (id) => sql("update jobs set state = 'done' where id = $1 and state = 'running'", [id]),
  sql,
  ...rest
})
