// A harness that could not find anything would find nothing wrong: it is given victims that lie, and a ledger is shown
// directories that are not what was promised.
import { expect, it } from "vitest"
import { Deck } from "../kill-database/Deck.ts"
import { Ledger } from "../kill-database/Ledger.ts"
import { killed } from "../kill-database/main.ts"
import { phases } from "../kill-database/Phase.ts"
import type { Found } from "../kill-database/victim.ts"
import { randomFrom } from "../randomFrom.ts"

const schemas = new Map([
  [0, "empty"],
  [1, "one"]
])

/** What is found where everything is well, except for what the test says. */
const found = (what: Partial<Found>): string => {
  const well: Found = { migrations: ["0001"], schema: "one", values: { 1: 0 }, torn: [], findings: [] }
  return `found ${JSON.stringify({ ...well, ...what })}`
}

/** A directory whose first victim has made its tables and three writes, and another that finds something. */
const ledgerOf = (what: Partial<Found>): Ledger => {
  const ledger = new Ledger(schemas)
  for (const line of ["migrated 1", "made", "+ 1 1", "+ 1 2", "+ 1 3", found(what)]) ledger.hear(line)
  return ledger
}

it("finds that a write is lost which was acknowledged before its commit", async () => {
  const { broken } = await killed({ size: 6, seed: 1, signal: new AbortController().signal, acknowledgesEarly: true })

  expect(broken.filter((sentence) => sentence.includes("acknowledged writes were lost"))).toHaveLength(1)
})

it("finds nothing wrong with a write that was under way when its process was killed, whether it is there or not", () => {
  for (const value of [3, 4]) {
    const { findings, lost, torn } = ledgerOf({ values: { 1: value } })

    expect({ findings, lost, torn }).toEqual({ findings: [], lost: 0, torn: [] })
  }
})

it("finds writes that are missing, and writes that nobody can have made", () => {
  expect(ledgerOf({ values: { 1: 1 } }).lost).toBe(2)
  expect(ledgerOf({ values: { 1: 5 } }).torn).toEqual(["Caller 1 made 3 writes, and 5 are there."])
})

it("finds that tables, migrations or the whole database are gone", () => {
  const { values: _, ...withoutTables } = JSON.parse(found({ migrations: [], schema: "empty" }).slice("found ".length))
  const ledger = ledgerOf({})
  for (const line of ["begin create", "end create", `found ${JSON.stringify(withoutTables)}`, "begin create"])
    ledger.hear(line)

  expect(ledger.torn).toEqual([
    "1 migrations were done, and 0 are left.",
    "The tables were made, and are not there.",
    "The database was made, and is not there."
  ])
})

it("finds half a migration", () => {
  expect(ledgerOf({ schema: "one and a half", values: { 1: 3 } }).torn).toEqual([
    "After 1 migrations the schema is not what it must be."
  ])
})

it("knows in what a victim was killed from what it has said", () => {
  const ledger = new Ledger(schemas)
  for (const line of ["begin open", "end open", "begin work", "begin vacuum"]) ledger.hear(line)

  expect(ledger.doing).toBe("vacuum")
})

it("aims at every phase within thirty kills", () => {
  const deck = new Deck(randomFrom(7))

  const drawn = Array.from({ length: 30 }, () => deck.draw())

  expect(new Set(drawn)).toEqual(new Set(phases))
})
