import type { Screen } from "@genie/operation/commands"
import { Board, BoardId, Column, ColumnId, Task, TaskId, uuidv7 } from "@genie/store/model"
import { BoardView } from "@genie/tasks/contract"
import { displayWidth } from "effect/cli/CliOutput"
import { describe, expect, it } from "vitest"
import { boardView } from "../src/views/boardView.ts"

const now = new Date("2027-01-01T09:00:00Z")
const screen = (width: number): Screen => ({ width, canColor: false, now })
const pipe = screen(Number.POSITIVE_INFINITY)

const column = (name: string, rest: Partial<Column> = {}): Column =>
  new Column({
    id: ColumnId.make(uuidv7()),
    name,
    position: 0,
    category: "active",
    gate: null,
    isFourEyes: false,
    action: null,
    autoAdvance: false,
    onFail: null,
    wipLimit: null,
    color: "gray",
    ...rest
  })

const task = (key: string, title: string, rest: Partial<Task> = {}): Task =>
  new Task({
    id: TaskId.make(uuidv7()),
    key,
    project: "SHOP",
    board: "software",
    column: "build",
    category: "active",
    status: "ready",
    title,
    body: "",
    acceptance: "",
    priority: "normal",
    startAt: null,
    dueAt: null,
    effort: null,
    parent: null,
    heldBy: null,
    heldReason: null,
    queue: null,
    payload: null,
    digest: "",
    externalId: null,
    externalUrl: null,
    wishFile: null,
    groupName: null,
    assignees: [],
    tags: [],
    openBlockers: 0,
    run: null,
    revision: 1,
    enteredAt: now,
    createdBy: "ana",
    createdAt: now,
    updatedBy: "ana",
    updatedAt: now,
    closedAt: null,
    ...rest
  })

const build = column("build", { gate: "agent", action: "work", autoAdvance: true, wipLimit: 2 })
const columns = [column("draft", { gate: "human" }), build, column("done", { category: "done" })]
const view = new BoardView({
  board: new Board({
    id: BoardId.make(uuidv7()),
    project: "SHOP",
    name: "software",
    template: "software",
    columns,
    createdBy: "ana",
    createdAt: now
  }),
  columns: [
    { column: columns[0]!, count: 0, found: 0, tasks: [] },
    {
      column: build,
      count: 2,
      found: 2,
      tasks: [
        task("SHOP-1", "Count the till every evening", { priority: "urgent", assignees: ["ana"] }),
        task("SHOP-2", "検索をもっと速くする and call the printer about the invitations", { status: "blocked" })
      ]
    },
    { column: columns[2]!, count: 12, found: 12, tasks: [] }
  ]
})

describe("a board", () => {
  it("stands side by side where there is room, with gates, actions and limits over the cards", () => {
    expect(boardView(view, screen(80)).split("\n")).toEqual([
      "SHOP software  2 open, 1 ready",
      "",
      "draft 0                    build 2/2                  done 12",
      "gate human                 gate agent",
      "                           runs work, goes on",
      "─────────────────────────  ─────────────────────────  ─────────────────────────",
      "                           SHOP-1 urgent              12 more in done",
      "                           Count the till every",
      "                           evening",
      "                           ready ana",
      "",
      "                           SHOP-2",
      "                           検索をもっと速くする and",
      "                           call the printer about",
      "                           the invitations",
      "                           blocked"
    ])
  })

  it("is never wider than the screen", () => {
    for (const width of [30, 40, 57, 80, 120, 200]) {
      const lines = boardView(view, screen(width)).split("\n")

      expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(width)
    }
  })

  it("is a list where nobody watches, with nothing cut", () => {
    expect(boardView(view, pipe).split("\n")).toEqual([
      "SHOP software  2 open, 1 ready",
      "",
      "draft 0  gate human",
      "build 2/2  gate agent, runs work, goes on",
      "  SHOP-1  ready    urgent  Count the till every evening  ana",
      "  SHOP-2  blocked  normal  検索をもっと速くする and call the printer about the invitations",
      "done 12",
      "  12 more in done"
    ])
  })

  it("says how many of how many it shows when it is narrowed", () => {
    const narrowed = {
      ...view,
      columns: view.columns.map((each) => (each.column.name === "done" ? { ...each, found: 3 } : each))
    }

    expect(boardView(narrowed as BoardView, pipe)).toContain("done 3 of 12\n  3 more in done")
  })

  it("shows what a title would do to the terminal instead of doing it", () => {
    const hostile = {
      ...view,
      columns: [{ column: build, count: 1, found: 1, tasks: [task("SHOP-1", "a\u001b[2Jb\u202ec")] }]
    }

    expect(boardView(hostile as BoardView, { ...screen(80), canColor: true })).not.toContain("\u001b[2J")
    expect(boardView(hostile as BoardView, pipe)).toContain("a\\x1b[2Jb\\u202ec")
  })
})
