import { type Kysely, sql } from "kysely"
import type { Peer } from "../Peer.ts"

/** What the statements are about. */
export interface Tables {
  items: { id: number; title: string; done?: boolean; touched_at?: unknown }
  jobs: { id: number; state: string; priority: number }
}

/** The statements of the benchmark, built anew for every call, as programs do. */
export const statements = {
  select: (kysely: Kysely<Tables>, id: number) =>
    kysely.selectFrom("items").select(["id", "title", "done", "touched_at"]).where("id", "=", id),
  insert: (kysely: Kysely<Tables>, id: number) => kysely.insertInto("items").values({ id, title: `Item ${id}` }),
  update: (kysely: Kysely<Tables>, id: number) =>
    kysely
      .updateTable("items")
      .set(({ fn, not, ref }) => ({ done: not(ref("done")), touched_at: fn("now") }))
      .where("id", "=", id),
  claim: (kysely: Kysely<Tables>) =>
    kysely
      .updateTable("jobs")
      .set({ state: "running" })
      .where("id", "=", ({ selectFrom }) =>
        selectFrom("jobs")
          .select("id")
          .where("state", "=", sql.lit("available"))
          .orderBy("priority")
          .orderBy("id")
          .limit(sql.lit(1))
          .forUpdate()
          .skipLocked()
      )
      .returning("id"),
  complete: (kysely: Kysely<Tables>, id: number) =>
    kysely.updateTable("jobs").set({ state: "done" }).where("id", "=", id).where("state", "=", "running")
}

export const onKysely = (own: { readonly kysely: Kysely<Tables> } & Pick<Peer, "sql" | "close" | "syncs">): Peer => {
  const { kysely } = own
  return {
    select: (id) => statements.select(kysely, id).executeTakeFirst(),
    insert: (id) => statements.insert(kysely, id).executeTakeFirst(),
    update: (id) => statements.update(kysely, id).executeTakeFirst(),
    claim: async () => (await statements.claim(kysely).executeTakeFirstOrThrow()).id,
    complete: (id) => statements.complete(kysely, id).executeTakeFirst(),
    ...own
  }
}
