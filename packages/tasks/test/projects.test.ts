import { Db } from "@genie/store/effect"
import { onEveryBackend } from "@genie/store/testing"
import { Effect } from "effect"
import { sql } from "kysely"
import { expect } from "vitest"
import { Boards } from "../src/contract/Boards.ts"
import { Projects } from "../src/contract/Projects.ts"
import { Tasks } from "../src/contract/Tasks.ts"
import { as, audited, tasksLayer } from "./tasksLayer.ts"

const count = Effect.fnUntraced(function* (table: "projects" | "boards" | "board_columns" | "tasks") {
  const db = yield* Db
  const { count } = yield* Effect.orDie(
    db.one<{ readonly count: number }>(() => sql`select count(*) as count from ${sql.table(`genie.${table}`)}`)
  )
  return count
})

onEveryBackend("The first project", tasksLayer, (it) => {
  it.effect("where there is no project, a task without one is refused with what to do", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks

      const refused = yield* Effect.flip(tasks.create({ title: "Write the docs" }))

      expect(refused.message).toBe(
        "project: There is no project yet. Be in a git repository, or make one: genie project create NAME"
      )
    })
  )

  it.effect("a project has a board of seven stages, done and cancelled", () =>
    Effect.gen(function* () {
      const projects = yield* Projects
      const boards = yield* Boards

      const project = yield* projects.create({ name: "My shop" })

      expect(project).toMatchObject({ key: "MYSHOP", name: "My shop", repoPath: null, openTasks: 0 })
      const [board, ...others] = yield* boards.list({ project: "MYSHOP" })
      expect(others).toEqual([])
      expect(board).toMatchObject({ name: "software", template: "software", project: "MYSHOP", createdBy: "ana" })
      expect(board!.columns.map(({ name }) => name).join(" ")).toBe(
        "draft brainstorm wish build review qa ship done cancelled"
      )
      expect(yield* audited).toEqual(expect.arrayContaining(["project.created done", "board.created done"]))
    })
  )

  it.effect("the only project is the one that is meant when nobody says, and a second one makes it a question", () =>
    Effect.gen(function* () {
      const projects = yield* Projects
      const tasks = yield* Tasks

      expect((yield* tasks.create({ title: "Write the docs" })).key).toBe("MYSHOP-1")
      yield* projects.create({ name: "Garden", template: "ops" })
      const refused = yield* Effect.flip(tasks.create({ title: "Write the docs" }))

      expect(refused.message).toBe(
        "project: Which one? There are GARDEN, MYSHOP. Name one of them, or be in its repository."
      )
      expect((yield* tasks.create({ title: "Mow", project: "garden" })).column).toBe("inbox")
    })
  )
})

onEveryBackend("Projects", tasksLayer, (it) => {
  it.effect("two projects cannot share a key or a repository, and say which", () =>
    Effect.gen(function* () {
      const projects = yield* Projects
      yield* projects.create({ name: "Taken", key: "TAKEN", repoPath: "/srv/taken/" })

      expect((yield* Effect.flip(projects.create({ name: "Other", key: "TAKEN" }))).message).toBe(
        "Another project already has the key TAKEN."
      )
      expect((yield* Effect.flip(projects.create({ name: "Other", repoPath: "/srv//taken" }))).message).toBe(
        "Another project is already at /srv/taken."
      )
      expect((yield* projects.create({ name: "taken" })).key).toBe("TAKEN2")
    })
  )

  it.effect("what cannot be a project leaves nothing behind", () =>
    Effect.gen(function* () {
      const projects = yield* Projects
      const tasks = yield* Tasks
      const before = [yield* count("projects"), yield* count("boards")]
      const refusal = (input: Parameters<typeof projects.create>[0]) =>
        Effect.map(Effect.flip(projects.create(input)), ({ message }) => message)

      expect(yield* refusal({ name: "a\0b" })).toBe("name: contains a NUL character")
      expect(yield* refusal({ name: "a\u001b[31mb" })).toBe("name: contains the control character U+001B")
      expect(yield* refusal({ name: "a\ud800" })).toMatch(/^name: .*half a character/)
      expect(yield* refusal({ name: "x", repoPath: "relative/path" })).toMatch(/^repoPath: is not absolute/)
      expect(yield* refusal({ name: "x", template: "softwear" })).toBe(
        'There is no board template "softwear". There are: software, ops, bug, sales, hiring.'
      )
      const refused = yield* Effect.flip(
        tasks.create({ title: "Write the docs", repoPath: "/srv/unseen", column: "build" })
      )
      expect(refused._tag).toBe("InvalidInput")

      expect([yield* count("projects"), yield* count("boards")]).toEqual(before)
    })
  )

  it.effect("of 20 who create the first task of a repository at once, all get the one project with one board", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const boards = yield* Boards

      const made = yield* Effect.all(
        Array.from({ length: 20 }, (_, index) =>
          tasks.create({ title: `Task ${index}`, repoPath: "/srv/race" }).pipe(as(`racer-${index}`))
        ),
        { concurrency: "unbounded" }
      )

      expect(new Set(made.map(({ project }) => project))).toEqual(new Set(["RACE"]))
      expect(made.map(({ key }) => Number(key.split("-")[1])).toSorted((a, b) => a - b)).toEqual(
        Array.from({ length: 20 }, (_, index) => index + 1)
      )
      expect(yield* boards.list({ project: "RACE" })).toHaveLength(1)
    })
  )

  it.effect("of 20 repositories of one name made at once, each gets a key of its own", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks

      const made = yield* Effect.all(
        Array.from({ length: 20 }, (_, index) => tasks.create({ title: "Begin", repoPath: `/home/${index}/same` })),
        { concurrency: "unbounded" }
      )

      expect(new Set(made.map(({ project }) => project)).size).toBe(20)
      expect(made.every(({ key }) => key.endsWith("-1"))).toBe(true)
    })
  )

  it.effect("projects are found by their keys in any case, and a near miss is told the nearest", () =>
    Effect.gen(function* () {
      const projects = yield* Projects
      yield* projects.create({ name: "Orchard" })

      expect((yield* projects.show({ project: "orchard" })).name).toBe("Orchard")
      expect((yield* Effect.flip(projects.show({ project: "ORCHART" }))).message).toBe(
        'There is no project "ORCHART". Did you mean "ORCHARD"?'
      )
    })
  )

  it.effect("pages of projects have each of them once, by key", () =>
    Effect.gen(function* () {
      const projects = yield* Projects
      for (const name of ["Pear", "Plum", "Peach"]) yield* projects.create({ name })

      const keys: Array<string> = []
      let cursor: string | null | undefined
      do {
        const page: { items: ReadonlyArray<{ key: string }>; next: string | null } = yield* projects.list({
          limit: 2,
          ...(cursor == null ? {} : { cursor })
        })
        keys.push(...page.items.map(({ key }) => key))
        cursor = page.next
      } while (cursor !== null)

      expect(keys).toEqual(keys.toSorted())
      expect(new Set(keys).size).toBe(keys.length)
      expect(keys).toEqual(expect.arrayContaining(["PEACH", "PEAR", "PLUM"]))
      expect((yield* Effect.flip(projects.list({ cursor: "x" }))).message).toMatch(/^cursor: /)
    })
  )
})
