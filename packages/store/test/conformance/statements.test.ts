// What a statement gives is the same on every engine, down to what hardly anybody ever writes.
import { assert } from "@effect/vitest"
import { Db } from "@genie/store/database"
import { onEveryBackend } from "@genie/store/testing"
import { Effect, Layer } from "effect"
import { type Kysely, sql } from "kysely"
import { withKysely } from "./withKysely.ts"

const tables = Layer.effectDiscard(
  Effect.flatMap(Db, (db) => db.all(() => sql`create table notes (id int primary key, title text, size int default 1)`))
)

const run = (kysely: Kysely<any>, text: string, parameters: ReadonlyArray<unknown> = []) =>
  kysely.executeQuery<any>({ ...sql.raw(text).compile(kysely), parameters })

const codeOf = (promise: Promise<unknown>): Promise<string | undefined> =>
  promise.then(
    () => undefined,
    (error) => error.code
  )

onEveryBackend("The count of written rows", tables, (it) => {
  const counts: ReadonlyArray<readonly [statement: string, count: bigint | undefined]> = [
    ["insert into notes (id, title) select n, 'note ' || n from generate_series(1, 5) n", 5n],
    ["insert into notes (id) values (1) on conflict do nothing", 0n],
    ["insert into notes (id) values (1), (6) on conflict (id) do update set title = 'again'", 2n],
    ["update notes set title = 'new' where id <= 2", 2n],
    ["update notes set title = 'new' where false", 0n],
    ["update notes set title = 'new' where id <= 2 returning id", 2n],
    ["delete from notes where id = 6", 1n],
    ["delete from notes where id = 6 returning *", 0n],
    [
      "merge into notes using (values (1), (7)) as given (id) on notes.id = given.id when matched then update set title = 'merged' when not matched then insert (id) values (given.id)",
      2n
    ],
    ["with gone as (delete from notes where id = 7 returning id) insert into notes (id) select id from gone", 1n],
    ["with changed as (update notes set size = 2 returning id) select * from changed", undefined],
    ["select * from notes", undefined],
    ["values (1), (2)", undefined],
    ["create table more (id int)", undefined],
    ["truncate more", undefined],
    ["show timezone", undefined]
  ]

  it.effect("is the same for every kind of statement", () =>
    withKysely(async (kysely) => {
      await run(kysely, "delete from notes")
      const found = []
      for (const [statement] of counts) found.push([statement, (await run(kysely, statement)).numAffectedRows])

      // A merge, a `with` and an empty conflict are where drivers disagree.
      assert.deepStrictEqual(
        found.map(([statement, count]) => [statement, count ?? undefined]),
        counts.map(([statement, count]) => [statement, count])
      )
    })
  )
})

onEveryBackend("A statement", tables, (it, backend) => {
  it.effect("without columns gives rows without columns", () =>
    withKysely(async (kysely) => {
      const { rows } = await run(kysely, "select from generate_series(1, 2)")

      assert.deepStrictEqual(rows, [{}, {}])
    })
  )

  it.effect("with 1,600 columns gives them all", () =>
    withKysely(async (kysely) => {
      const columns = Array.from({ length: 1_600 }, (_, index) => `c${index}`)

      const { rows } = await run(kysely, `select ${columns.map((name, index) => `${index} as ${name}`).join()}`)

      assert.deepStrictEqual(rows, [Object.fromEntries(columns.map((name, index) => [name, index]))])
    })
  )

  it.effect("with two columns of one name gives the last", () =>
    withKysely(async (kysely) => {
      const { rows } = await run(kysely, "select 1 as one, 'x' as one")

      assert.deepStrictEqual(rows, [{ one: "x" }])
    })
  )

  it.effect("with nothing in it gives nothing", () =>
    withKysely(async (kysely) => {
      for (const text of ["", " ", "-- nothing", ";"]) assert.deepStrictEqual((await run(kysely, text)).rows, [])
    })
  )

  it.effect("takes text of any length and any character", () =>
    withKysely(async (kysely) => {
      const texts = ["", "x".repeat(1_000_000), "✓".repeat(300_000), "👩‍🚀\u{10ffff}\u0001\u007f\u2028", "' \\ \" $1 %"]

      for (const text of texts)
        assert.isTrue((await run(kysely, "select $1::text as text", [text])).rows[0].text === text)
    })
  )

  it.effect("takes half of a character for a character that is not known", () =>
    withKysely(async (kysely) => {
      const { rows } = await run(kysely, "select $1::text as text", ["a\ud800b"])

      assert.deepStrictEqual(rows, [{ text: "a\ufffdb" }])
    })
  )

  it.effect("takes long lists", () =>
    withKysely(async (kysely) => {
      const list = Array.from({ length: 50_000 }, (_, index) => index)

      const { rows } = await run(kysely, "select sum(n)::int as sum, count(*) as count from unnest($1::int[]) n", [
        list
      ])

      assert.deepStrictEqual(rows, [{ sum: 1_249_975_000, count: 50_000 }])
    })
  )

  it.effect("with a parameter of no known type reads it as text", () =>
    withKysely(async (kysely) => {
      const { rows } = await run(kysely, "select $1 as value", ["7"])

      assert.deepStrictEqual(rows, [{ value: "7" }])
      assert.strictEqual(await codeOf(run(kysely, "select pg_typeof($1)", ["7"])), "42P18")
    })
  )

  // `pg` waits for ever: it sends its Sync before the server asks for rows, and the server throws it away.
  it.effect.skipIf(backend !== "pglite")(
    "is refused when it wants rows from the client, where the driver is ours",
    () =>
      withKysely(async (kysely) => {
        assert.strictEqual(await codeOf(run(kysely, "copy notes from stdin")), "0A000")

        assert.deepStrictEqual((await run(kysely, "select 1 as one")).rows, [{ one: 1 }])
      })
  )

  it.effect("that may not run inside a transaction runs outside, and says so inside", () =>
    withKysely(async (kysely) => {
      await run(kysely, "vacuum notes")

      const inside = codeOf(kysely.transaction().execute((trx) => run(trx, "vacuum notes")))

      assert.strictEqual(await inside, "25001")
    })
  )

  it.effect("that was prepared before its table was altered is prepared anew", () =>
    withKysely(async (kysely) => {
      const read = async () => (await run(kysely, "select * from altered")).rows
      await run(kysely, "create table altered (a int)")
      await run(kysely, "insert into altered values (1)")
      // A pool has more than one connection that may have prepared it.
      await Promise.all(Array.from({ length: 8 }, read))
      await run(kysely, "alter table altered add column b text default 'new'")

      const found = await read().catch(read)

      assert.deepStrictEqual(found, [{ a: 1, b: "new" }])
    })
  )

  it.effect("is one of many more than stay prepared", () =>
    withKysely(async (kysely) => {
      const statement = (number: number) => run(kysely, `select ${number} + $1::int as sum`, [1])
      const round = async () => {
        const answers = await Promise.all(Array.from({ length: 600 }, (_, number) => statement(number)))
        return answers.map(({ rows }) => rows[0].sum)
      }

      const rounds = [await round(), await round()]

      for (const sums of rounds)
        assert.deepStrictEqual(
          sums,
          sums.map((_, number) => number + 1)
        )
    })
  )
})
