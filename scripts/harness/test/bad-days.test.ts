// A harness that could not find anything would find nothing wrong: its ledger is shown databases that broke their word.
import { expect, it } from "vitest"
import { Ledger } from "../bad-days/Ledger.ts"

/** Note 1 and the pair 2 and 3 were acknowledged, nobody knows of note 4, and note 5 was refused. */
const ledger = () => {
  const told = new Ledger()
  told.acknowledge([1])
  told.acknowledge([2, 3])
  told.refuse([4], { name: "UnknownOutcome", code: "08007", message: "Whether it was done is not known." })
  told.refuse([5], { name: "EngineRestarted", code: "08006", message: "Nothing was done." })
  return told
}

const note = (id: number, pair: number | null = null) => ({ id, pair })

const whole = [note(1), note(2, 2), note(3, 2)]

it("finds nothing where everybody was told the truth, whatever became of what nobody knows", () => {
  expect(ledger().judge(whole)).toStrictEqual([])
  expect(ledger().judge([...whole, note(4)])).toStrictEqual([])
})

it("finds acknowledged writes that are lost, and halves of transactions", () => {
  expect(ledger().judge([note(2, 2)])).toStrictEqual([
    "2 acknowledged writes are lost (1,3).",
    "1 transactions were half done."
  ])
})

it("finds writes of which it was said that nothing was done", () => {
  expect(ledger().judge([...whole, note(5)])).toStrictEqual([
    "1 writes of which it was said that nothing was done are there (5)."
  ])
})

it("finds writes that were done twice, and writes that nobody made", () => {
  expect(ledger().judge([...whole, note(1), note(9)])).toStrictEqual([
    "1 writes were done twice.",
    "1 writes are there that nobody made."
  ])
})
