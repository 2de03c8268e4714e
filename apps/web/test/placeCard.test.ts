import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { BoardView } from "../src/api/boards.ts"
import type { Task } from "../src/api/model.ts"
import { placeCard } from "../src/board/placeCard.ts"

const priorities = ["urgent", "high", "normal", "low"] as const
const names = ["draft", "build", "done"] as const

/** A board with tasks of these priorities in their columns, most urgent first, as the server gives it. */
const board = (tasks: ReadonlyArray<readonly [column: string, priority: Task["priority"]]>): BoardView => {
  const all = tasks.map(([column, priority], index) => ({ key: `SHOP-${index + 1}`, column, priority }) as Task)
  const columns = names.map((name) => {
    const inIt = all
      .filter(({ column }) => column === name)
      .sort((a, b) => priorities.indexOf(a.priority) - priorities.indexOf(b.priority))
    const category = name === "done" ? "done" : "active"
    return { column: { name, category }, count: inIt.length, found: inIt.length, tasks: inIt }
  })
  return { columns } as unknown as BoardView
}

const cards = (view: BoardView) => view.columns.map(({ tasks }) => tasks.map(({ key }) => key))
const boards = fc
  .array(
    fc.constantFrom(...names).chain((name) => fc.constantFrom(...priorities).map((p) => [name, p] as const)),
    {
      minLength: 1,
      maxLength: 12
    }
  )
  .map(board)
const choices = [boards, fc.integer({ min: 0, max: 11 }), fc.constantFrom(...names)] as const
const chosenFrom = (view: BoardView, index: number): Task => {
  const tasks = view.columns.flatMap((column) => column.tasks)
  return tasks[index % tasks.length]!
}

describe("a card that is let go of", () => {
  it("is in the column it was put into, and in no other", () => {
    fc.assert(
      fc.property(...choices, (view, index, column) => {
        const task = chosenFrom(view, index)

        const placed = placeCard(view, task, column)

        const holding = placed.columns.filter(({ tasks }) => tasks.some(({ key }) => key === task.key))
        expect(holding.map((each) => each.column.name)).toEqual([column])
      })
    )
  })

  it("loses no other card, and every column counts right", () => {
    fc.assert(
      fc.property(...choices, (view, index, column) => {
        const placed = placeCard(view, chosenFrom(view, index), column)

        expect(cards(placed).flat().sort()).toEqual(cards(view).flat().sort())
        expect(placed.columns.map(({ count }) => count)).toEqual(placed.columns.map(({ tasks }) => tasks.length))
      })
    )
  })

  it("stands before what is less urgent, and after its equals", () => {
    const view = board([
      ["draft", "high"],
      ["build", "urgent"],
      ["build", "high"],
      ["build", "normal"]
    ])

    const placed = placeCard(view, view.columns[0]!.tasks[0]!, "build")

    expect(cards(placed)[1]).toEqual(["SHOP-2", "SHOP-3", "SHOP-1", "SHOP-4"])
  })

  it("is the first of what is done", () => {
    const view = board([
      ["draft", "low"],
      ["done", "urgent"]
    ])

    const placed = placeCard(view, view.columns[0]!.tasks[0]!, "done")

    expect(cards(placed)[2]).toEqual(["SHOP-1", "SHOP-2"])
  })
})
