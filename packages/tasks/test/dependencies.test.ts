import { Projects } from "@genie/identity/contract"
import { Db, Notifications } from "@genie/store/database"
import { onEveryBackend } from "@genie/store/testing"
import { Effect, Tracer } from "effect"
import { sql } from "kysely"
import { expect } from "vitest"
import { Tasks } from "../src/contract/Tasks.ts"
import { TASK_EDGES_MAX } from "../src/contract/TasksGroup.ts"
import { audited, tasksLayer } from "./tasksLayer.ts"

/** Makes a project with this key and so many tasks, and answers their keys. */
const tasksIn = Effect.fnUntraced(function* (project: string, count: number) {
  yield* Effect.orDie((yield* Projects).create({ name: project, key: project }))
  const tasks = yield* Tasks
  for (let n = 1; n <= count; n++) yield* Effect.orDie(tasks.create({ project, title: `Task ${n}` }))
  return Array.from({ length: count }, (_, index) => `${project}-${index + 1}`)
})

/** Whether the edges of a project that block have a circle, as the database sees it. */
const hasCircle = Effect.fnUntraced(function* (project: string) {
  const db = yield* Db
  const { circles } = yield* Effect.orDie(
    db.one<{ readonly circles: number }>(
      () => sql`
        with recursive way(start, at) as (
          select task_id, on_task_id
          from genie.task_dependencies
          join genie.tasks on tasks.id = task_id
          join genie.projects on projects.id = tasks.project_id
          where kind = 'depends_on' and projects.key = ${project}
          union
          select start, on_task_id
          from way
          join genie.task_dependencies on task_id = at and kind = 'depends_on'
        )
        select count(*) as circles from way where start = at`
    )
  )
  return circles > 0
})

onEveryBackend("Dependencies", tasksLayer, (it) => {
  it.effect("a task that depends on an open one is blocked, until it does not", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const [a, b] = (yield* tasksIn("EDGE", 2)) as [string, string]

      const blocked = yield* tasks.addDependency({ task: a, on: b })
      const again = yield* tasks.addDependency({ task: a, on: b })
      const free = yield* tasks.removeDependency({ task: a, on: b })
      const still = yield* tasks.removeDependency({ task: a, on: b })

      expect(blocked).toMatchObject({ key: a, status: "blocked", openBlockers: 1, revision: 2 })
      expect(again).toEqual(blocked)
      expect(free).toMatchObject({ status: "ready", openBlockers: 0, revision: 3 })
      expect(still).toEqual(free)
      expect(yield* audited).toEqual(
        expect.arrayContaining(["task.dependency_added done", "task.dependency_removed done"])
      )
    })
  )

  it.effect("blocks is depends_on seen from the other end, and stored once", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const [a, b] = (yield* tasksIn("MIRROR", 2)) as [string, string]

      const blocker = yield* tasks.addDependency({ task: a, on: b, kind: "blocks" })
      const { dependencies, task: blocked } = yield* tasks.show({ task: b })
      const again = yield* tasks.addDependency({ task: b, on: a })

      expect(blocker).toMatchObject({ key: a, openBlockers: 0 })
      expect(blocked).toMatchObject({ key: b, status: "blocked" })
      expect(dependencies).toMatchObject([{ kind: "depends_on", task: { key: a } }])
      expect(again.revision).toBe(blocked.revision)
      expect((yield* tasks.removeDependency({ task: a, on: b, kind: "blocks" })).key).toBe(a)
      expect((yield* tasks.show({ task: b })).task.status).toBe("ready")
    })
  )

  it.effect("tasks created with what they wait for are blocked from the beginning", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const [a, b] = yield* tasksIn("BORN", 2)

      const task = yield* tasks.create({
        project: "BORN",
        title: "Last",
        column: "wish",
        dependsOn: [a!, b!, a!.toLowerCase()]
      })

      expect(task).toMatchObject({ status: "blocked", openBlockers: 2, run: null, revision: 1 })
    })
  )

  it.effect("an edge that closes a circle is refused with the circle; other kinds go in circles", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const [a, b, c] = (yield* tasksIn("CIRCLE", 3)) as [string, string, string]
      yield* tasks.addDependency({ task: a, on: b })
      yield* tasks.addDependency({ task: b, on: c })

      const refused = yield* Effect.flip(tasks.addDependency({ task: c, on: a }))
      const mirrored = yield* Effect.flip(tasks.addDependency({ task: a, on: c, kind: "blocks" }))
      const itself = yield* Effect.flip(tasks.addDependency({ task: a, on: a }))

      expect(refused).toMatchObject({ _tag: "DependencyCycle", path: [c, a, b, c] })
      expect(refused.message).toBe(
        "That would be a circle: CIRCLE-3 waits for CIRCLE-1 waits for CIRCLE-2 waits for CIRCLE-3."
      )
      expect(mirrored).toMatchObject({ path: [c, a, b, c] })
      expect(itself).toMatchObject({ path: [a, a] })
      expect((yield* tasks.addDependency({ task: c, on: a, kind: "relates_to" })).status).toBe("ready")
      expect((yield* Effect.flip(tasks.addDependency({ task: a, on: a, kind: "duplicates" }))).message).toBe(
        "on: is the task itself"
      )
      expect((yield* Effect.flip(tasks.addDependency({ task: a, on: "CIRCLE-9" }))).message).toBe(
        'There is no task "CIRCLE-9".'
      )
    })
  )

  it.effect("ten circles that 20 close from both sides at once stay open", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const keys = yield* tasksIn("RACE", 40)
      const squares = Array.from({ length: 10 }, (_, index) => keys.slice(index * 4, index * 4 + 4))
      for (const [a, b, c, d] of squares) {
        yield* tasks.addDependency({ task: a!, on: b! })
        yield* tasks.addDependency({ task: c!, on: d! })
      }

      // The two halves of a circle have no task in common: no lock of a task keeps them apart.
      const outcomes = yield* Effect.all(
        squares
          .flatMap(([a, b, c, d]) => [
            { task: b!, on: c! },
            { task: d!, on: a! }
          ])
          .map((edge) =>
            Effect.match(tasks.addDependency(edge), { onSuccess: () => "added", onFailure: ({ _tag }) => _tag })
          ),
        { concurrency: "unbounded" }
      )

      expect(outcomes.toSorted()).toEqual([...Array(10).fill("DependencyCycle"), ...Array(10).fill("added")])
      expect(yield* hasCircle("RACE")).toBe(false)
    })
  )

  it.effect("of 20 who make ten pairs each other's parents at once, half are refused", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const keys = yield* tasksIn("PAIRS", 20)

      const outcomes = yield* Effect.all(
        keys.map((task, index) =>
          Effect.match(tasks.update({ task, parent: keys[index ^ 1]! }), {
            onSuccess: () => "updated",
            onFailure: ({ _tag }) => _tag
          })
        ),
        { concurrency: "unbounded" }
      )

      expect(outcomes.toSorted()).toEqual([...Array(10).fill("DependencyCycle"), ...Array(10).fill("updated")])
    })
  )

  it.effect("a task whose blocker is closed at the very moment it becomes one is not left waiting", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const blockers = yield* tasksIn("MOMENT", 20)
      const wish = { project: "MOMENT", title: "Plan", column: "wish" }
      const waiting = yield* Effect.forEach(blockers.slice(0, 10), () => tasks.create(wish))

      const born = yield* Effect.all(
        blockers.flatMap((blocker, index) => {
          const close = Effect.as(tasks.move({ task: blocker, to: "cancelled" }), undefined)
          const depend =
            index < 10
              ? tasks.addDependency({ task: waiting[index]!.key, on: blocker })
              : tasks.create({ ...wish, dependsOn: [blocker] })
          return index % 2 === 0 ? [close, depend] : [depend, close]
        }),
        { concurrency: "unbounded" }
      )

      const dependents = new Set(born.flatMap((task) => (task === undefined ? [] : [task.key])))
      expect(dependents.size).toBe(20)
      for (const task of dependents) {
        expect((yield* tasks.show({ task })).task).toMatchObject({ status: "queued", run: { queue: "wish" } })
      }
    })
  )

  it.effect("a task takes so many edges and no more", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const db = yield* Db
      const [hub, spare] = (yield* tasksIn("HUB", 2)) as [string, string]
      const { id } = (yield* tasks.show({ task: hub })).task
      // Tasks and edges as the operations write them, faster.
      yield* db.all(
        () => sql`
          with copies as (
            insert into genie.tasks (
              id, project_id, number, board_id, column_id, stage_id, title, digest, created_by, updated_by
            )
            select gen_random_uuid(), project_id, 1000 + n, board_id, column_id, stage_id, title, digest, 'ana', 'ana'
            from genie.tasks
            cross join generate_series(1, ${TASK_EDGES_MAX}::integer) as n
            where tasks.id = ${id}
            returning id
          )
          insert into genie.task_dependencies (task_id, on_task_id, kind, created_by)
          select ${id}, id, 'relates_to', 'ana'
          from copies`
      )

      expect((yield* Effect.flip(tasks.addDependency({ task: hub, on: spare }))).message).toBe(
        "HUB-1 has 200 dependencies already, which is as many as a task may have."
      )
      expect((yield* Effect.flip(tasks.addDependency({ task: spare, on: hub })))._tag).toBe("TaskFull")
    })
  )

  it.effect("who listens hears of edges that come and go", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const notifications = yield* Notifications
      const [a, b] = (yield* tasksIn("HEAR", 2)) as [string, string]
      const heard = new Set<string>()
      yield* notifications.subscribe("genie_task_dep", (payload) => payload !== undefined && heard.add(payload))

      const { id: from } = yield* tasks.addDependency({ task: a, on: b })
      const { id: on } = (yield* tasks.show({ task: b })).task
      yield* tasks.removeDependency({ task: a, on: b })

      expect([...heard]).toEqual([`${from}:added:${on}:depends_on`, `${from}:removed:${on}:depends_on`])
    })
  )

  it.effect("a blocker that is added takes back the run that waited for a worker, and its end brings it again", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const [blocker] = (yield* tasksIn("TAKEN", 1)) as [string]
      const task = yield* tasks.create({ project: "TAKEN", title: "Plan", column: "wish" })

      const blocked = yield* tasks.addDependency({ task: task.key, on: blocker })
      yield* tasks.move({ task: blocker, to: "cancelled" })
      const freed = (yield* tasks.show({ task: task.key })).task

      expect(task).toMatchObject({ status: "queued" })
      expect(blocked).toMatchObject({ status: "blocked", run: null })
      expect(freed).toMatchObject({ status: "queued", openBlockers: 0, run: { queue: "wish" } })
      expect(freed.run?.id).not.toBe(task.run?.id)
    })
  )

  it.effect("a task that waits for a hundred is created with as many statements as one that waits for two", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const blockers = yield* tasksIn("HUND", 100)
      const statements = (dependsOn: ReadonlyArray<string>) =>
        Effect.gen(function* () {
          let count = 0
          const tracer = yield* Effect.tracer
          const counting = Tracer.make({
            ...tracer,
            span: (options) => {
              if (options.name.includes("Repository.")) count++
              return tracer.span(options)
            }
          })
          yield* Effect.withTracer(tasks.create({ project: "HUND", title: "Waits", dependsOn }), counting)
          return count
        })

      const [few, many] = [yield* statements(blockers.slice(0, 2)), yield* statements(blockers)]

      expect(few).toBeGreaterThan(5)
      expect(many).toBe(few)
    })
  )

  it.effect("a task that is to wait for one that is not there is not created", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const [there] = yield* tasksIn("GONE", 1)
      const refused = (dependsOn: ReadonlyArray<string>) =>
        Effect.flip(tasks.create({ project: "GONE", title: "Waits", dependsOn }))

      const missing = yield* Effect.forEach(["GONE-9", "nothing", "0".repeat(8)], (name) => refused([there!, name]))

      expect(missing).toMatchObject([{ task: "GONE-9" }, { task: "nothing" }, { task: "00000000" }])
      expect((yield* tasks.list({ project: "GONE" })).items).toHaveLength(1)
    })
  )
})
