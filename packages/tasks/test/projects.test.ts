import { Projects } from "@genie/identity/contract"
import { Db } from "@genie/store/database"
import { onEveryBackend } from "@genie/store/testing"
import { Effect } from "effect"
import { sql } from "kysely"
import { expect } from "vitest"
import { Boards } from "../src/contract/Boards.ts"
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

      expect(yield* refusal({ name: "a\0b" })).toBe("name: contains a NUL character.")
      expect(yield* refusal({ name: "a\u001b[31mb" })).toBe("name: contains the control character U+001B.")
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

onEveryBackend("The repository of a project", tasksLayer, (it) => {
  const commit = (digit: string) => digit.repeat(40)

  it.effect("is recognized where it was moved to, and is not made a second project", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const projects = yield* Projects
      const created = yield* tasks.create({ title: "Sell", repoPath: "/old/depot", firstCommit: commit("a") })
      const before = yield* count("projects")

      const refused = yield* Effect.flip(
        tasks.create({ title: "Sell", repoPath: "/new/de pot", firstCommit: commit("a") })
      )

      expect(refused).toMatchObject({ _tag: "RepositoryKnown", project: created.project, projectPath: "/old/depot" })
      expect(refused.message).toBe(
        "'/new/de pot' has no project, and looks like the repository of project DEPOT at /old/depot. " +
          "If it was moved, `genie project set DEPOT --repo-path '/new/de pot'` says so. " +
          "If it is another clone, `--project DEPOT` works on that project from here, and " +
          "`genie project create NAME --repo-path '/new/de pot'` makes one of its own."
      )
      expect(yield* count("projects")).toBe(before)
      expect(yield* projects.set({ project: "depot", repoPath: "/new/de pot/" })).toMatchObject({
        repoPath: "/new/de pot",
        firstCommit: commit("a")
      })
      expect((yield* tasks.create({ title: "Sell", repoPath: "/new/de pot" })).key).toBe("DEPOT-2")
    })
  )

  it.effect("is recognized by its remote however that is spelled, and by the directory that it was cloned from", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const projects = yield* Projects
      yield* tasks.create({
        title: "Sell",
        repoPath: "/clones/first",
        origin: "https://ana:hunter2@github.com/ana/clones.git"
      })

      const refusals = yield* Effect.forEach(["git@github.com:ana/clones", "/clones/first/.git"], (origin) =>
        Effect.flip(tasks.create({ title: "Sell", repoPath: "/clones/second", origin }))
      )
      const found = yield* projects.recognize({ origin: "ssh://git@github.com/ana/clones" })

      expect(refusals).toMatchObject([{ project: "FIRST" }, { project: "FIRST" }])
      expect(found).toMatchObject([{ key: "FIRST", origin: "github.com/ana/clones" }])
      expect(yield* projects.recognize({})).toEqual([])
      expect((yield* tasks.create({ title: "Sell", repoPath: "/clones/second", origin: "/elsewhere" })).key).toBe(
        "SECOND-1"
      )
    })
  )

  it.effect("gets a project of its own when somebody asks for one, although it looks like another", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const projects = yield* Projects
      const fork = { repoPath: "/forks/own", origin: "https://example.com/forks" }
      yield* tasks.create({ title: "Sell", repoPath: "/forks/theirs", origin: fork.origin })

      yield* projects.create({ name: "Fork", ...fork })

      expect((yield* tasks.create({ title: "Sell", ...fork })).key).toBe("FORK-1")
    })
  )

  it.effect("is remembered with a later task, when nothing was known of it before", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const projects = yield* Projects
      const young = { title: "Grow", repoPath: "/srv/young" }
      yield* tasks.create(young)

      yield* tasks.create({ ...young, firstCommit: commit("b") })
      yield* tasks.create({ ...young, firstCommit: commit("c") })

      expect(yield* projects.show({ project: "YOUNG" })).toMatchObject({ origin: null, firstCommit: commit("b") })
      expect((yield* audited).filter((action) => action === "project.updated done")).toHaveLength(1)
    })
  )

  it.effect("is taken from a project that has it by mistake, which is virtual then", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const projects = yield* Projects
      yield* tasks.create({ title: "Sell", repoPath: "/srv/meant" })
      yield* tasks.create({ title: "Sell", repoPath: "/srv/mistaken", firstCommit: commit("d") })

      const refused = yield* Effect.flip(projects.set({ project: "MEANT", repoPath: "/srv/mistaken" }))
      const virtual = yield* projects.set({ project: "MISTAKEN", repoPath: null })
      yield* projects.set({ project: "MEANT", repoPath: "/srv/mistaken", firstCommit: commit("d") })

      expect(refused.message).toBe(
        "Project MISTAKEN is already at /srv/mistaken. To take it from there: genie project set MISTAKEN --virtual"
      )
      expect(virtual).toMatchObject({ repoPath: null, origin: null, firstCommit: null, openTasks: 1 })
      expect((yield* tasks.create({ title: "Sell", repoPath: "/srv/mistaken" })).key).toBe("MEANT-2")
      expect(yield* Effect.flip(projects.set({ project: "NOBODY", repoPath: null }))).toMatchObject({
        _tag: "ProjectNotFound"
      })
    })
  )

  it.effect("may have a path with a line break, which is no part of the name", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const projects = yield* Projects

      yield* tasks.create({ title: "Sell", repoPath: "/srv/two\nlines.git" })

      expect((yield* projects.list({ repoPath: "/srv/two\nlines.git" })).items).toMatchObject([
        { key: "TWOLINES", name: "two lines" }
      ])
    })
  )
})
