// A harness that could not find anything would find nothing wrong: its judge is shown owners that overlap.
import { expect, it } from "vitest"
import { judge, type Tenure } from "../owners/judge.ts"

/** Owned from one millisecond to another, and was killed at a third. */
const tenure = (pid: number, from: number, to: number, killed?: number): Tenure => ({
  pid,
  from: ms(from),
  to: ms(to),
  beats: 1,
  killedAt: killed === undefined ? undefined : ms(killed),
  robbed: []
})

const ms = (time: number) => BigInt(time) * 1_000_000n

it("finds nothing where each owner came after the death of the one before, and says how long that took", () => {
  const { handovers, overlaps, takeoversMs } = judge([tenure(3, 60, 70), tenure(1, 10, 20, 21), tenure(2, 30, 40, 41)])

  expect({ handovers, overlaps }).toEqual({ handovers: 2, overlaps: 0 })
  expect(takeoversMs).toMatchObject({ p50: 9, max: 19 })
})

it("finds an owner that gave a sign of life after the next one had come", () => {
  expect(judge([tenure(1, 10, 31, 20), tenure(2, 30, 40)]).overlaps).toBe(1)
})

it("finds a directory that was taken before anybody had killed its owner", () => {
  expect(judge([tenure(1, 10, 20, 35), tenure(2, 30, 40)]).overlaps).toBe(1)
  expect(judge([tenure(1, 10, 20), tenure(2, 30, 40)]).overlaps).toBe(1)
})

it("repeats what an owner found on the page that all of them share", () => {
  const robbed = { ...tenure(1, 10, 20), robbed: ["by 2"] }

  expect(judge([robbed]).robbed).toEqual(["1 by 2"])
})
