// Kysely on the embedded database, for a program that has nothing else of Genie.
import { PgliteDialect, RootUsedInsideTransaction } from "@genie/pglite/kysely"
import { Kysely, sql } from "kysely"
import { beforeEach, describe, expect, it } from "vitest"
import { freshPglite } from "./freshPglite.ts"

interface Tables {
  notes: { id: number; title: string | null }
}

let db: Kysely<Tables>
let restarts: () => number
beforeEach(async () => {
  const database = await freshPglite()
  restarts = () => database.restarts
  db = new Kysely({ dialect: new PgliteDialect(database) })
  await db.schema
    .createTable("notes")
    .addColumn("id", "integer", (id) => id.primaryKey())
    .addColumn("title", "text")
    .execute()
})

const count = async () =>
  (
    await db
      .selectFrom("notes")
      .select((eb) => eb.fn.countAll<number>().as("n"))
      .executeTakeFirstOrThrow()
  ).n

describe("the root database inside a transaction", () => {
  it("throws at once and names the call, instead of waiting for ever", async () => {
    const working = db.transaction().execute(async () => {
      await db.selectFrom("notes").selectAll().execute()
    })

    await expect(working).rejects.toThrow(RootUsedInsideTransaction)
    await expect(working).rejects.toThrow(/dialect\.test\.ts/)
    expect(await count()).toBe(0)
  })

  it("throws however deep it is used, and whatever it is used for", async () => {
    const deep = async (depth: number): Promise<unknown> => {
      await Promise.resolve()
      return depth === 0 ? await sql`select 1`.execute(db) : await deep(depth - 1)
    }
    const uses: ReadonlyArray<() => Promise<unknown>> = [
      () => deep(3),
      () => db.transaction().execute(async () => {}),
      () => db.startTransaction().execute(),
      () => db.connection().execute(async () => {}),
      () => Promise.all([count(), count()])
    ]

    for (const use of uses)
      await expect(db.transaction().execute(async () => void (await use()))).rejects.toThrow(RootUsedInsideTransaction)
  })

  it("is itself again when the transaction is over, and beside it", async () => {
    const [, before] = await Promise.all([
      db
        .transaction()
        .execute(async (trx) => void (await trx.insertInto("notes").values({ id: 1, title: "" }).execute())),
      count()
    ])

    expect([before, await count()]).toStrictEqual([expect.any(Number), 1])
  })

  it("may be used by what was started before, and by other transactions", async () => {
    const all = Array.from({ length: 20 }, (_, id) =>
      id % 2 === 0
        ? db.insertInto("notes").values({ id, title: null }).execute()
        : db.transaction().execute((trx) => trx.insertInto("notes").values({ id, title: null }).execute())
    )

    await Promise.all(all)

    expect(await count()).toBe(20)
  })
})

describe("a transaction", () => {
  it("whose error was swallowed does not report success", async () => {
    const working = db.transaction().execute(async (trx) => {
      await trx.insertInto("notes").values({ id: 1, title: "lost" }).execute()
      await sql`select 1 / 0`.execute(trx).catch(() => {})
    })

    await expect(working).rejects.toThrow(/rolled back/)
    expect(await count()).toBe(0)
  })

  it("that is controlled by hand has savepoints", async () => {
    const trx = await db.startTransaction().execute()
    await trx.insertInto("notes").values({ id: 1, title: null }).execute()
    const saved = await trx.savepoint('odd "name"').execute()
    await saved.insertInto("notes").values({ id: 2, title: null }).execute()
    await saved.rollbackToSavepoint('odd "name"').execute()
    await trx.commit().execute()

    expect(await db.selectFrom("notes").select("id").execute()).toStrictEqual([{ id: 1 }])
  })

  it("has the isolation level and the access mode that it asked for", async () => {
    const asked = db.transaction().setIsolationLevel("serializable").setAccessMode("read only")

    const level = await asked.execute((trx) =>
      sql<{ transaction_isolation: string }>`show transaction_isolation`.execute(trx)
    )
    const writing = asked.execute((trx) => trx.insertInto("notes").values({ id: 1, title: null }).execute())

    expect(level.rows).toStrictEqual([{ transaction_isolation: "serializable" }])
    await expect(writing).rejects.toMatchObject({ code: "25006" })
  })
})

describe("a signal", () => {
  const canceled = { inflightQueryAbortStrategy: "cancel query" } as const

  it("stops a query that runs, and the next one is served", async () => {
    const stop = new AbortController()
    const sleeping = sql`select pg_sleep(600)`.execute(db, { signal: stop.signal, ...canceled })
    await new Promise((resolve) => setImmediate(resolve))
    stop.abort(new Error("gone"))

    await expect(sleeping).rejects.toThrow("gone")
    expect(await count()).toBe(0)
    expect(restarts()).toBe(1)
  })

  it("takes back a query that waits behind a transaction", async () => {
    const trx = await db.startTransaction().execute()
    const stop = new AbortController()
    const inserting = db
      .insertInto("notes")
      .values({ id: 1, title: null })
      .execute({ signal: stop.signal, ...canceled })
    await new Promise((resolve) => setImmediate(resolve))

    stop.abort(new Error("gone"))
    await expect(inserting).rejects.toThrow("gone")
    await trx.commit().execute()

    expect(await count()).toBe(0)
  })
})

it("rows are counted as PostgreSQL counts them, and read-only statements have no count", async () => {
  const inserted = await db
    .insertInto("notes")
    .values([1, 2, 3].map((id) => ({ id, title: null })))
    .executeTakeFirst()
  const updated = await db.updateTable("notes").set({ title: "x" }).where("id", ">", 1).executeTakeFirst()
  const deleted = await db.deleteFrom("notes").where("id", "=", 9).executeTakeFirst()
  const read = await sql`select * from notes`.execute(db)

  expect([
    inserted.numInsertedOrUpdatedRows,
    updated.numUpdatedRows,
    deleted.numDeletedRows,
    read.numAffectedRows
  ]).toStrictEqual([3n, 2n, 0n, undefined])
})

it("rows are not streamed, and the sentence says what to do", async () => {
  const streaming = async () => {
    for await (const _ of db.selectFrom("notes").selectAll().stream()) expect.unreachable()
  }

  await expect(streaming()).rejects.toThrow("read them in pages")
})

it("destroying Kysely closes the database", async () => {
  await db.destroy()

  await expect(db.selectFrom("notes").selectAll().execute()).rejects.toThrow(/destroyed|closed/)
})
