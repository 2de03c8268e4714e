import { expect, it } from "vitest"
import { slowestFiles } from "../slowestFiles.ts"

const file = (path: string, ms: number, tests = 1) => ({ path, ms, tests })

it("names the slowest files first, with their time and their number of tests", () => {
  const lines = slowestFiles([file("a.test.ts", 900), file("c.test.ts", 61_000, 12), file("b.test.ts", 2_100, 3)], 2)

  expect(lines).toEqual([
    "Slowest files (63.1 s of 64.0 s spent in 3 files)",
    "  61.0 s    12 tests  c.test.ts",
    "   2.1 s     3 tests  b.test.ts"
  ])
})

it("names ten", () => {
  const files = Array.from({ length: 30 }, (_, n) => file(`${n}.test.ts`, n))

  expect(slowestFiles(files)).toHaveLength(11)
})

it("says nothing of a run without files", () => {
  expect(slowestFiles([])).toEqual([])
})
