// A harness that could not find anything would find nothing wrong: rows are swapped behind its back.
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Pglite } from "@genie/pglite"
import { expect, it } from "vitest"
import { letter, wrongIn } from "../clients/letter.ts"
import { throughDriver } from "../clients/throughDriver.ts"

// The engine makes a new database, which takes seconds on a busy machine.
const sent = async (tamper?: (database: Pglite) => Promise<unknown>) => {
  const scratch = await mkdtemp(join(tmpdir(), "genie-clients-test-"))
  try {
    return await throughDriver(scratch, { size: 4, seed: 1, signal: new AbortController().signal }, tamper)
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

it("finds nothing wrong with what many clients sent through the driver at once", async () => {
  expect((await sent()).wrong).toEqual([])
})

it("finds a row in another client's table, a row that came back with another's text, and a row that is gone", async () => {
  const { wrong } = await sent(async (database) => {
    await database.query("insert into letters_0 select * from letters_1 where number = 0")
    await database.query("update letters_2 set text = (select text from letters_3 where number = 1) where number = 1")
    await database.query("delete from letters_3 where number = 4")
  })

  expect(wrong).toEqual([
    "Letter 0 of client 1 is in letters_0, and was not sent.",
    "Letter 1 of client 2 came back with another text.",
    "Letter 4 of client 3 is lost."
  ])
})

it("knows a letter that is another's, or another one", () => {
  const mine = letter(1, 2, 100)

  expect(wrongIn(mine, mine)).toBe(undefined)
  expect(wrongIn(mine, letter(2, 2, 100))).toBe("Letter 2 of client 1 came back as letter 2 of 2.")
  expect(wrongIn(mine, letter(1, 2, 100))).toBe("Letter 2 of client 1 came back with another digest.")
})
