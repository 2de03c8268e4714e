// Callers who stop waiting, transactions that are never ended, and databases that are closed.
import { EngineUnavailable, Pglite, UnknownOutcome } from "@genie/pglite"
import { beforeEach, describe, expect, it } from "vitest"
import { freshPglite } from "./freshPglite.ts"

let database: Pglite
beforeEach(async () => {
  database = await freshPglite()
  await database.query("create table notes (id int)")
})

const insert = (id: number, signal?: AbortSignal) => database.query("insert into notes values ($1)", [id], { signal })

const ids = async () =>
  (await database.query<{ id: number }>("select id from notes order by id")).rows.map((row) => row.id)

const gone = new Error("gone")

/** A turn later, what was asked is with the engine. */
const sent = () => new Promise((resolve) => setImmediate(resolve))

const begun = async () => {
  const session = database.connect()
  await session.query("begin")
  return session
}

describe("a caller who stops waiting", () => {
  it("before anything was sent has done nothing", async () => {
    await expect(insert(1, AbortSignal.abort(gone))).rejects.toBe(gone)

    expect(await ids()).toStrictEqual([])
  })

  it("in the turn in which it asked has done nothing", async () => {
    const stop = new AbortController()
    const inserting = insert(1, stop.signal)

    stop.abort(gone)

    await expect(inserting).rejects.toBe(gone)
    expect(await ids()).toStrictEqual([])
  })

  it("behind somebody's transaction has done nothing", async () => {
    const session = await begun()
    const stop = new AbortController()
    const inserting = insert(1, stop.signal)
    const beginning = database.connect().query("begin", [], { signal: stop.signal })

    stop.abort(gone)

    await expect(inserting).rejects.toBe(gone)
    await expect(beginning).rejects.toBe(gone)
    await session.query("commit")
    expect(await ids()).toStrictEqual([])
  })

  it("while its statement reads is freed at once, and the engine soon", async () => {
    const stop = new AbortController()
    // Longer than the limit for a hang: nothing here waits for its end.
    const sleeping = database.query("select pg_sleep(600)", [], { signal: stop.signal })
    await sent()
    stop.abort(gone)

    await expect(sleeping).rejects.toBe(gone)
    await insert(1)

    expect(await ids()).toStrictEqual([1])
    expect(database.restarts).toBe(1)
  })

  it("while its statement writes is told that nobody knows", async () => {
    const stop = new AbortController()
    const writing = database.query("insert into notes select 1 from pg_sleep(0.2)", [], { signal: stop.signal })
    await sent()
    stop.abort(gone)

    await expect(writing).rejects.toBeInstanceOf(UnknownOutcome)
    // It was given the time to end.
    expect(await ids()).toStrictEqual([1])
    expect(database.restarts).toBe(0)
  })

  it("of its commit in the turn in which it asked leaves no transaction open", async () => {
    const session = await begun()
    await session.query("insert into notes values (1)")
    const stop = new AbortController()
    const committing = expect(session.query("commit", [], { signal: stop.signal })).rejects.toBeInstanceOf(
      UnknownOutcome
    )

    stop.abort(gone)
    const other = await begun()
    await other.query("insert into notes values (2)")
    await other.query("rollback")

    await committing
    expect(await ids()).toStrictEqual([1])
  })

  it("of its begin leaves no transaction open", async () => {
    const stop = new AbortController()
    const session = database.connect()
    const beginning = session.query("begin", [], { signal: stop.signal })
    await Promise.resolve()

    stop.abort(gone)

    await expect(beginning).rejects.toBe(gone)
    await insert(1)
    expect(await ids()).toStrictEqual([1])
  })
})

describe("a transaction", () => {
  it("that nobody could end is refused", async () => {
    await expect(database.query("begin")).rejects.toThrow("a connection of its own")

    await insert(1)
  })

  it("that could not be begun keeps nobody waiting", async () => {
    await expect(database.connect().query("begin isolation level nonsense")).rejects.toMatchObject({ code: "42601" })

    await insert(1)
  })

  it("that is not over when it says so is refused its end", async () => {
    const session = await begun()
    await session.query("insert into notes values (1)")

    await expect(session.query("commit and chain")).rejects.toMatchObject({ code: "0A000" })
    await expect(session.query("rollback prepared 'x'")).rejects.toMatchObject({ code: "0A000" })
    await session.query("commit")

    expect(await ids()).toStrictEqual([1])
  })

  it("may be sent at once, also behind somebody else's", async () => {
    const other = await begun()
    const session = database.connect()
    const sent = ["begin", "insert into notes values (1)", "commit"].map((text) => session.query(text))
    await other.query("commit")

    await Promise.all(sent)

    expect(await ids()).toStrictEqual([1])
  })

  it("that its text hides is rolled back, and nobody else's statements run in it", async () => {
    for (const hidden of ["; begin", "/* /* */ */ begin"])
      await expect(database.query(hidden), hidden).rejects.toMatchObject({ code: "25001" })
    const session = await begun()
    await session.query("savepoint a")
    await expect(session.query("rollback /* x */ to a")).rejects.toMatchObject({ code: "25001" })

    await insert(1)
    const other = await begun()
    await other.query("rollback")

    expect(await ids()).toStrictEqual([1])
  })

  it("whose end is refused is over all the same", async () => {
    for (const end of ["commit; select 1", "commit $1"]) {
      const session = await begun()
      await session.query("insert into notes values (1)")

      await expect(session.query(end), end).rejects.toThrow()
      await session.release()
    }

    await insert(2)
    expect(await ids()).toStrictEqual([2])
  })

  it("that a statement has ended takes no more statements", async () => {
    const session = await begun()

    await expect(session.query("; commit")).rejects.toMatchObject({ code: "25P01" })
    await expect(session.query("insert into notes values (1)")).rejects.toMatchObject({ code: "25P01" })
    await session.query("rollback")

    expect(await ids()).toStrictEqual([])
  })

  it("in which a statement was refused before the engine had it cannot be committed", async () => {
    const session = await begun()
    await session.query("insert into notes values (1)")
    await session.query("select $1::jsonb", ["[".repeat(65) + "]".repeat(65)]).catch(() => {})

    const { command } = await session.query("commit")

    expect(command).toBe("ROLLBACK")
    expect(await ids()).toStrictEqual([])
  })

  it("that could not be begun runs nothing of what was sent behind it", async () => {
    const session = database.connect()
    const sent = ["begin isolation level nonsense", "insert into notes values (1)", "commit"].map((text) =>
      session.query(text).catch((error) => error.code)
    )

    expect(await Promise.all(sent)).toStrictEqual(["42601", "25P01", "25P01"])
    await session.query("begin")
    await session.query("rollback")
    expect(await ids()).toStrictEqual([])
  })

  it("that is given back without an end is rolled back", async () => {
    const session = await begun()
    await session.query("insert into notes values (1)")

    await session.release()

    expect(await ids()).toStrictEqual([])
  })
})

describe("a database that is closed", () => {
  it("has answered what was asked before, and answers nothing afterwards", async () => {
    const asked = Array.from({ length: 50 }, (_, id) => insert(id))
    const [, again] = await Promise.all([database.close(), database.close()])

    await Promise.all(asked)

    expect(again).toBeUndefined()
    await expect(insert(1)).rejects.toBeInstanceOf(EngineUnavailable)
    await expect(database.dump()).rejects.toBeInstanceOf(EngineUnavailable)
    await expect(database.listen("News", () => {})).rejects.toBeInstanceOf(EngineUnavailable)
  })

  it("has rolled back what was open, and tells those who waited for it", async () => {
    const session = await begun()
    const inserting = session.query("insert into notes values (1)")
    const refused = expect(insert(2)).rejects.toBeInstanceOf(EngineUnavailable)

    const closing = database.close()

    await Promise.all([inserting, refused, closing])
    await expect(session.query("commit")).rejects.toBeInstanceOf(EngineUnavailable)
  })

  it("while a statement runs for too long is closed when that is stopped", async () => {
    const short = await freshPglite({ statementTimeoutMs: 300 })
    const sleeping = short.query("select pg_sleep(60)")
    const waiting = short.query("select 1")
    const told = Promise.allSettled([sleeping, waiting])

    await short.close()

    expect((await told).map((each) => each.status === "rejected" && each.reason.name)).toStrictEqual([
      "StatementTimedOut",
      "EngineUnavailable"
    ])
  })

  it("while its engine is being recovered is not opened again", async () => {
    const short = await freshPglite({ statementTimeoutMs: 300 })
    await expect(short.query("select pg_sleep(60)")).rejects.toThrow()

    await short.close()

    expect(short.restarts).toBeLessThanOrEqual(1)
    await expect(short.query("select 1")).rejects.toBeInstanceOf(EngineUnavailable)
  })
})

it("a database in memory that had to be stopped says that what it held is gone", async () => {
  await using memory = await Pglite.open({ statementTimeoutMs: 300 })
  await memory.query("create table notes (id int)")
  await expect(memory.query("select pg_sleep(60)")).rejects.toThrow()

  const after = memory.query("select * from notes")

  await expect(after).rejects.toThrow("what a database in memory held is gone")
})
