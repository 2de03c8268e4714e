// A model that lost nothing would find nothing, and one that lost what was synced would blame the innocent. So would questions
// that see no difference: each of them is asked of an answer in which that promise was broken by hand.
import { describe, expect, it } from "vitest"
import { migrations } from "../../../packages/store/src/migrations/index.ts"
import { brokenIn, saidIn } from "../power-cut/brokenIn.ts"
import { brokenInCreation } from "../power-cut/brokenInCreation.ts"
import { Disk } from "../power-cut/Disk.ts"
import type { Facts } from "../power-cut/factsOf.ts"
import { pagesAheadOfLog } from "../power-cut/pagesAheadOfLog.ts"
import type { Call, Recorded } from "../power-cut/Recorded.ts"
import type { Mark, Step } from "../power-cut/Step.ts"
import { chooseCuts } from "../power-cut/statesOf.ts"
import type { CreationFacts } from "../power-cut/verify.ts"
import { randomFrom } from "../randomFrom.ts"

const call = (recorded: Recorded, data = ""): Call => ({ ...recorded, data: Buffer.from(data) })

const create = (name: string) => call({ call: "create", name })
const mkdir = (name: string) => call({ call: "mkdir", name })
const rename = (name: string, to: string) => call({ call: "rename", name, to })
const unlink = (name: string) => call({ call: "unlink", name })
const sync = (name: string) => [
  call({ call: "open", name, descriptor: 9 }),
  call({ call: "sync", descriptor: 9 }),
  call({ call: "close", descriptor: 9 })
]
const write = (name: string, data: string, at = 0) => [
  call({ call: "open", name, descriptor: 8 }),
  call({ call: "write", descriptor: 8, at }, data),
  call({ call: "close", descriptor: 8 })
]
const resize = (name: string, size: number) => [
  call({ call: "open", name, descriptor: 8 }),
  call({ call: "resize", descriptor: 8, size }),
  call({ call: "close", descriptor: 8 })
]

const page = (letter: string) => letter.repeat(4_096)

/** Every different thing that many power cuts leave. */
const left = <A>(
  calls: ReadonlyArray<Call | ReadonlyArray<Call>>,
  look: (image: ReadonlyMap<string, string>) => A,
  before: Readonly<Record<string, string>> = {}
): ReadonlySet<A> => {
  const disk = new Disk(new Map(Object.entries(before).map(([name, content]) => [name, Buffer.from(content)])))
  for (const call of calls.flat()) disk.do(call)
  return new Set(
    Array.from({ length: 300 }, (_, seed) =>
      look(new Map([...disk.cut(randomFrom(seed), 0.5).image].map(([name, content]) => [name, content.toString()])))
    )
  )
}

/** A content in a few letters: one for each piece that is all the same, `?` where it is not. */
const pieces = (content: string, length: number): string =>
  Array.from({ length: Math.ceil(content.length / length) }, (_, index) => {
    const letters = new Set(content.slice(index * length, (index + 1) * length))
    return letters.size === 1 ? [...letters][0] : "?"
  }).join("")

const visible = (content: string) => content.replaceAll("\0", "-")

const namesOf = (image: ReadonlyMap<string, string>) => [...image.keys()].toSorted().join(" ")

describe("a power cut", () => {
  it("leaves what was synced, with its names", () => {
    const found = left([mkdir("d"), create("d/a"), write("d/a", "safe"), sync("d/a"), sync("d"), sync("")], (image) =>
      image.get("d/a")
    )

    expect(found).toEqual(new Set(["safe"]))
  })

  it("may take a name that was not synced, with all that is in it", () => {
    const calls = [mkdir("d"), create("d/a"), write("d/a", "safe"), sync("d/a"), sync("d")]

    expect(left(calls, namesOf)).toEqual(new Set(["", "d d/a"]))
  })

  it("may leave a name and not its content", () => {
    const found = left([create("a"), sync(""), write("a", "words")], (image) => image.get("a"))

    expect(found).toEqual(new Set(["", "\0".repeat(5), "words"]))
  })

  it("may leave any page that was written, as it was at any time since the file was synced", () => {
    const calls = [write("a", page("1")), write("a", page("2")), write("a", page("2"), 4_096)]
    const found = left(calls, (image) => pieces(image.get("a")!, 4_096), { a: page("0") + page("0") })

    for (const content of ["00", "10", "20", "02", "12", "22"]) expect(found).toContain(content)
  })

  it("may tear a page, between sectors only", () => {
    const found = left([write("a", page("1"))], (image) => pieces(image.get("a")!, 512), { a: page("0") })

    expect(found.size).toBeGreaterThan(10)
    expect([...found].filter((content) => !/^[01]{8}$/.test(content))).toEqual([])
  })

  it("leaves a file that was shortened and grew again without what was there before", () => {
    const calls = [resize("a", 0), write("a", "new"), resize("a", 6)]

    const found = left(calls, (image) => visible(image.get("a")!), { a: "before" })

    expect(found).toContain("before")
    expect(found).toContain("new---")
    expect(found).toContain("------")
    expect(found).not.toContain("newore")
  })

  it("leaves a renamed file under its old name or its new one", () => {
    const calls = [rename("new", "a")]

    const found = left(calls, (image) => [...image].flat().join(" "), { new: "2", a: "1" })

    expect(found).toEqual(new Set(["new 2 a 1", "a 2"]))
  })

  it("may bring back what was removed, and does not once the directory is synced", () => {
    expect(left([unlink("a")], namesOf, { a: "" })).toEqual(new Set(["a", ""]))
    expect(left([unlink("a"), sync("")], namesOf, { a: "" })).toEqual(new Set([""]))
  })

  it("may lose one change of names and keep a later one, but not of the same name", () => {
    const calls = [create("a"), rename("a", "b"), create("c")]

    expect(left(calls, namesOf)).toEqual(new Set(["", "a", "b", "c", "a c", "b c"]))
  })

  it("may take what was written while a sync was running", () => {
    const open = call({ call: "open", name: "a", descriptor: 9 })
    const calls = [
      open,
      call({ call: "begin sync", descriptor: 9 }),
      ...write("a", "1"),
      call({ call: "sync", descriptor: 9 })
    ]

    expect(left(calls, (image) => image.get("a"), { a: "0" })).toEqual(new Set(["0", "1"]))
  })

  it("is not the end of a file that another took its name from", () => {
    const calls = [...write("a", "old"), rename("new", "a"), ...sync("a"), ...sync("")]

    expect(left(calls, (image) => image.get("a"), { a: "", new: "2" })).toEqual(new Set(["2"]))
  })
})

it("the power goes at the same moments for the same seed, and nowhere else", () => {
  const calls = [create("a"), write("a", "1"), call({ call: "mark", said: {} }), sync("a")].flat()

  const [one, same] = [1, 2].map(() => chooseCuts(calls, 50, randomFrom(7)))

  expect(one).toEqual(same)
  expect(Math.min(...one!)).toBeGreaterThan(0)
  expect(Math.max(...one!)).toBeLessThanOrEqual(calls.length)
})

describe("the questions", () => {
  const steps: ReadonlyArray<Step> = [
    { kind: "entry", id: 1 },
    { kind: "note", id: 2 },
    { kind: "cell", id: 3, version: 4 },
    { kind: "refill", id: 5 },
    { kind: "create", id: 6 },
    { kind: "create", id: 7 },
    { kind: "drop", id: 7 },
    { kind: "migrate", id: 8 }
  ]
  const facts: Facts = {
    entries: [{ id: 1, isWhole: true, parts: 5 }],
    orphans: 0,
    counted: 1,
    notes: [{ id: 2, isWhole: true }],
    cells: [{ id: 3, version: 4, isWhole: true }],
    refilled: { generation: 5, generations: 1, rows: 50 },
    tables: [{ id: 6, rows: 40 }],
    migrations: [{ id: 8, has: ["column", "function", "index", "row", "table"] }],
    corruptions: []
  }
  const nothing: Facts = {
    entries: [],
    orphans: 0,
    counted: 0,
    notes: [],
    cells: [{ id: 3, version: 0, isWhole: true }],
    refilled: { generation: 0, generations: 0, rows: 0 },
    tables: [],
    migrations: [],
    corruptions: []
  }
  const marks = (isDone: boolean): ReadonlyArray<Mark> => steps.map((step) => ({ step, isDone }))
  const sent = saidIn(marks(false))
  const acknowledged = saidIn([...marks(false), ...marks(true)])
  const broken = (changed: Partial<Facts>) => brokenIn(acknowledged, { ...facts, ...changed })

  it("find nothing where everything is as it was acknowledged", () => {
    expect(brokenIn(acknowledged, facts)).toEqual([])
  })

  it("take both for right while nobody was told", () => {
    expect(brokenIn(sent, facts)).toEqual([])
    expect(brokenIn(sent, nothing)).toEqual([])
  })

  it("find what was acknowledged and is gone", () => {
    expect(brokenIn(acknowledged, nothing)).toEqual([
      "Entry 1 is gone, and was acknowledged.",
      "Note 2 is gone, and was acknowledged.",
      "Cell 3 is back at 0, and 4 was acknowledged.",
      "The refilled table is back at 0, and 5 was acknowledged.",
      "Table 6 is gone, and was acknowledged.",
      "Migration 8 is gone, and was acknowledged."
    ])
  })

  it("find what nobody has sent", () => {
    expect(brokenIn(saidIn([]), { ...facts, tables: [] })).toEqual([
      "Entry 1 is there, and was never committed.",
      "Note 2 is there, and was never committed.",
      "Cell 3 is at 4, which was never committed.",
      "The refilled table is at 5, which was never committed.",
      "Migration 8 is there, and was never committed."
    ])
  })

  it("find a dropped table that is back", () => {
    expect(broken({ tables: [...facts.tables, { id: 7, rows: 40 }] })).toEqual([
      "Table 7 is back, and that it was dropped was acknowledged."
    ])
  })

  it("find what is half there", () => {
    expect(broken({ entries: [{ id: 1, isWhole: true, parts: 4 }] })).toHaveLength(1)
    expect(broken({ entries: [{ id: 1, isWhole: false, parts: 5 }] })).toHaveLength(1)
    expect(broken({ counted: 2 })).toHaveLength(1)
    expect(broken({ orphans: 1 })).toHaveLength(1)
    expect(broken({ notes: [{ id: 2, isWhole: false }] })).toHaveLength(1)
    expect(broken({ cells: [{ id: 3, version: 4, isWhole: false }] })).toHaveLength(1)
    expect(broken({ refilled: { generation: 5, generations: 2, rows: 50 } })).toHaveLength(1)
    expect(broken({ tables: [{ id: 6, rows: 39 }] })).toHaveLength(1)
    expect(broken({ migrations: [{ id: 8, has: ["column", "table"] }] })).toHaveLength(1)
  })

  it("find what amcheck finds", () => {
    expect(broken({ corruptions: ["the heap is not in its index"] })).toEqual(["amcheck: the heap is not in its index"])
  })

  it("find a database that was acknowledged and is not there, and one that is not whole", () => {
    const whole: CreationFacts = {
      found: "a database",
      isEmptied: true,
      migrations: migrations.length,
      corruptions: []
    }

    expect(brokenInCreation(true, whole)).toEqual([])
    expect(brokenInCreation(false, { ...whole, found: "a draft" })).toEqual([])
    expect(brokenInCreation(true, { ...whole, found: "a draft" })).toHaveLength(1)
    expect(brokenInCreation(false, { ...whole, isEmptied: false })).toHaveLength(1)
    expect(brokenInCreation(false, { ...whole, migrations: 0 })).toHaveLength(1)
  })
})

describe("a page that is written", () => {
  const log = "pg_wal/000000010000000000000002"
  const segmentBytes = 1024 * 1024
  const before = new Map([[log, Buffer.alloc(segmentBytes)]])
  const logged = (bytes: number) => write(log, "x".repeat(bytes))
  /** With the position in the log behind its last change. */
  const pageAt = (position: number) => {
    const data = Buffer.alloc(8_192)
    data.writeUInt32LE(2 * segmentBytes + position, 4)
    return [
      call({ call: "open", name: "base/5/16384", descriptor: 8 }),
      { ...call({ call: "write", descriptor: 8, at: 0 }), data }
    ]
  }
  const early = (...calls: ReadonlyArray<Call | ReadonlyArray<Call>>) => pagesAheadOfLog(before, calls.flat()).length

  it("comes after the log of its changes was synced", () => {
    expect(early(logged(5_000), sync(log), pageAt(5_000))).toBe(0)
  })

  it("comes too early where that was only written, or not even that", () => {
    expect(early(logged(5_000), pageAt(5_000))).toBe(1)
    expect(early(logged(1_000), sync(log), pageAt(5_000))).toBe(1)
    expect(early(logged(1_000), sync(log), logged(5_000), pageAt(5_000))).toBe(1)
  })

  it("comes when it likes where it is the first of a new file", () => {
    expect(early(create("base/5/16384"), logged(5_000), pageAt(5_000))).toBe(0)
    expect(early(create("base/5/16384"), logged(5_000), pageAt(5_000), pageAt(5_000))).toBe(1)
  })
})
