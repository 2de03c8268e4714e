// Lists of tasks in every order, what is counted, and boards that are narrowed.

import { Actors } from "@genie/identity/contract"
import { Db } from "@genie/store/database"
import { TaskOrder } from "@genie/store/model"
import { onEveryBackend } from "@genie/store/testing"
import { Effect } from "effect"
import { sql } from "kysely"
import { expect } from "vitest"
import { Boards } from "../src/contract/Boards.ts"
import { Tasks } from "../src/contract/Tasks.ts"
import { pipelineOf } from "./pipelineOf.ts"
import { tasksLayer } from "./tasksLayer.ts"

const columns = [
  { name: "draft", category: "backlog" },
  { name: "build", category: "active" }
] as const

const titles = (page: { readonly items: ReadonlyArray<{ readonly title: string }> }) =>
  page.items.map(({ title }) => title)

/** Everything that a list gives, page by page. */
const paged = Effect.fnUntraced(function* (which: Parameters<Tasks["Service"]["list"]>[0], limit: number) {
  const tasks = yield* Tasks
  const seen: Array<string> = []
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = yield* tasks.list({ ...which, limit, ...(cursor != null && { cursor }) })
    seen.push(...titles(page))
    cursor = page.next
  }
  return seen
})

onEveryBackend("Lists of tasks", tasksLayer, (it) => {
  it.effect("are sorted as asked, and the same in pages of any size", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create, project } = yield* pipelineOf(...columns)
      const first = yield* create("first", { priority: "low", due: "2031-01-02" })
      yield* create("second", { priority: "urgent" })
      const third = yield* create("third", { priority: "high", due: "2031-01-01" })
      yield* create("fourth", { priority: "urgent", due: "2031-01-02" })
      const fifth = yield* create("fifth")
      yield* tasks.update({ task: first.key, body: "Changed." })
      const expected: Readonly<Record<TaskOrder, ReadonlyArray<string>>> = {
        newest: ["fifth", "fourth", "third", "second", "first"],
        oldest: ["first", "second", "third", "fourth", "fifth"],
        urgent: ["second", "fourth", "third", "fifth", "first"],
        due: ["third", "first", "fourth", "second", "fifth"],
        changed: ["first", "fifth", "fourth", "third", "second"],
        closed: ["third", "fifth"]
      }

      for (const order of TaskOrder.literals.filter((each) => each !== "closed")) {
        for (const limit of [1, 2, 5]) expect(yield* paged({ project, order }, limit), order).toEqual(expected[order])
      }
      yield* tasks.move({ task: fifth.key, to: "cancelled" })
      yield* tasks.move({ task: third.key, to: "done" })
      for (const limit of [1, 2]) expect(yield* paged({ project, order: "closed" }, limit)).toEqual(expected.closed)
    })
  )

  it.effect("that were changed in one instant lose none to the end of a page", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const { create, project } = yield* pipelineOf(...columns)
      const made = yield* Effect.forEach(["a", "b", "c", "d", "e"], (title) => create(title))
      yield* db.affected(
        () => sql`
          update genie.tasks
          set updated_at = '2030-01-01 00:00:00.123456+00', due_at = '2030-01-01 00:00:00.123457+00'
          where id = any(${made.map(({ id }) => id)}::uuid[])`
      )

      for (const order of ["changed", "due"] as const) {
        for (const limit of [1, 2, 3]) {
          expect((yield* paged({ project, order }, limit)).toSorted(), order).toEqual(["a", "b", "c", "d", "e"])
        }
      }
    })
  )

  it.effect("refuse a cursor of another order, and one that nobody gave", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create, project } = yield* pipelineOf(...columns)
      yield* create("a")
      yield* create("b")
      const { next } = yield* tasks.list({ project, limit: 1, order: "urgent" })
      const forged = Buffer.from(JSON.stringify(["changed", "'; drop", "x"])).toString("base64url")

      for (const [order, cursor] of [
        ["newest", next!],
        ["due", next!],
        ["changed", forged],
        ["urgent", "x"]
      ] as const) {
        const refusal = yield* Effect.flip(tasks.list({ project, order, cursor }))
        expect(refusal.message).toBe("cursor: is not a cursor returned by this list.")
      }
    })
  )

  it.effect("are narrowed by priority, and so is what is ready, explained and claimed", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create, project } = yield* pipelineOf(...columns)
      const held = yield* create("held", { priority: "high" })
      yield* create("urgent", { priority: "urgent" })
      yield* create("high", { priority: "high" })
      yield* tasks.block({ task: held.key, reason: "Not now." })
      const which = { project, priority: "high" } as const

      expect(titles(yield* tasks.list(which))).toEqual(["high", "held"])
      expect(titles(yield* tasks.ready(which))).toEqual(["high"])
      expect((yield* tasks.explain(which)).items.map(({ task }) => task.title)).toEqual(["held"])
      expect((yield* tasks.claim(which)).checkout?.task.title).toBe("high")
      expect((yield* tasks.claim(which)).checkout).toBe(null)
    })
  )

  it.effect("are counted by what they show, whatever narrows them", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create, project } = yield* pipelineOf(...columns)
      const first = yield* create("pay by invoice", { tags: ["billing"], priority: "high" })
      yield* create("pay by card", { tags: ["billing", "cards"] })
      const gone = yield* create("pay by cheque")
      yield* tasks.move({ task: gone.key, to: "cancelled" })
      const count = (which: Parameters<typeof tasks.count>[0]) =>
        Effect.map(tasks.count({ project, ...which }), ({ count }) => count)

      expect(yield* count({})).toBe(2)
      expect(yield* count({ all: true })).toBe(3)
      expect(yield* count({ status: "cancelled" })).toBe(1)
      expect(yield* count({ search: "pay card" })).toBe(1)
      expect(yield* count({ tag: "billing", priority: "high" })).toBe(1)
      expect(yield* count({ tag: "nothing" })).toBe(0)
      expect(yield* tasks.tags({ project })).toEqual([
        { name: "billing", color: "gray" },
        { name: "cards", color: "gray" }
      ])
      expect(yield* count({ parent: first.key })).toBe(0)
    })
  )
})

onEveryBackend("A board that is narrowed", tasksLayer, (it) => {
  it.effect("shows the cards that are meant, how many those are, and how many there are", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const boards = yield* Boards
      const actors = yield* Actors
      const { board, create, project } = yield* pipelineOf(...columns)
      yield* Effect.ignore(actors.create({ handle: "rui", kind: "human" }))
      for (let nth = 1; nth <= 4; nth++) yield* create(`invoice ${nth}`, { tags: ["billing"], assignees: ["rui"] })
      yield* create("card", { priority: "urgent" })
      const done = yield* create("invoice 5", { tags: ["billing"] })
      yield* tasks.move({ task: done.key, to: "done" })
      const shown = (which: Omit<Parameters<typeof boards.show>[0], "project" | "board">) =>
        Effect.map(boards.show({ project, board, ...which }), (view) =>
          view.columns.map(({ column, count, found, tasks }) => [column.name, found, count, titles({ items: tasks })])
        )

      expect(yield* shown({ assignee: "rui", cards: 2 })).toEqual([
        ["draft", 4, 5, ["invoice 1", "invoice 2"]],
        ["build", 0, 0, []],
        ["done", 0, 1, []],
        ["cancelled", 0, 0, []]
      ])
      expect((yield* shown({ tag: "billing", search: "5" }))[2]).toEqual(["done", 1, 1, ["invoice 5"]])
      expect((yield* shown({ priority: "urgent" }))[0]).toEqual(["draft", 1, 5, ["card"]])
      expect((yield* shown({ status: "done" })).map(([, found]) => found)).toEqual([0, 0, 1, 0])
      expect((yield* shown({})).map(([, found, count]) => [found, count])).toEqual([
        [5, 5],
        [0, 0],
        [1, 1],
        [0, 0]
      ])
      expect((yield* Effect.flip(boards.show({ project, board, assignee: "nobody-known" })))._tag).toBe("ActorNotFound")
    })
  )
})
