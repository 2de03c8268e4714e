// A harness that could not find anything would find nothing wrong: its judge is shown what was not promised.
import { expect, it } from "vitest"
import { brokenIn } from "../million-runs/brokenIn.ts"

const kept = { size: 10, outcomes: { succeeded: 10 }, reopenMs: [900, 2_000], newMs: [300, 400], walMegabytesMax: 256 }

it("finds nothing where every promise was kept", () => {
  expect(brokenIn(kept)).toEqual([])
})

it("finds a slow start after a kill, a log that grew too large, and runs that are lost or done in vain", () => {
  expect(brokenIn({ ...kept, reopenMs: [900, 2_001, 800] })).toEqual([
    "After a kill the store took 2001 ms to answer, more than 5 times the 400 ms of a new one."
  ])
  expect(brokenIn({ ...kept, newMs: [300, 399] })).toHaveLength(1)
  expect(brokenIn({ ...kept, reopenMs: [8_000], newMs: [1_600] })).toEqual([])
  expect(brokenIn({ ...kept, walMegabytesMax: 257 })).toEqual(["The write-ahead log was 257 MB, not 256 at most."])
  expect(brokenIn({ ...kept, outcomes: { succeeded: 9 } })).toHaveLength(1)
  expect(brokenIn({ ...kept, outcomes: { succeeded: 9, lost: 1 } })).toHaveLength(1)
})
