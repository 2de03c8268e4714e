// What is too large or too deep is refused with a sentence, and costs nobody anything.
import { JSON_DEPTH_MAX, PARAMETERS_BYTES_MAX, PARAMETERS_MAX, Pglite, STATEMENT_LENGTH_MAX } from "@genie/pglite"
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest"

let database: Pglite
beforeAll(async () => {
  database = await Pglite.open()
})
afterEach(async () => {
  expect((await database.query("select 1 as one")).rows).toStrictEqual([{ one: 1 }])
  expect(database.restarts).toBe(0)
})
afterAll(() => database.close())

const nested = (depth: number): string => `${"[".repeat(depth)}1${"]".repeat(depth)}`

const nestedValue = (depth: number): unknown => Array.from({ length: depth }).reduce<unknown>((inner) => ({ inner }), 1)

describe("JSON", () => {
  for (const type of ["json", "jsonb"])
    it(`of type ${type} may be nested ${JSON_DEPTH_MAX} levels deep, and no deeper`, async () => {
      const accepted = database.query(`select $1::${type} as value`, [nested(JSON_DEPTH_MAX)])
      const refused = database.query(`select $1::${type} as value`, [nested(JSON_DEPTH_MAX + 1)])

      expect((await accepted).rows).toStrictEqual([{ value: JSON.parse(nested(JSON_DEPTH_MAX)) }])
      await expect(refused).rejects.toMatchObject({ code: "22023", message: expect.stringContaining("64 levels deep") })
    })

  it("given as an object is counted like its text", async () => {
    await database.query("select $1::jsonb", [nestedValue(JSON_DEPTH_MAX)])

    await expect(database.query("select $1::jsonb", [nestedValue(JSON_DEPTH_MAX + 1)])).rejects.toMatchObject({
      code: "22023"
    })
  })

  it("that nests by the thousands is refused, and by the engine itself where nobody counts", async () => {
    for (const given of [nested(9_000), nestedValue(9_000), nested(1_000_000)])
      await expect(database.query("select $1::jsonb", [given])).rejects.toMatchObject({ code: "22023" })

    await expect(database.query("select $1::text::jsonb", [nested(1_000_000)])).rejects.toMatchObject({ code: "54001" })
  })

  it("refused at a statement's first use does not spoil the second", async () => {
    await database.query("create table documents (id int generated always as identity, document jsonb)")
    const write = (depth: number) =>
      database.query("insert into documents (document) values ($1) returning id", [nested(depth)])

    await expect(write(JSON_DEPTH_MAX + 1)).rejects.toMatchObject({ code: "22023" })

    expect((await write(1)).rows).toStrictEqual([{ id: 1 }])
  })

  it("with brackets in its strings is not deep", async () => {
    const value = { text: `${"[".repeat(100)} \\" ${"{".repeat(100)}` }

    const { rows } = await database.query("select $1::jsonb as value", [value])

    expect(rows).toStrictEqual([{ value }])
  })
})

describe("parameters", () => {
  it("that are too large together are refused", async () => {
    const half = "x".repeat(PARAMETERS_BYTES_MAX / 2 + 1)

    await expect(database.query("select length($1) + length($2)", [half, half])).rejects.toMatchObject({
      code: "54000",
      message: expect.stringContaining("64 MB")
    })
  })

  it("of many megabytes are read", async () => {
    const { rows } = await database.query("select length($1) as length", ["é".repeat(8_000_000)])

    expect(rows).toStrictEqual([{ length: 8_000_000 }])
  })

  it("may be as many as a message can count, and no more", async () => {
    const list = (count: number) => Array.from({ length: count }, (_, index) => `($${index + 1})`).join()
    const values = (count: number) => Array.from({ length: count }, () => "1")
    const statement = `select count(*) from (values ${list(PARAMETERS_MAX)}) given`

    expect((await database.query(statement, values(PARAMETERS_MAX))).rows).toStrictEqual([{ count: PARAMETERS_MAX }])
    await expect(database.query("select 1", values(PARAMETERS_MAX + 1))).rejects.toMatchObject({ code: "54000" })
  })
})

describe("a statement", () => {
  it("that is too long is refused before it is read", async () => {
    await expect(database.query(`select '${"set(".repeat(STATEMENT_LENGTH_MAX / 4)}'`)).rejects.toMatchObject({
      code: "54000"
    })
  })

  it("that is as long as it may be is read in no time", async () => {
    const text = (filling: string) =>
      `select length('${filling.repeat(STATEMENT_LENGTH_MAX / filling.length).slice(99)}')`

    for (const filling of ["x", "set ", "(", "a (", "--", "/*", "set_config("]) await database.query(text(filling))
  })

  it("with a zero byte is refused", async () => {
    await expect(database.query("select 1 as \0")).rejects.toMatchObject({ code: "22021" })
  })

  it("whose answer is too large is told so", async () => {
    await expect(database.query("select repeat('x', 1000000) from generate_series(1, 300)")).rejects.toMatchObject({
      code: "54000",
      message: expect.stringContaining("read it in pages")
    })
  })

  it("that wrote and whose answer is too large is told that it was done", async () => {
    await database.query("create table large (text text)")

    await expect(
      database.query("insert into large select repeat('x', 1000000) from generate_series(1, 300) returning text")
    ).rejects.toMatchObject({ code: "54000", message: expect.stringContaining("was done") })

    expect((await database.query("select count(*) from large")).rows).toStrictEqual([{ count: 300 }])
  })

  it("whose value is too large for PostgreSQL is told so by it", async () => {
    await expect(database.query("select repeat('x', 2000000000)")).rejects.toMatchObject({ code: "54000" })
  })

  it("that calls itself for ever is told so", async () => {
    await database.query(
      "create function endless(n int) returns int language plpgsql as $$ begin return endless(n + 1); end $$"
    )

    await expect(database.query("select endless(1)")).rejects.toMatchObject({ code: "54001" })
  })

  it("with 200,000 rows in its answer leaves everybody else their turn", async () => {
    let turn = 0
    const watching = setInterval(() => turn++, 1)
    const turnsOfReading = new Set<number>()
    const int4 = 23
    const read = (text: string) => {
      turnsOfReading.add(turn)
      return Number(text)
    }
    await using counting = await Pglite.open({ parsers: { [int4]: read } })

    const { rows } = await counting.query("select n as id, 'note ' || n as title from generate_series(1, 200000) n")
    clearInterval(watching)

    expect(rows.length).toBe(200_000)
    expect(rows.at(-1)).toStrictEqual({ id: 200_000, title: "note 200000" })
    expect(turnsOfReading.size).toBeGreaterThan(5)
  })
})

it("nothing is copied from or to a client that has no such conversation", async () => {
  await database.query("create table copied (a int)")
  for (const text of ["copy copied from stdin", "COPY copied (a) FROM STDIN", "copy (select 1) to stdout"])
    await expect(database.query(text), text).rejects.toMatchObject({ code: "0A000" })
})

it("a statement that was prepared before a table was altered fits the table", async () => {
  await database.query("create table altered (a int)")
  const insert = (value: string) => database.query("insert into altered values ($1)", [value])
  const read = async () => (await database.query("select * from altered")).rows
  await insert("1")
  await read()
  const session = database.connect()
  await session.query("begin")
  await session.query("select * from altered")
  await session.query("alter table altered alter column a type text")
  const inside = await session.query("select * from altered")
  await session.query("commit")

  await insert("two")

  expect(inside.rows).toStrictEqual([{ a: "1" }])
  expect(await read()).toStrictEqual([{ a: "1" }, { a: "two" }])
})

it("a statement that was prepared before a view was replaced or a schema was chosen fits what is there now", async () => {
  await database.query("create view current as select 1 as n")
  const session = database.connect()
  await session.query("begin")
  await session.query("select * from current")
  await session.query("-- one more column\ncreate or replace view current as select 1 as n, 2 as m")
  expect((await session.query("select * from current")).rows).toStrictEqual([{ n: 1, m: 2 }])
  await session.query("create schema other")
  await session.query("create table other.current (n text)")
  await session.query("set local search_path to other")
  await session.query("insert into current (n) values ($1)", ["one"])
  expect((await session.query("select * from current")).rows).toStrictEqual([{ n: "one" }])
  await session.query("commit")

  expect((await database.query("select * from current")).rows).toStrictEqual([{ n: 1, m: 2 }])
})

it("a statement that was prepared for a change of a table fits the table when the change is undone", async () => {
  await database.query("create table undone (a int)")
  await database.query("insert into undone values (1)")
  const session = database.connect()
  for (const undo of ["rollback", "rollback to s"]) {
    await session.query("begin")
    await session.query("savepoint s")
    await session.query("alter table undone add column b text")
    await session.query("select * from undone")
    await session.query(undo)
    await session.query("rollback")

    expect((await database.query("select * from undone")).rows).toStrictEqual([{ a: 1 }])
  }
})

it("more statements than stay prepared are run all the same, also while somebody waits with an old one", async () => {
  const text = (number: number) => `select ${number} + $1::int as sum`
  const session = database.connect()
  await session.query("begin")
  const waiting = Array.from({ length: 3 }, () => database.query(text(0), [1]))
  for (let number = 0; number < 600; number++) await session.query(text(number), [1])
  await session.query("commit")

  const again = await Promise.all(Array.from({ length: 600 }, (_, number) => database.query(text(number), [1])))

  expect((await Promise.all(waiting)).map(({ rows }) => rows)).toStrictEqual(Array(3).fill([{ sum: 1 }]))
  expect(again.map(({ rows }) => rows[0])).toStrictEqual(
    Array.from({ length: 600 }, (_, number) => ({ sum: number + 1 }))
  )
})
