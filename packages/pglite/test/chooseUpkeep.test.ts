import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { chooseUpkeep, type TableStatistics } from "../src/maintenance/chooseUpkeep.ts"
import { maintenanceLimits } from "../src/maintenance/MaintenanceLimits.ts"
import { WAL_SEGMENT_BYTES, walPosition } from "../src/maintenance/walPosition.ts"

const table = (statistics: Partial<TableStatistics> = {}): TableStatistics => ({
  oid: 1,
  table: "public.notes",
  rows: 1_000,
  pages: 100,
  visiblePages: 100,
  dead: 0,
  inserted: 0,
  changed: 0,
  isForgotten: false,
  isStale: false,
  age: 0,
  ...statistics
})

const choose = (...tables: ReadonlyArray<TableStatistics>) => chooseUpkeep(tables, maintenanceLimits)

describe("what is done first for the tables", () => {
  test("is nothing where nothing has happened", () => {
    expect(choose(table(), table({ oid: 2 }))).toBeUndefined()
  })

  test("is a vacuum of what is furthest beyond its limit, not of what is largest", () => {
    const large = table({ table: "large", rows: 100_000, dead: 12_000 })
    const hot = table({ table: "hot", rows: 20, dead: 2_000 })

    expect(choose(large, hot)).toMatchObject({ step: "vacuum", table: "hot" })
  })

  test("is a vacuum of a large table before a tenth of it is dead: a vacuum is a pause for everybody", () => {
    const large = table({ rows: 10_000_000, pages: 300_000 })

    expect(choose({ ...large, dead: 19_999 })).toBeUndefined()
    expect(choose({ ...large, dead: 20_000 })).toMatchObject({ step: "vacuum" })
  })

  test("is what leaves dead rows before what nobody knows anything about", () => {
    expect(choose(table({ table: "unknown", isForgotten: true }), table({ table: "hot", dead: 300 }))).toMatchObject({
      table: "hot"
    })
  })

  test("is the shortest of what nobody knows anything about", () => {
    const short = table({ table: "short", isForgotten: true, pages: 5_000, visiblePages: 4_999 })
    const long = table({ table: "long", isForgotten: true, pages: 500, visiblePages: 0 })

    expect(choose(long, short)).toMatchObject({ table: "short" })
  })

  test("is a freeze at a twentieth of the ids that there are", () => {
    expect(choose(table({ age: 99_999_999 }))).toBeUndefined()
    expect(choose(table({ age: 100_000_000 }))).toMatchObject({ step: "freeze" })
  })

  test("is always something that is due and possible, and nothing only when nothing is", () => {
    const count = fc.nat({ max: 100_000 })
    const tables = fc.array(
      fc.record({
        oid: count,
        table: fc.string(),
        rows: count,
        pages: count,
        visiblePages: count,
        dead: count,
        inserted: count,
        changed: count,
        isForgotten: fc.boolean(),
        isStale: fc.boolean(),
        age: fc.nat()
      })
    )
    fc.assert(
      fc.property(tables, fc.nat({ max: 1_000 }), (all, longestMs) => {
        const chosen = chooseUpkeep(all, maintenanceLimits, ({ expectedMs }) => expectedMs <= longestMs)
        const known = chooseUpkeep(all, maintenanceLimits)
        if (chosen === undefined) return known === undefined || known.expectedMs > longestMs
        return (
          chosen.urgency >= 1 &&
          chosen.expectedMs <= longestMs &&
          known !== undefined &&
          known.urgency >= chosen.urgency
        )
      })
    )
  })
})

test("the name of a file of the log says where it begins", () => {
  expect(walPosition("000000010000000000000001")).toBe(WAL_SEGMENT_BYTES)
  expect(walPosition("0000000100000000000000FF")).toBe(255 * WAL_SEGMENT_BYTES)
  expect(walPosition("000000020000000100000000")).toBe(256 * WAL_SEGMENT_BYTES)
})
