import { Projects } from "@genie/identity/contract"
import { onEveryBackend } from "@genie/store/testing"
import { Effect } from "effect"
import { expect } from "vitest"
import { Boards } from "../src/contract/Boards.ts"
import { Tasks } from "../src/contract/Tasks.ts"
import { audited, tasksLayer } from "./tasksLayer.ts"

onEveryBackend("Boards", tasksLayer, (it) => {
  it.effect("a board of one's own columns ends with done and cancelled, whether they were named or not", () =>
    Effect.gen(function* () {
      const boards = yield* Boards
      yield* (yield* Projects).create({ name: "Kitchen" })

      const board = yield* boards.create({
        project: "KITCHEN",
        name: "menu",
        columns: [
          { name: "ideas", category: "backlog" },
          { name: "cooking", category: "active", gate: "human", wipLimit: 2, onFail: "ideas" }
        ]
      })

      expect(board.columns.map(({ category, name, position }) => `${position} ${name} ${category}`)).toEqual([
        "0 ideas backlog",
        "1 cooking active",
        "2 done done",
        "3 cancelled cancelled"
      ])
      expect(board.columns[1]).toMatchObject({ gate: "human", wipLimit: 2, onFail: "ideas", autoAdvance: false })
    })
  )

  it.effect("columns that make no board are refused by what is wrong with them", () =>
    Effect.gen(function* () {
      const boards = yield* Boards
      yield* (yield* Projects).create({ name: "Crooked" })
      const refusal = (columns: NonNullable<Parameters<typeof boards.create>[0]["columns"]>) =>
        Effect.map(
          Effect.flip(boards.create({ project: "CROOKED", name: "crooked", columns })),
          ({ message }) => message
        )

      expect(yield* refusal([{ name: "work", category: "active" }])).toMatch(/tasks begin in the first column/)
      expect(
        yield* refusal([
          { name: "a", category: "backlog" },
          { name: "a", category: "active" }
        ])
      ).toMatch(/two columns are called "a"/)
      expect(
        yield* refusal([
          { name: "over", category: "done" },
          { name: "a", category: "backlog" }
        ])
      ).toMatch(/ends with one column of the category done/)
      expect(yield* refusal([{ name: "reviews", category: "backlog", onFail: "review" }])).toBe(
        'There is no column "review". Did you mean "reviews"?'
      )
      expect(yield* refusal([{ name: "a\tb", category: "backlog" }])).toBe(
        "columns[0].name: contains the control character U+0009."
      )
      expect(
        yield* refusal(Array.from({ length: 29 }, (_, index) => ({ name: `c${index}`, category: "backlog" as const })))
      ).toMatch(/30 columns at most/)
      expect((yield* boards.list({ project: "CROOKED" })).map(({ name }) => name)).toEqual(["software"])
    })
  )

  it.effect("a board that is not there is told with those that are", () =>
    Effect.gen(function* () {
      const boards = yield* Boards
      yield* (yield* Projects).create({ name: "Hall" })
      yield* boards.create({ project: "HALL", name: "bugs", template: "bug" })

      expect((yield* Effect.flip(boards.show({ project: "HALL", board: "bug" }))).message).toBe(
        'HALL has no board "bug". It has: software, bugs.'
      )
      expect((yield* Effect.flip(boards.create({ project: "HALL", name: "bugs" }))).message).toBe(
        'Another board is already called "bugs".'
      )
    })
  )

  it.effect("a changed column is changed alone, and recorded; a new name is followed by what fails to it", () =>
    Effect.gen(function* () {
      const boards = yield* Boards
      yield* (yield* Projects).create({ name: "Yard" })
      const change = { project: "YARD", board: "software" }

      const board = yield* boards.changeColumn({ ...change, column: "Build", name: "forge", wipLimit: 3 })

      const named = new Map(board.columns.map((column) => [column.name, column]))
      expect(named.get("forge")).toMatchObject({ gate: "agent", action: "work", autoAdvance: true, wipLimit: 3 })
      expect(named.get("qa")?.onFail).toBe("forge")
      expect(named.get("review")?.onFail).toBe("forge")
      expect(named.has("build")).toBe(false)
      expect(yield* audited).toContain("board.column_changed done")
      expect((yield* boards.changeColumn({ ...change, column: "forge", wipLimit: null })).columns[3]).toMatchObject({
        wipLimit: null
      })
    })
  )

  it.effect("a column cannot be changed into what no board has", () =>
    Effect.gen(function* () {
      const boards = yield* Boards
      yield* (yield* Projects).create({ name: "Fence" })
      const refusal = (change: Omit<Parameters<typeof boards.changeColumn>[0], "project" | "board">) =>
        Effect.map(
          Effect.flip(boards.changeColumn({ project: "FENCE", board: "software", ...change })),
          ({ message }) => message
        )

      expect(yield* refusal({ column: "bild" })).toBe('There is no column "bild". Did you mean "build"?')
      expect(yield* refusal({ column: "build", name: "qa" })).toBe('Another column is already called "qa".')
      expect(yield* refusal({ column: "build", onFail: "build" })).toMatch(/cannot send what fails to itself/)
      expect(yield* refusal({ column: "build", onFail: "nowhere" })).toMatch(/There is no column "nowhere"/)
      expect(yield* refusal({ column: "build", action: "a\u001bb" })).toBe(
        "action: contains the control character U+001B."
      )
      expect(yield* refusal({ column: "done", gate: "human" })).toMatch(/"done" is where software ends/)
    })
  )

  it.effect("a raised limit lets those come who waited for room", () =>
    Effect.gen(function* () {
      const boards = yield* Boards
      const tasks = yield* Tasks
      yield* (yield* Projects).create({ name: "Narrow" })
      yield* boards.create({
        project: "NARROW",
        name: "narrow",
        columns: [
          { name: "waiting", category: "backlog", autoAdvance: true },
          { name: "inside", category: "active", gate: "human", wipLimit: 1 }
        ]
      })
      const columnsNow = Effect.map(tasks.list({ project: "NARROW" }), ({ items }) =>
        items.map(({ column }) => column).toSorted()
      )
      for (const title of ["One", "Two", "Three"]) yield* tasks.create({ project: "NARROW", board: "narrow", title })
      expect(yield* columnsNow).toEqual(["inside", "waiting", "waiting"])

      yield* boards.changeColumn({ project: "NARROW", board: "narrow", column: "inside", wipLimit: 2 })

      expect(yield* columnsNow).toEqual(["inside", "inside", "waiting"])
    })
  )

  it.effect("a board that was changed can be kept as a template, and copied from it", () =>
    Effect.gen(function* () {
      const boards = yield* Boards
      const projects = yield* Projects
      yield* projects.create({ name: "Origin" })
      yield* boards.changeColumn({ project: "ORIGIN", board: "software", column: "draft", color: "pink", gate: null })

      const template = yield* boards.saveTemplate({ project: "ORIGIN", board: "software", name: "ours" })
      yield* projects.create({ name: "Copied", template: "ours" })

      expect(template).toMatchObject({ name: "ours", isBuiltin: false })
      const names = (yield* boards.templates({})).map(({ name }) => name)
      expect(names).toEqual(["software", "ops", "bug", "sales", "hiring", "ours"])
      const [copy] = yield* boards.list({ project: "COPIED" })
      expect(copy).toMatchObject({ name: "ours", template: "ours" })
      expect(copy!.columns[0]).toMatchObject({ name: "draft", color: "pink", gate: null })
      expect(
        (yield* Effect.flip(boards.saveTemplate({ project: "ORIGIN", board: "software", name: "bug" }))).message
      ).toBe('Another template is already called "bug".')
    })
  )

  it.effect("a board is shown with the cards of each column, as many as asked", () =>
    Effect.gen(function* () {
      const boards = yield* Boards
      const tasks = yield* Tasks
      yield* (yield* Projects).create({ name: "Wall" })
      for (const title of ["One", "Two", "Three"]) yield* tasks.create({ project: "WALL", title })
      yield* tasks.create({ project: "WALL", title: "Wished", column: "wish", priority: "urgent" })

      const { board, columns } = yield* boards.show({ project: "WALL", cards: 2 })

      expect(columns.map(({ column }) => column.name)).toEqual(board.columns.map(({ name }) => name))
      expect(columns[0]).toMatchObject({ count: 3, tasks: [{ title: "One" }, { title: "Two" }] })
      expect(columns[2]).toMatchObject({ count: 1, tasks: [{ title: "Wished", priority: "urgent" }] })
      expect(columns[8]).toMatchObject({ count: 0, tasks: [] })
    })
  )
})
