// Where a misplaced await cannot be seen, as in a transaction that Kysely hands out, it ends with a sentence and not never.
import { setImmediate } from "node:timers/promises"
import { Pglite } from "@genie/pglite"
import { PgliteDialect } from "@genie/pglite/kysely"
import { Kysely } from "kysely"
import { afterEach, beforeEach, expect, it } from "vitest"

let database: Pglite
beforeEach(async () => {
  database = await Pglite.open({ turnWaitMs: 50 })
  await database.query("create table notes (id int)")
})
afterEach(() => database.close())

it("a statement that waits for its own caller's transaction is told so, and is never run", async () => {
  const connection = database.connect()
  await connection.query("begin")

  const misplaced = database.query("insert into notes values (1)")

  await expect(misplaced).rejects.toMatchObject({ code: "55P03", message: expect.stringContaining("inside of it") })
  await connection.query("commit")
  expect((await database.query("select id from notes")).rows).toStrictEqual([])
})

it("a transaction that waits for another one of its caller is told so, and is never begun", async () => {
  const kysely = new Kysely<any>({ dialect: new PgliteDialect(database) })
  const first = await kysely.startTransaction().execute()

  const second = kysely.startTransaction().execute()

  await expect(second).rejects.toMatchObject({ code: "55P03" })
  await first.insertInto("notes").values({ id: 1 }).execute()
  await first.commit().execute()
  expect((await database.query("select id from notes")).rows).toStrictEqual([{ id: 1 }])
})

it("whoever asks for the health or an archive from inside a transaction is told so", async () => {
  const connection = database.connect()
  await connection.query("begin")

  await expect(database.health()).rejects.toMatchObject({ code: "55P03" })
  await expect(database.dump()).rejects.toMatchObject({ code: "55P03" })
  await connection.query("rollback")
  await expect(database.health()).resolves.toBeUndefined()
})

it("who has waited for more than a moment is answered before the next statement begins", async () => {
  let isAnswered = false
  const first = database.query("select pg_sleep(0.01)")
  const second = database.query("select pg_sleep(0.5)").then(() => {
    isAnswered = true
  })

  await first
  await setImmediate()

  expect(isAnswered).toBe(false)
  await second
})

it("callers that work between their statements leave everybody else a turn", async () => {
  let inTurn = 0
  let mostInTurn = 0
  let areDone = false
  const turn = () => {
    mostInTurn = Math.max(mostInTurn, inTurn)
    inTurn = 0
    if (!areDone) globalThis.setImmediate(turn)
  }
  turn()

  await Promise.all(
    Array.from({ length: 16 }, async () => {
      for (let nth = 0; nth < 100; nth++) {
        await database.query("select count(*) as count from notes")
        inTurn++
        for (const until = performance.now() + 0.3; performance.now() < until; );
      }
    })
  )
  areDone = true

  expect(mostInTurn).toBeLessThan(100)
})
