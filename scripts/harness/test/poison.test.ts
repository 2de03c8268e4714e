// A harness that could not find anything would find nothing wrong: its judge is shown runs that were held hostage.
import { expect, it } from "vitest"
import { brokenIn, type Judged } from "../poison/brokenIn.ts"
import { sentAsItIs } from "../poison/sentAsItIs.ts"

const judged = (ends: Judged["ends"], run: Partial<Judged["run"]>): Judged => ({
  name: "healthy",
  ends,
  run: { state: "succeeded", attempt: 1, retryOf: null, failureMessage: null, ...run }
})

it("finds nothing where the healthy succeeded and the poisoned ended with a reason", () => {
  expect(
    brokenIn([judged("succeeded", {}), judged("failed", { state: "failed", failureMessage: "It contains itself." })])
  ).toEqual([])
})

it("finds a run that is still held, one whose lease was lost, and one that failed without a reason", () => {
  expect(
    brokenIn([
      judged("succeeded", { state: "running" }),
      judged("succeeded", { attempt: 2 }),
      judged("failed", { state: "failed", failureMessage: " " })
    ])
  ).toHaveLength(3)
})

it("finds out a completer that sends its batch as it is", async () => {
  expect(brokenIn(await sentAsItIs({ database: "memory:" }))).toHaveLength(3)
})
