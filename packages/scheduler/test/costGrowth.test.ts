import { expect, test } from "vitest"
import { costGrowth, PROPORTIONATE } from "./costGrowth.ts"

test("work in proportion to its input is told from work in the square of it", () => {
  const letters = (length: number) => "a".repeat(length)
  const linear = (length: number) => () => /b/.test(letters(length))
  const square = (length: number) => () => /a+b/.test(letters(length))

  expect(costGrowth(linear, 80_000)).toBeLessThan(PROPORTIONATE)
  expect(costGrowth(square, 8_000)).toBeGreaterThan(PROPORTIONATE)
})
