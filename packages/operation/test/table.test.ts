import { type Paint, paint, relativeTime, type Screen, table } from "@genie/operation/commands"
import { displayWidth } from "effect/cli/CliOutput"
import { describe, expect, it } from "vitest"
import { printableView } from "../src/commands/printable.ts"

const now = new Date("2026-03-01T09:00:00Z")
const file: Screen = { width: Number.POSITIVE_INFINITY, canColor: false, now }

const rows = [
  { name: "Water the plants", count: 3 },
  { name: "植物に水をやる", count: 12 }
]
const columns = {
  name: (row: (typeof rows)[0]) => row.name,
  n: { value: (row: (typeof rows)[0]) => `${row.count}`, align: "right" }
} as const

describe("table", () => {
  it("aligns columns, also with wide characters", () => {
    expect(table(rows, columns, file).split("\n")).toEqual([
      "NAME               N",
      "Water the plants   3",
      "植物に水をやる    12"
    ])
  })

  it("cuts the widest column to fit the screen", () => {
    const lines = table(rows, columns, { ...file, width: 12 }).split("\n")

    expect(lines).toEqual(["NAME       N", "Water t…   3", "植物に…   12"])
    for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(12)
  })

  it("never cuts a key, and leaves out the last columns where there is no room for them", () => {
    const tasks = [{ key: "CORNERSHOP-1234", title: "Water the plants in the garden", age: "2 h", column: "draft" }]
    type Row = (typeof tasks)[0]
    const wide = {
      key: { value: ({ key }: Row) => key, isWhole: true },
      title: { value: ({ title }: Row) => title, widthMin: 12 },
      column: ({ column }: Row) => column,
      age: ({ age }: Row) => age
    }
    const at = (width: number) => table(tasks, wide, { ...file, width }).split("\n")[1]!

    expect(at(80)).toBe("CORNERSHOP-1234  Water the plants in the garden  draft   2 h".replace("   ", "   "))
    for (const width of [20, 30, 40, 50]) {
      expect(at(width)).toContain("CORNERSHOP-1234")
      expect(displayWidth(at(width))).toBeLessThanOrEqual(Math.max(width, 22))
    }
    expect(at(32)).toBe("CORNERSHOP-1234  Water the plan…")
  })

  it("dims its header only where color is wanted", () => {
    expect(table(rows, columns, { ...file, canColor: true })).toMatch(/^\u001b\[2mNAME +N\u001b\[22m\n/)
    expect(table(rows, columns, file)).not.toContain("\u001b")
  })

  it("colors a cell and not the space beside it", () => {
    const colored = { name: { value: columns.name, paint: (): Paint => "red" }, n: columns.n } as const

    expect(table(rows, colored, { ...file, canColor: true }).split("\n")[1]).toBe(
      "\u001b[31mWater the plants\u001b[39m   3"
    )
    expect(table(rows, colored, file)).toBe(table(rows, columns, file))
  })

  it("keeps every row on one line and shows what a terminal would obey", () => {
    const hostile = [{ name: "one\ntwo\u001b[2J", count: 1 }]

    expect(table(hostile, columns, file).split("\n")[1]).toBe("one⏎two\\x1b[2J  1")
  })
})

describe("paint", () => {
  it("makes what a view keeps, and what a text brings along is shown instead of done", () => {
    const colored = paint("red", "red", { canColor: true })

    expect(printableView(`a ${colored} b`)).toBe("a \u001b[31mred\u001b[39m b")
    expect(printableView("a \u001b[31mred")).toBe("a \\x1b[31mred")
    expect(paint("\u001b[2J", "red", { canColor: true })).toBe("\u001b[31m\\x1b[2J\u001b[39m")
    expect(paint("red", "red", { canColor: false })).toBe("red")
  })
})

describe("relativeTime", () => {
  it("says an instant as a person would", () => {
    const at = (seconds: number) => relativeTime(new Date(now.getTime() + seconds * 1000), now)

    expect([0, 59, 180, -7200, 86_400 * 3, -86_400 * 40, 86_400 * 800].map(at)).toEqual([
      "now",
      "in 59 s",
      "in 3 min",
      "2 h ago",
      "in 3 d",
      "1 mo ago",
      "in 2 y"
    ])
  })
})
