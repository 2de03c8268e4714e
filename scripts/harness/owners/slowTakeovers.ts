import type { Takeovers } from "./judge.ts"

/** A takeover takes no more than so many times what its two locks alone take, measured beside it. */
export const TAKEOVER_TIMES = 8

/** So many show their slowest hundredth; of fewer, the slowest tenth is judged: one moment of the machine is not the product. */
export const ENOUGH_FOR_P99 = 1_000

/** What is said of takeovers that took longer than those of processes which fought for bare locks at the same time. */
export const slowTakeovers = (product: Takeovers, bare: Takeovers, handovers: number): string | undefined => {
  const quantile = handovers >= ENOUGH_FOR_P99 ? "p99" : "p90"
  const limitMs = TAKEOVER_TIMES * bare[quantile]
  if (bare[quantile] > 0 && product[quantile] <= limitMs) return undefined
  return `${quantile} of a takeover is ${product[quantile]} ms, more than ${TAKEOVER_TIMES} times the ${bare[quantile]} ms of the bare locks.`
}
