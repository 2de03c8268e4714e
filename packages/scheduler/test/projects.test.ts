// Schedules and runs that belong to a project: its log records them, its key finds them, and the others pay nothing for it.
import { Audit } from "@genie/audit/effect"
import { Db } from "@genie/store/database"
import { layerIdentityRepositories, ProjectRepository } from "@genie/store/identity"
import { uuidv7 } from "@genie/store/model"
import { layerSchedulerRepositories } from "@genie/store/scheduler"
import { layerTaskRepositories } from "@genie/store/tasks"
import { onEveryBackend, setClock } from "@genie/store/testing"
import { Effect, Layer } from "effect"
import { sql } from "kysely"
import { expect } from "vitest"
import { Runs } from "../src/contract/Runs.ts"
import { Schedules } from "../src/contract/Schedules.ts"
import { Workers } from "../src/contract/Workers.ts"
import { makeFiring } from "../src/service/Firing.ts"
import { RunsLive } from "../src/service/RunsLive.ts"
import { ended, schedulerLayer, worker } from "./schedulerLayer.ts"

/** A project of this key, and no other that any test knows of. */
const project = Effect.fnUntraced(function* (key: string) {
  const { organizationId } = (yield* Audit).instance
  const projects = yield* ProjectRepository
  yield* projects.insert({ id: uuidv7(), organizationId, key, name: key, repoPath: null })
})

/** What the log of a project has recorded, oldest first. */
const logOf = Effect.fnUntraced(function* (key: string) {
  const db = yield* Db
  const rows = yield* db.all<{ readonly action: string }>(
    () => sql`
      select action
      from genie.audit_events
      join genie.audit_logs on audit_logs.id = log_id
      join genie.projects on projects.id = audit_logs.project_id
      where projects.key = ${key} and action <> 'log.created'
      order by seq`
  )
  return rows.map(({ action }) => action)
})

onEveryBackend("Schedules and runs of a project", schedulerLayer, (it) => {
  it.effect("a schedule of a project fires runs of that project, and its log records all of it", () =>
    Effect.gen(function* () {
      yield* project("SHOP")
      yield* setClock("2026-03-02T12:00:00Z")
      const schedules = yield* Schedules
      const runs = yield* Runs
      const workers = yield* Workers

      const schedule = yield* schedules.create({ name: "stock", every: "1m", queue: "stock", project: "shop" })
      yield* setClock("2026-03-02T12:01:00Z")
      yield* (yield* makeFiring).fireDue(500)
      const me = yield* worker("stock")
      const [claimed] = yield* workers.claim({ worker: me, limit: 1 })
      yield* workers.complete({ worker: me, completions: [ended(claimed!, "succeeded")] })
      yield* schedules.pause({ schedule: "stock" })

      expect(schedule.project).toBe("SHOP")
      expect(yield* schedules.show({ schedule: "stock" })).toMatchObject({ project: "SHOP" })
      expect(yield* runs.show({ run: claimed!.id })).toMatchObject({ project: "SHOP", state: "succeeded" })
      expect(yield* logOf("SHOP")).toEqual([
        "schedule.created",
        "trigger.fired",
        "run.claimed",
        "run.succeeded",
        "schedule.paused"
      ])
    })
  )

  it.effect("a run of a project is enqueued, asked to stop, cancelled and retried in its log", () =>
    Effect.gen(function* () {
      yield* project("LOGS")
      const runs = yield* Runs
      const workers = yield* Workers

      const { id, project: key } = yield* runs.enqueue({ queue: "logs", project: "LOGS" })
      const me = yield* worker("logs")
      const [claimed] = yield* workers.claim({ worker: me, limit: 1 })
      yield* runs.cancel({ run: id })
      yield* workers.complete({ worker: me, completions: [ended(claimed!, "cancelled")] })
      const again = yield* runs.retry({ run: id })
      yield* runs.cancel({ run: again.id })

      expect(key).toBe("LOGS")
      expect(again.project).toBe("LOGS")
      expect(yield* logOf("LOGS")).toEqual([
        "run.enqueued",
        "run.claimed",
        "run.cancel_asked",
        "run.cancelled",
        "run.retried",
        "run.cancelled",
        "run.cancelled"
      ])
    })
  )

  it.effect("lists have those of one project, or all of them", () =>
    Effect.gen(function* () {
      yield* project("LEFT")
      yield* project("RIGHT")
      const runs = yield* Runs
      const schedules = yield* Schedules
      const { ids } = yield* runs.enqueueMany({
        runs: [
          { queue: "sides", project: "LEFT" },
          { queue: "sides", project: "right" },
          { queue: "sides" },
          { queue: "sides", project: "LEFT" }
        ]
      })
      yield* schedules.create({ name: "to the left", every: "1h", queue: "sides", project: "LEFT" })
      yield* schedules.create({ name: "to nobody", every: "1h", queue: "sides" })

      const left = yield* runs.list({ project: "LEFT", limit: 1 })
      const leftBefore = yield* runs.list({ project: "left", cursor: left.next! })
      const right = yield* runs.list({ project: "RIGHT" })
      const all = yield* runs.list({ queue: "sides" })

      expect([...left.items, ...leftBefore.items].map(({ id }) => id)).toEqual([ids[3], ids[0]])
      expect(leftBefore.next).toBeNull()
      expect(right.items.map(({ id }) => id)).toEqual([ids[1]])
      expect(all.items.map(({ project }) => project)).toEqual(["LEFT", null, "RIGHT", "LEFT"])
      expect((yield* schedules.list({ project: "LEFT" })).items.map(({ name }) => name)).toEqual(["to the left"])
      expect((yield* schedules.list({ project: "RIGHT" })).items).toEqual([])
      expect(yield* logOf("RIGHT")).toEqual(["run.enqueued"])
    })
  )

  it.effect("a key that no project has is refused with the one that may be meant, and nothing is done", () =>
    Effect.gen(function* () {
      yield* project("WAREHOUSE")
      const runs = yield* Runs
      const schedules = yield* Schedules
      const refused = { _tag: "ProjectNotFound", project: "WAREHUOSE", nearest: "WAREHOUSE" }
      const typo = { project: "WAREHUOSE" }

      const refusals = yield* Effect.all([
        Effect.flip(runs.enqueue({ queue: "nothing", ...typo })),
        Effect.flip(runs.enqueueMany({ runs: [{ queue: "nothing" }, { queue: "nothing", ...typo }] })),
        Effect.flip(runs.list(typo)),
        Effect.flip(schedules.create({ name: "nothing", every: "1h", queue: "nothing", ...typo })),
        Effect.flip(schedules.list(typo))
      ])

      expect(refusals).toMatchObject([refused, refused, refused, refused, refused])
      expect(refusals[0].message).toBe('There is no project "WAREHUOSE". Did you mean "WAREHOUSE"?')
      expect((yield* runs.list({ queue: "nothing" })).items).toEqual([])
      expect(yield* Effect.flip(schedules.show({ schedule: "nothing" }))).toMatchObject({ _tag: "ScheduleNotFound" })
      expect(yield* Effect.flip(runs.enqueue({ queue: "nothing", project: "\u0000" }))).toMatchObject({
        _tag: "InvalidInput",
        field: "project"
      })
    })
  )

  it.effect("names of schedules are unique across projects", () =>
    Effect.gen(function* () {
      yield* project("ONE")
      yield* project("TWO")
      const schedules = yield* Schedules
      yield* schedules.create({ name: "report", every: "1h", queue: "reports", project: "ONE" })

      const taken = yield* Effect.flip(
        schedules.create({ name: "report", every: "1h", queue: "reports", project: "TWO" })
      )

      expect(taken).toMatchObject({ _tag: "ScheduleNameTaken" })
    })
  )

  it.effect("a run without a project costs no statement more, and a project is looked up once", () =>
    Effect.gen(function* () {
      yield* project("ONCE")
      const { counted, statements } = counting(yield* Db)
      yield* Effect.gen(function* () {
        const runs = yield* Runs
        const cost = (input: Parameters<typeof runs.enqueue>[0]) =>
          Effect.gen(function* () {
            const before = statements()
            yield* runs.enqueue(input)
            return statements() - before
          })

        const without = yield* cost({ queue: "counted" })
        const first = yield* cost({ queue: "counted", project: "ONCE" })
        const second = yield* cost({ queue: "counted", project: "ONCE" })

        expect(first).toBe(without + 1)
        expect(second).toBe(without)
      }).pipe(
        Effect.provide(
          Layer.fresh(RunsLive).pipe(
            Layer.provide(
              Layer.fresh(Layer.mergeAll(layerIdentityRepositories, layerSchedulerRepositories, layerTaskRepositories))
            ),
            Layer.provide(Layer.succeed(Db, counted))
          )
        )
      )
    })
  )

  it.effect("a project that was made in a transaction that fails is not remembered", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const runs = yield* Runs

      yield* project("GONE").pipe(
        Effect.andThen(runs.enqueue({ queue: "gone", project: "GONE" })),
        Effect.andThen(Effect.fail("no")),
        db.transaction,
        Effect.flip
      )

      expect(yield* Effect.flip(runs.enqueue({ queue: "gone", project: "GONE" }))).toMatchObject({
        _tag: "ProjectNotFound"
      })
    })
  )
})

/** The same database, and how many statements it was given besides those of a transaction and of its log. */
const counting = (db: Db["Service"]) => {
  let statements = 0
  const count = <A, E>(statement: Effect.Effect<A, E>): Effect.Effect<A, E> =>
    Effect.suspend(() => {
      statements++
      return statement
    })
  const counted: Db["Service"] = {
    ...db,
    all: (query) => count(db.all(query)),
    one: (query) => count(db.one(query)),
    maybeOne: (query) => count(db.maybeOne(query)),
    affected: (query) => count(db.affected(query))
  }
  return { counted, statements: () => statements }
}
