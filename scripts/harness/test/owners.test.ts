// A harness that could not find anything would find nothing wrong: its judge is shown owners that overlap.
import { expect, it } from "vitest"
import { judge, type Tenure } from "../owners/judge.ts"
import { ENOUGH_FOR_P99, slowTakeovers, TAKEOVER_TIMES } from "../owners/slowTakeovers.ts"

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

it("finds takeovers that take longer than the limit, relative to those of bare locks, on a slow machine and a fast one", () => {
  const takeovers = (ms: number) => ({ p50: ms, p90: ms, p99: ms, max: ms })

  for (const bareMs of [1, 40, 400]) {
    expect(slowTakeovers(takeovers(TAKEOVER_TIMES * bareMs), takeovers(bareMs), ENOUGH_FOR_P99)).toBeUndefined()
    expect(slowTakeovers(takeovers(TAKEOVER_TIMES * bareMs + 1), takeovers(bareMs), ENOUGH_FOR_P99)).toContain(
      "more than 8 times"
    )
  }
})

it("judges the slowest hundredth only of takeovers that are many", () => {
  const one = { p50: 10, p90: 20, p99: 900, max: 900 }
  const bare = { p50: 10, p90: 20, p99: 30, max: 30 }

  expect(slowTakeovers(one, bare, ENOUGH_FOR_P99 - 1)).toBeUndefined()
  expect(slowTakeovers(one, bare, ENOUGH_FOR_P99)).toContain("p99")
})

it("finds that nothing was measured beside the takeovers", () => {
  const none = { p50: 0, p90: 0, p99: 0, max: 0 }

  expect(slowTakeovers(none, none, 10)).toContain("bare locks")
})
