// What is read of tasks: lists and their pages, what is ready and why the rest is not, one task with everything around it.

import { Workers } from "@genie/scheduler/effect"
import { Db } from "@genie/store/database"
import { TaskStatus } from "@genie/store/model"
import { onEveryBackend } from "@genie/store/testing"
import { Effect } from "effect"
import { sql } from "kysely"
import { expect } from "vitest"
import { Boards } from "../src/contract/Boards.ts"
import { Tasks } from "../src/contract/Tasks.ts"
import { pipelineOf, workerOf } from "./pipelineOf.ts"
import { as, tasksLayer } from "./tasksLayer.ts"

const columns = [
  { name: "draft", category: "backlog", gate: "human" },
  { name: "build", category: "active" }
] as const

const keys = (page: { readonly items: ReadonlyArray<{ readonly key: string }> }) => page.items.map(({ key }) => key)

/** One task that stands in each way there is. */
const oneOfEach = Effect.fnUntraced(function* (queue: string) {
  const tasks = yield* Tasks
  const workers = yield* Workers
  const pipeline = yield* pipelineOf(columns[0], { name: "build", category: "active", action: queue })
  const create = (title: string, rest: Parameters<typeof pipeline.create>[1] = {}) => pipeline.create(title, rest)
  const ready = yield* create("ready", { priority: "low" })
  const running = yield* create("running by a worker")
  const queued = yield* create("queued")
  const [blocked, held, taken, waiting, done, cancelled] = yield* Effect.forEach(
    ["blocked", "held", "taken", "waiting", "done", "cancelled"],
    (title) => create(title)
  )
  yield* create("scheduled", { start: "in 1h" })
  yield* tasks.move({ task: running.key, to: "build" })
  yield* workers.claim({ worker: yield* workerOf(queue), limit: 1 })
  yield* tasks.move({ task: queued.key, to: "build" })
  yield* tasks.addDependency({ task: blocked!.key, on: ready.key })
  yield* tasks.block({ task: held!.key, reason: "Not now." })
  yield* tasks.checkout({ task: taken!.key })
  yield* tasks.ask({ task: waiting!.key })
  yield* tasks.move({ task: done!.key, to: "build" })
  yield* tasks.checkout({ task: done!.key })
  yield* tasks.complete({ task: done!.key })
  yield* tasks.move({ task: done!.key, to: "done" })
  yield* tasks.move({ task: cancelled!.key, to: "cancelled" })
  return { ...pipeline, ready, blocked: blocked!, held: held!, waiting: waiting! }
})

onEveryBackend("Lists of tasks", tasksLayer, (it) => {
  it.effect("show what somebody has checked out, and what you have", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create, project } = yield* pipelineOf(...columns)
      const [first, second] = yield* Effect.forEach(["a", "b", "c"], (title) => create(title))
      yield* tasks.checkout({ task: first!.key })
      yield* as("bruno")(tasks.checkout({ task: second!.key }))

      expect(keys(yield* tasks.list({ project, mine: true }))).toStrictEqual([first!.key])
      expect(keys(yield* tasks.list({ project, heldBy: "bruno" }))).toStrictEqual([second!.key])
      expect(keys(yield* as("bruno")(tasks.list({ project, mine: true })))).toStrictEqual([second!.key])
      yield* tasks.release({ task: first!.key })
      expect(keys(yield* tasks.list({ project, mine: true }))).toStrictEqual([])
      expect(yield* Effect.flip(tasks.list({ project, heldBy: "nobody-at-all" }))).toMatchObject({
        _tag: "ActorNotFound"
      })
      expect(yield* Effect.flip(tasks.list({ project, mine: true, heldBy: "bruno" }))).toMatchObject({
        _tag: "InvalidInput"
      })
    })
  )

  it.effect("show what is open, newest first, and everything when asked", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create, project } = yield* pipelineOf(...columns)
      const [first, second, third] = yield* Effect.forEach(["a", "b", "c"], (title) => create(title))
      yield* tasks.move({ task: second!.key, to: "cancelled" })

      expect(keys(yield* tasks.list({ project }))).toStrictEqual([third!.key, first!.key])
      expect(keys(yield* tasks.list({ project, all: true }))).toStrictEqual([third!.key, second!.key, first!.key])
      expect(keys(yield* tasks.list({ limit: 2, all: true }))).toStrictEqual([third!.key, second!.key])
    })
  )

  it.effect("of a status hold exactly the tasks that stand so, for every status there is", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { project } = yield* oneOfEach("r1")
      const { items } = yield* tasks.list({ project, all: true })

      for (const status of TaskStatus.literals) {
        const expected = items.filter((task) => task.status === status).map(({ key }) => key)
        expect(expected.length, status).toBeGreaterThan(0)
        expect(keys(yield* tasks.list({ project, status })), status).toStrictEqual(expected)
      }
    })
  )

  it.effect("are narrowed by board, column, assignee, tag and parent, and by all of them together", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const boards = yield* Boards
      const { board, create, project } = yield* pipelineOf(...columns)
      yield* boards.create({ name: "other", project, columns })
      const parent = yield* create("parent")
      const wanted = yield* create("wanted", { parent: parent.key, assignees: ["ana"], tags: ["docs", "v2"] })
      const built = yield* create("built", { tags: ["docs"] })
      yield* tasks.move({ task: built.key, to: "build" })
      const elsewhere = yield* create("elsewhere", { board: "other" })
      const found = (which: Parameters<typeof tasks.list>[0]) => Effect.map(tasks.list({ project, ...which }), keys)

      expect(yield* found({ board: "other" })).toStrictEqual([elsewhere.key])
      expect(yield* found({ column: "BUILD" })).toStrictEqual([built.key])
      expect(yield* found({ assignee: "ana" })).toStrictEqual([wanted.key])
      expect(yield* found({ tag: "docs" })).toStrictEqual([built.key, wanted.key])
      expect(yield* found({ tag: "v3" })).toStrictEqual([])
      expect(yield* found({ parent: parent.key })).toStrictEqual([wanted.key])
      expect(
        yield* found({
          board,
          column: "draft",
          assignee: "ana",
          tag: "v2",
          parent: parent.id,
          search: "want",
          status: "ready"
        })
      ).toStrictEqual([wanted.key])
    })
  )

  it.effect("find every word of a search in the title, whatever its case, and no pattern", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create, project } = yield* pipelineOf(...columns)
      const auth = yield* create("Implement AUTH middleware")
      const sale = yield* create("100% off_price \\o/")
      const found = (search: string) => Effect.map(tasks.list({ project, search }), keys)

      expect(yield* found("auth")).toStrictEqual([auth.key])
      expect(yield* found("middle auth")).toStrictEqual([auth.key])
      expect(yield* found("auth price")).toStrictEqual([])
      expect(yield* Effect.forEach(["0%", "f_p", "\\o"], found)).toStrictEqual(Array(3).fill([sale.key]))
      expect(yield* Effect.forEach(["1_0", "A%H", "\\A"], found)).toStrictEqual(Array(3).fill([]))
    })
  )

  it.effect("refuse what is not there by name, with the nearest", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { board, project } = yield* pipelineOf(...columns)
      const refused = (which: Parameters<typeof tasks.list>[0]) => Effect.flip(tasks.list({ project, ...which }))

      expect(yield* refused({ board: "boards" })).toMatchObject({
        _tag: "BoardNotFound",
        project,
        boards: expect.arrayContaining([board])
      })
      expect(yield* refused({ column: "bild" })).toMatchObject({ _tag: "ColumnNotFound", nearest: "build" })
      expect(yield* refused({ assignee: "nobody-here" })).toMatchObject({ _tag: "ActorNotFound" })
      expect(yield* refused({ parent: "NONE-1" })).toMatchObject({ _tag: "TaskNotFound" })
      expect(yield* refused({ project: "NONE" })).toMatchObject({ _tag: "ProjectNotFound" })
      expect(yield* Effect.forEach(["x", "", "WyJ1cmdlbnQiXQ", "\0"], (cursor) => refused({ cursor }))).toMatchObject(
        Array(4).fill({ _tag: "InvalidInput", field: "cursor" })
      )
      expect(
        yield* Effect.forEach(["column", "board", "tag", "search"], (field) => refused({ [field]: "a\0b" }))
      ).toMatchObject(["column", "board", "tag", "search"].map((field) => ({ _tag: "InvalidInput", field })))
    })
  )

  it.effect("skip nothing and repeat nothing while tasks are created between their pages", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create, project } = yield* pipelineOf(...columns)
      const before = yield* Effect.forEach(
        Array.from({ length: 7 }, (_, n) => `task ${n}`),
        (title) => create(title)
      )
      const paged = (which: { readonly project?: string }, count: number) =>
        Effect.gen(function* () {
          const seen: Array<string> = []
          let cursor: string | undefined
          do {
            const page = yield* tasks.list({ ...which, limit: 2, ...(cursor === undefined ? {} : { cursor }) })
            seen.push(...keys(page))
            cursor = page.next ?? undefined
            yield* create("meanwhile")
          } while (cursor !== undefined && seen.length < count)
          return seen
        })

      const ofProject = yield* paged({ project }, Number.POSITIVE_INFINITY)
      const all = yield* paged({}, 11)

      expect(ofProject).toStrictEqual(before.map(({ key }) => key).reverse())
      expect(new Set(all).size).toBe(all.length)
      expect(all.slice(4, 11)).toStrictEqual(before.map(({ key }) => key).reverse())
    })
  )

  it.effect("cut long texts and leave payloads out, on boards too, which one task shows in full", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const boards = yield* Boards
      const { board, create, project } = yield* pipelineOf(...columns)
      const text = "ä".repeat(3_000)
      const { key } = yield* create("docs", { body: text, acceptance: text, payload: { text } })

      const { items: inList } = yield* tasks.list({ project })
      const { items: ready } = yield* tasks.ready({ project })
      const { columns: onBoard } = yield* boards.show({ project, board })
      yield* tasks.block({ task: key, reason: "Not now." })
      const { items: explained } = yield* tasks.explain({ project })
      const { task } = yield* tasks.show({ task: key })

      for (const listed of [inList[0], ready[0], onBoard[0]?.tasks[0], explained[0]?.task]) {
        expect([listed?.body.length, listed?.acceptance.length, listed?.payload]).toStrictEqual([1_000, 1_000, null])
      }
      expect([task.body, task.acceptance, task.payload]).toStrictEqual([text, text, { text }])
    })
  )
})

onEveryBackend("What can be worked on", tasksLayer, (it) => {
  it.effect("is what is ready, most urgent first, page by page; the rest is explained, and nothing is in both", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create, project, ready: low } = yield* oneOfEach("r2")
      const normal = yield* create("normal")
      const urgent = yield* create("urgent", { priority: "urgent" })

      const first = yield* tasks.ready({ project, limit: 2 })
      const second = yield* tasks.ready({ project, limit: 2, cursor: first.next! })
      const explained = yield* tasks.explain({ project })
      const open = yield* tasks.list({ project })

      expect([keys(first), keys(second)]).toStrictEqual([[urgent.key, normal.key], [low.key]])
      expect(second.next).toBeNull()
      expect(
        [...keys(first), ...keys(second), ...explained.items.map(({ task }) => task.key)].toSorted()
      ).toStrictEqual(keys(open).toSorted())
      for (const { task, why } of explained.items) {
        expect(task.status).not.toBe("ready")
        expect(why.length, task.status).toBeGreaterThan(0)
        expect(why[0]!.sentence, task.status).not.toBe("")
      }
    })
  )

  it.effect("a page goes on where it ended, though its last task has become more urgent", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create, project } = yield* pipelineOf(...columns)
      const created = yield* Effect.forEach(["a", "b", "c", "d"], (title) => create(title))

      const first = yield* tasks.ready({ project, limit: 2 })
      yield* tasks.update({ task: created[1]!.key, priority: "low" })
      const second = yield* tasks.ready({ project, limit: 2, cursor: first.next! })

      expect(keys(second)).toStrictEqual([created[2]!.key, created[3]!.key])
    })
  )
})

onEveryBackend("A task", tasksLayer, (it) => {
  it.effect(
    "is shown with who is on it, what it depends on and what depends on it, its parts, approvals and reasons",
    () =>
      Effect.gen(function* () {
        const tasks = yield* Tasks
        const { create } = yield* pipelineOf(...columns)
        const parent = yield* create("parent", { assignees: ["ana"] })
        const part = yield* create("part", { parent: parent.key })
        const blocker = yield* create("blocker")
        const dependent = yield* create("dependent")
        yield* tasks.assign({ task: parent.key, actor: "ana", role: "reviewer" })
        yield* tasks.addDependency({ task: parent.key, on: blocker.key })
        yield* tasks.addDependency({ task: parent.key, on: part.key, kind: "relates_to" })
        yield* tasks.addDependency({ task: dependent.key, on: parent.key })
        yield* tasks.ask({ task: parent.key, question: "Is it clear?" })

        const shown = yield* tasks.show({ task: parent.key })

        expect(shown.task).toMatchObject({ status: "blocked", openBlockers: 1, assignees: ["ana"], parent: null })
        expect(shown.actors).toStrictEqual([
          { actor: "ana", kind: "human", role: "assignee" },
          { actor: "ana", kind: "human", role: "reviewer" }
        ])
        expect(shown.dependencies).toMatchObject([
          { kind: "depends_on", task: { key: blocker.key, title: "blocker", status: "ready", column: "draft" } },
          { kind: "relates_to", task: { key: part.key } }
        ])
        expect(shown.dependents).toMatchObject([
          { kind: "depends_on", task: { key: dependent.key, status: "blocked" } }
        ])
        expect(shown.subtasks).toMatchObject([{ key: part.key, status: "ready" }])
        expect(shown.approvals).toMatchObject([
          { askedBy: "ana", question: "Is it clear?", column: "draft", isCurrent: true, decision: null }
        ])
        expect(shown.why[0]).toMatchObject({ kind: "blocked", task: blocker.key })
        expect((yield* tasks.show({ task: part.id })).task.parent).toBe(parent.key)
      })
  )

  it.effect("remembers what was said about it and where it has been, page by page", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create } = yield* pipelineOf(...columns)
      const { key } = yield* create("docs")
      yield* Effect.forEach(["one", "two", "three"], (body) => tasks.comment({ task: key, body }))
      yield* Effect.forEach(["build", "draft", "build"], (to) => tasks.move({ task: key, to }))

      const said = yield* tasks.comments({ task: key, limit: 2 })
      const more = yield* tasks.comments({ task: key, limit: 2, cursor: said.next! })
      const stays = yield* tasks.history({ task: key, limit: 3 })
      const oldest = yield* tasks.history({ task: key, limit: 3, cursor: stays.next! })

      expect([...said.items, ...more.items].map(({ body }) => body)).toStrictEqual(["one", "two", "three"])
      expect(stays.items.map(({ from, to }) => [from, to])).toStrictEqual([
        ["draft", "build"],
        ["build", "draft"],
        ["draft", "build"]
      ])
      expect(oldest).toMatchObject({
        items: [{ from: null, to: "draft", actor: { handle: "ana", kind: "human" } }],
        next: null
      })
      expect(yield* Effect.flip(tasks.history({ task: key, cursor: "x" }))).toMatchObject({ field: "cursor" })
      expect(yield* Effect.flip(tasks.comments({ task: "NONE-1" }))).toMatchObject({ _tag: "TaskNotFound" })
    })
  )
})

onEveryBackend("A board", tasksLayer, (it) => {
  it.effect("has the most urgent cards of its open columns, the last ones of done, and counts them all", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const boards = yield* Boards
      const { board, create, project } = yield* pipelineOf(...columns)
      const [a, b, c] = yield* Effect.forEach(["a", "b", "c"], (title) => create(title))
      const urgent = yield* create("urgent", { priority: "urgent" })
      const gone = yield* Effect.forEach(["x", "y", "z"], (title) => create(title))
      for (const { key } of gone) yield* tasks.move({ task: key, to: "cancelled" })
      yield* tasks.move({ task: c!.key, to: "build" })

      const shown = yield* boards.show({ project, board, cards: 2 })
      const empty = yield* boards.show({ project, board, cards: 0 })

      expect(
        shown.columns.map(({ column, count, tasks: cards }) => [column.name, count, ...cards.map(({ key }) => key)])
      ).toStrictEqual([
        ["draft", 3, urgent.key, a!.key],
        ["build", 1, c!.key],
        ["done", 0],
        ["cancelled", 3, gone[2]!.key, gone[1]!.key]
      ])
      expect(b!.key).not.toBe(a!.key)
      expect(empty.columns.map(({ count, tasks: cards }) => [count, cards.length])).toStrictEqual([
        [3, 0],
        [1, 0],
        [0, 0],
        [3, 0]
      ])
    })
  )

  it.effect("counts what is done up to a limit, for there is no end to it", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const tasks = yield* Tasks
      const boards = yield* Boards
      const { board, create, project } = yield* pipelineOf(...columns)
      const { id, key } = yield* create("x")
      yield* tasks.move({ task: key, to: "cancelled" })
      yield* db.all(
        () => sql`
          insert into genie.tasks (id, project_id, number, board_id, column_id, stage_id, title, digest, created_by, updated_by, closed_at)
          select gen_random_uuid(), project_id, number + n, board_id, column_id, stage_id, title, digest, created_by, updated_by, closed_at
          from genie.tasks, generate_series(1, 1200) as n
          where id = ${id}`
      )

      const shown = yield* boards.show({ project, board, cards: 1 })

      expect(shown.columns.at(-1)!.count).toBe(1_001)
    })
  )
})
