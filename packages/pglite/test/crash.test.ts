// The engine is stopped under its callers. What each of them is told is true, and who was never begun is run afterwards.
import { renameSync } from "node:fs"
import { join } from "node:path"
import { CRASHES_MAX, EngineRestarted, openPglite, type Pglite, StatementTimedOut, UnknownOutcome } from "@genie/pglite"
import fc from "fast-check"
import { beforeEach, describe, expect, it } from "vitest"
import { freshPglite } from "./freshPglite.ts"
import { temporaryDirectory } from "./temporaryDirectory.ts"

/** A statement that runs for longer is stopped, and the engine with it. A hundred times what the others take. */
const statementTimeoutMs = 1_200

const tooLong = "select pg_sleep(60)"

let database: Pglite
beforeEach(async () => {
  database = await freshPglite({ statementTimeoutMs })
  await database.query("create table notes (id int, pair int)")
})

const insert = (id: number) => database.query("insert into notes (id) values ($1)", [id])

const ids = async () =>
  (await database.query<{ id: number }>("select id from notes order by id")).rows.map((row) => row.id)

/** What somebody was told: the name of the error, or nothing. */
const told = (promise: Promise<unknown>): Promise<string | undefined> =>
  promise.then(
    () => undefined,
    (error) => error.name
  )

describe("a statement that runs for too long", () => {
  it("that only reads is told so, and whoever waited behind it is served once by the engine that comes after", async () => {
    const sleeping = database.query(tooLong)
    const behind = Array.from({ length: 100 }, (_, id) => insert(id))

    await expect(sleeping).rejects.toBeInstanceOf(StatementTimedOut)
    await Promise.all(behind)

    expect(await ids()).toStrictEqual(Array.from({ length: 100 }, (_, id) => id))
    expect(database.restarts).toBe(1)
  })

  it("that writes may have been done, and its caller is told that nobody knows", async () => {
    const writing = database.query("insert into notes (id) select 1 from pg_sleep(60)")

    await expect(writing).rejects.toBeInstanceOf(UnknownOutcome)
  })

  it("that calls what nobody knows may have written, and its caller is told so", async () => {
    await database.query(`
      create function note_and_wait() returns void language sql as $$
        insert into notes (id) values (1); select pg_sleep(60)
      $$`)

    const calling = database.query("select note_and_wait()")

    await expect(calling).rejects.toBeInstanceOf(UnknownOutcome)
  })

  it("inside a transaction takes the transaction with it, and nothing else", async () => {
    const session = database.connect()
    await session.query("begin")
    await session.query("insert into notes (id) values (1)")
    const sleeping = told(session.query(tooLong))
    const beside = insert(2)

    const outcomes = [
      await sleeping,
      await told(session.query("insert into notes (id) values (3)")),
      await told(session.query("commit")),
      await told(session.query("insert into notes (id) values (4)"))
    ]
    await beside

    expect(outcomes).toStrictEqual(["StatementTimedOut", "EngineRestarted", "EngineRestarted", undefined])
    expect(await ids()).toStrictEqual([2, 4])
  })

  it("at the commit leaves it open whether the transaction was done", async () => {
    await database.query(
      "create function wait() returns trigger language plpgsql as $$ begin perform pg_sleep(60); return null; end $$"
    )
    await database.query(
      "create constraint trigger waits after insert on notes initially deferred for each row execute function wait()"
    )
    const session = database.connect()
    await session.query("begin")
    await session.query("insert into notes (id) values (1)")

    const committing = session.query("commit")

    await expect(committing).rejects.toBeInstanceOf(UnknownOutcome)
    await session.query("begin")
    await session.query("rollback")
  })
})

it("a transaction that was sent at once and never begun is run whole afterwards, and one that was begun is not", async () => {
  const session = database.connect()
  const send = (...texts: ReadonlyArray<string>) => texts.map((text) => told(session.query(text)))

  const first = send(
    "begin",
    "insert into notes (id) values (1)",
    tooLong,
    "insert into notes (id) values (2)",
    "commit"
  )
  const second = send("begin", "insert into notes (id) values (3)", "commit")

  // They travelled together. What was done before the engine was stopped may have been answered before.
  const [begin, insert, ...others] = await Promise.all(first)
  expect([undefined, "EngineRestarted"]).toContain(begin)
  expect([undefined, "EngineRestarted"]).toContain(insert)
  expect(others).toStrictEqual(["StatementTimedOut", "EngineRestarted", "EngineRestarted"])
  expect(await Promise.all(second)).toStrictEqual([undefined, undefined, undefined])
  expect(await ids()).toStrictEqual([3])
})

it("an engine that crashes again and again is not started for ever, and loses nothing by it", async () => {
  const directory = temporaryDirectory()
  const log = join(directory, "pg/pg_wal")
  const crashing = await openPglite({ directory, durability: "process-crash" })
  await crashing.query("create table crashes (id int)")

  for (let id = 1; id <= CRASHES_MAX; id++) {
    await crashing.query("insert into crashes values ($1)", [id])
    renameSync(log, `${log}-away`)
    const told = crashing.query("select pg_switch_wal()").then(() => crashing.query("insert into crashes values (0)"))
    await expect(told).rejects.toBeInstanceOf(UnknownOutcome)
    renameSync(`${log}-away`, log)
  }

  await expect(crashing.query("select 1")).rejects.toMatchObject({
    name: "EngineUnavailable",
    message: expect.stringContaining(`crashed ${CRASHES_MAX} times within 10 minutes`)
  })
  await crashing.close()
  await using reopened = await openPglite({ directory })
  const { rows } = await reopened.query("select count(*) as count from crashes where id > 0")
  expect(rows).toStrictEqual([{ count: CRASHES_MAX }])
})

it("whatever is under way when the engine is stopped, everybody is told the truth", async () => {
  let lastId = 0
  const work = fc.array(
    fc.record({
      kind: fc.constantFrom("note", "pair", "pair sent at once", "read"),
      waitMs: fc.integer({ max: 30, min: 0 })
    }),
    { minLength: 30, maxLength: 80 }
  )
  await fc.assert(
    fc.asyncProperty(work, fc.integer({ max: 30, min: 0 }), async (works, sleepAt) => {
      const done: Array<number> = []
      const notDone: Array<number> = []
      const open: Array<number> = []
      const account = async (written: ReadonlyArray<number>, doing: Promise<unknown>) => {
        try {
          await doing
          done.push(...written)
        } catch (error) {
          if (error instanceof UnknownOutcome) open.push(...written)
          else if (error instanceof EngineRestarted) notDone.push(...written)
          else throw error
        }
      }
      const pair = async (one: number, other: number, isSentAtOnce: boolean) => {
        const session = database.connect()
        const statements = [
          ["begin"],
          ["insert into notes values ($1, $2)", [one, one]],
          ["insert into notes values ($1, $2)", [other, one]],
          ["commit"]
        ] as const
        try {
          if (!isSentAtOnce) for (const [text, values] of statements) await session.query(text, values)
          else await Promise.all(statements.map(([text, values]) => session.query(text, values)))
        } finally {
          await session.release()
        }
      }

      const all = works.map(async ({ kind, waitMs }) => {
        await new Promise((resolve) => setTimeout(resolve, waitMs))
        const [one, other] = [++lastId, ++lastId]
        if (kind === "read") await account([], database.query("select count(*) from notes"))
        else if (kind === "note") await account([one], insert(one))
        else await account([one, other], pair(one, other, kind !== "pair"))
      })
      await new Promise((resolve) => setTimeout(resolve, sleepAt))
      const sleeping = told(database.query(tooLong))
      await Promise.all(all)

      const { rows } = await database.query<{ id: number; pair: number | null }>("select id, pair from notes")
      const found = rows.map(({ id }) => id)
      const pairs = rows.map((row) => row.pair).filter((one) => one !== null)
      expect(await sleeping).toBe("StatementTimedOut")
      expect(found).toEqual(expect.arrayContaining(done))
      expect(found.filter((id) => notDone.includes(id))).toStrictEqual([])
      expect(new Set(found).size).toBe(found.length)
      expect(pairs.length).toBe(2 * new Set(pairs).size)
      // What had travelled with the one that was stopped, and no more.
      expect(open.length).toBeLessThan(64)
      await database.query("delete from notes")
    }),
    { endOnFailure: true, numRuns: 5 }
  )
})

it("many different statements that waited are all served by the engine that comes after", async () => {
  const sleeping = told(database.query(tooLong))
  const behind = Array.from({ length: 1_500 }, (_, number) =>
    database.query<{ number: number }>(`select ${number} as number`)
  )

  const answers = await Promise.all(behind)

  expect(await sleeping).toBe("StatementTimedOut")
  expect(answers.map(({ rows }) => rows[0]?.number)).toStrictEqual(answers.map((_, number) => number))
  expect(database.restarts).toBe(1)
})

it("who listens hears what is said after a restart, and is told to look for what was said before", async () => {
  const heard: Array<string> = []
  const caughtUp = Promise.withResolvers<void>()
  const last = Promise.withResolvers<void>()
  await database.listen(
    "News",
    (payload) => {
      heard.push(payload)
      if (payload === "after") last.resolve()
    },
    () => caughtUp.resolve()
  )
  await database.query("select pg_notify('News', 'before')")

  await told(database.query(tooLong))
  await caughtUp.promise
  await database.query("select pg_notify('News', 'after')")
  await last.promise

  expect(heard).toStrictEqual(["before", "after"])
})

it("a transaction may give its statements more time, and those after it have what everybody has", async () => {
  const session = database.connect()
  await session.query("begin")
  await session.query("set local statement_timeout = '60s'")
  await session.query("select pg_sleep(1.5)")
  await session.query("commit")

  const after = database.query(tooLong)

  await expect(after).rejects.toThrow("more than 1200 ms")
})

it("an answer that is still being read keeps its columns when the table is altered meanwhile", async () => {
  await database.query("create table wide as select n as a, 'x' || n as b from generate_series(1, 20000) n")
  const reading = database.query("select * from wide")
  const altering = database.query("alter table wide add column c int default 7")
  const readingAgain = database.query("select * from wide")
  await altering

  const { rows } = await reading
  const { rows: again } = await readingAgain

  expect(rows.at(-1)).toStrictEqual({ a: 20_000, b: "x20000" })
  expect(again.at(-1)).toStrictEqual({ a: 20_000, b: "x20000", c: 7 })
})
