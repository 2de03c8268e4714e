// What holds when many act on the same tasks at once. Only real PostgreSQL has more than one connection to race on.
import type { Actor, CurrentCaller } from "@genie/operation"
import { Runs, Workers } from "@genie/scheduler/effect"
import { Db, Notifications } from "@genie/store/database"
import { uuidv7 } from "@genie/store/model"
import { onEveryBackend } from "@genie/store/testing"
import { Deferred, Effect, Fiber } from "effect"
import { sql } from "kysely"
import { expect } from "vitest"
import { Boards } from "../src/contract/Boards.ts"
import { Tasks } from "../src/contract/Tasks.ts"
import { pathOf, pipelineOf, runsOf, workerOf } from "./pipelineOf.ts"
import { as, tasksLayer } from "./tasksLayer.ts"

/** How many do the same thing at once. */
const RACERS = 20

/** How often a race of two is run: once, the slower one may have been late. */
const ROUNDS = 10

const racing = <A, E, R>(count: number, racer: (nth: number) => Effect.Effect<A, E, R>) =>
  Effect.forEach(
    Array.from({ length: count }, (_, nth) => nth),
    racer,
    { concurrency: "unbounded" }
  )

/** What it was refused with, or that it was done. */
const outcome = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.match(effect, {
    onSuccess: () => "done",
    onFailure: (error) => (error as { readonly _tag: string })._tag
  })

/** How many of this database wait for somebody else's lock. */
const waitingForLocks = Effect.flatMap(Db, (db) =>
  Effect.map(
    db.all(() => sql`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`),
    ({ length }) => length
  )
)

/** How many deadlocks this database has seen, as far as its sessions have said by now. */
const deadlocks = Effect.flatMap(Db, (db) =>
  Effect.map(
    db.one<{ readonly deadlocks: number }>(
      () => sql`
        select deadlocks
        from pg_stat_force_next_flush()
        cross join pg_stat_database
        where datname = current_database()`
    ),
    (row) => Number(row.deadlocks)
  )
)

onEveryBackend("Racing", tasksLayer, (it, backend) => {
  const onServers = backend === "pglite" ? it.effect.skip : it.effect
  const because = backend === "pglite" ? " (needs more than one connection)" : ""

  onServers(`of many who want the last places in a column, as many get in as it takes${because}`, () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create } = yield* pipelineOf(
        { name: "plan", category: "backlog" },
        { name: "work", category: "active", wipLimit: ROUNDS }
      )
      const racers = yield* racing(ROUNDS * 2, (nth) => create(`task ${nth}`))

      const outcomes = yield* racing(ROUNDS * 2, (nth) => outcome(tasks.move({ task: racers[nth]!.key, to: "work" })))

      expect(outcomes.filter((one) => one === "done")).toHaveLength(ROUNDS)
      expect(outcomes.filter((one) => one === "WipLimitReached")).toHaveLength(ROUNDS)
    })
  )

  onServers(`of two who want the place that a third one leaves, one gets it${because}`, () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create } = yield* pipelineOf(
        { name: "plan", category: "backlog" },
        { name: "check", category: "review", gate: "human", autoAdvance: true },
        { name: "ship", category: "review", wipLimit: 1 }
      )
      for (let round = 0; round < ROUNDS; round++) {
        const there = yield* create("there")
        yield* tasks.move({ task: there.key, to: "ship" })
        const waiting = yield* Effect.forEach(["low", "high"] as const, (priority) => create(priority, { priority }))
        for (const { key } of waiting) yield* tasks.move({ task: key, to: "check" })

        yield* Effect.all(
          [
            ...waiting.map(({ key }) => tasks.approve({ task: key }).pipe(as("bob"))),
            tasks.move({ task: there.key, to: "done" })
          ],
          { concurrency: "unbounded" }
        )

        const columns = yield* Effect.forEach(waiting, ({ key }) =>
          Effect.map(tasks.show({ task: key }), ({ task }) => task.column)
        )
        expect(columns.filter((column) => column === "ship")).toHaveLength(1)
        for (const { key } of waiting) yield* tasks.move({ task: key, to: "cancelled" })
      }
    })
  )

  onServers(`of ${RACERS} who move one task, one does it who saw its revision, and its path has no gap${because}`, () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create } = yield* pipelineOf(
        { name: "plan", category: "backlog" },
        { name: "work", category: "active", action: "racing" },
        { name: "check", category: "review" }
      )
      const { id, key, revision } = yield* create("docs")

      const withRevision = yield* racing(RACERS, () => outcome(tasks.move({ task: key, to: "work", revision })))
      const without = yield* racing(RACERS, (nth) =>
        outcome(tasks.move({ task: key, to: nth % 2 === 0 ? "check" : "work" }))
      )

      expect(withRevision.filter((one) => one === "done")).toHaveLength(1)
      expect(withRevision.filter((one) => one === "StaleRevision")).toHaveLength(RACERS - 1)
      expect(new Set(without)).toStrictEqual(new Set(["done"]))
      const { items } = yield* tasks.history({ task: key, limit: 100 })
      for (const [at, { from }] of items.slice(0, -1).entries()) expect(from).toBe(items[at + 1]!.to)
      expect((yield* runsOf(id)).filter((run) => run.startsWith("queued"))).toHaveLength(
        items[0]!.to === "work" ? 1 : 0
      )
    })
  )

  onServers(`a run that ends while its task is moved counts for where it worked, or for nothing${because}`, () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const workers = yield* Workers
      const { create } = yield* pipelineOf(
        { name: "plan", category: "backlog" },
        { name: "work", category: "active", gate: "agent", autoAdvance: true, action: "ending" },
        { name: "check", category: "review", gate: "human" }
      )
      const worker = yield* workerOf("ending")
      for (let round = 0; round < ROUNDS; round++) {
        const { id, key } = yield* create("docs")
        yield* tasks.move({ task: key, to: "work" })
        const [claimed] = yield* workers.claim({ worker, limit: 1 })

        const [moved] = yield* Effect.all(
          [
            outcome(tasks.move({ task: key, to: "plan" })),
            workers.complete({
              worker,
              completions: [{ run: claimed!.id, fence: claimed!.fence, outcome: "succeeded" }]
            })
          ],
          { concurrency: "unbounded" }
        )

        expect(moved).toBe("done")
        const path = yield* pathOf(key)
        expect([
          ["plan", "work", "plan"],
          ["plan", "work", "check", "plan"]
        ]).toContainEqual(path)
        expect(yield* runsOf(id)).toStrictEqual(["succeeded ending"])
      }
    })
  )

  onServers(`what a worker has claimed is never set aside without asking it${because}`, () =>
    Effect.gen(function* () {
      const db = yield* Db
      const tasks = yield* Tasks
      const workers = yield* Workers
      const { create } = yield* pipelineOf(
        { name: "plan", category: "ready" },
        { name: "work", category: "active", action: "claimed" }
      )
      const worker = yield* workerOf("claimed")
      const claimer = yield* Effect.forkChild(Effect.forever(workers.claim({ worker, limit: 10 })))

      for (let round = 0; round < ROUNDS; round++) {
        const { key } = yield* create(`task ${round}`)
        yield* Effect.all(
          [
            tasks.move({ task: key, to: "work" }),
            outcome(tasks.checkout({ task: key }).pipe(as("bob"))),
            outcome(tasks.checkout({ task: key, takeOver: true }).pipe(as("eve"))),
            outcome(tasks.update({ task: key, title: `other ${round}` }).pipe(as("joe")))
          ],
          { concurrency: "unbounded" }
        )
      }
      yield* Fiber.interrupt(claimer)

      const unasked = yield* db.all(
        () => sql`
          select id
          from genie.runs
          where queue = 'claimed'
            and failure_kind = 'set_aside'
            and worker_id is not null`
      )
      expect(unasked).toEqual([])
    })
  )

  onServers(`of two last blockers that are done at once, one says that their dependent is ready${because}`, () =>
    Effect.gen(function* () {
      const db = yield* Db
      const tasks = yield* Tasks
      const notifications = yield* Notifications
      const { create } = yield* pipelineOf({ name: "plan", category: "ready" })
      const blockers = [yield* create("one"), yield* create("two")]
      const dependent = yield* create("waits", { dependsOn: blockers.map(({ key }) => key) })
      const last = yield* create("last", { dependsOn: [dependent.key] })
      const heard: Array<string> = []
      const isAll = Promise.withResolvers<void>()
      yield* notifications.subscribe("genie_task_dep", (payload = "") => {
        heard.push(payload)
        if (payload.startsWith(`${last.id}:ready`)) isAll.resolve()
      })

      // Both have closed their blocker before either may look at the dependent.
      const [isLocked, mayGo] = [yield* Deferred.make<void>(), yield* Deferred.make<void>()]
      const holder = yield* Effect.forkChild(
        db.transaction(
          Effect.gen(function* () {
            yield* db.all(() => sql`select from genie.tasks where id = ${dependent.id} for no key update`)
            yield* Deferred.succeed(isLocked, undefined)
            yield* Deferred.await(mayGo)
          })
        )
      )
      yield* Deferred.await(isLocked)
      const both = yield* Effect.forkChild(racing(2, (nth) => tasks.move({ task: blockers[nth]!.key, to: "done" })))
      yield* Effect.repeat(waitingForLocks, { until: (count) => count === 2 })
      yield* Deferred.succeed(mayGo, undefined)
      yield* Fiber.join(holder)
      yield* Fiber.join(both)
      yield* tasks.move({ task: dependent.key, to: "done" })
      yield* Effect.promise(() => isAll.promise)

      expect(heard.filter((payload) => payload.startsWith(`${dependent.id}:ready`))).toHaveLength(1)
    }).pipe(Effect.scoped)
  )

  onServers(`a column is changed while tasks move into and out of it, without a deadlock${because}`, () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const boards = yield* Boards
      const { board, create, project } = yield* pipelineOf(
        { name: "plan", category: "ready" },
        { name: "build", category: "active", wipLimit: 100 }
      )
      const made = yield* racing(ROUNDS, (nth) => create(`task ${nth}`))
      const before = yield* deadlocks

      for (let round = 0; round < 6; round++) {
        const to = round % 2 === 0 ? "build" : "plan"
        yield* Effect.all(
          [
            ...made.map(({ key }) => tasks.move({ task: key, to })),
            boards.changeColumn({ project, board, column: "build", wipLimit: 100 + round })
          ],
          { concurrency: "unbounded" }
        )
      }

      expect(yield* deadlocks).toBe(before)
    })
  )

  onServers(`when two blockers are done at once, their dependent is given to an agent once${because}`, () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create } = yield* pipelineOf({ name: "plan", category: "backlog", action: "released" })
      for (let round = 0; round < ROUNDS; round++) {
        const blockers = [yield* create("one"), yield* create("two")]
        const { id } = yield* create("waits", { dependsOn: blockers.map(({ key }) => key) })

        yield* Effect.forEach(blockers, ({ key }) => tasks.move({ task: key, to: "done" }), {
          concurrency: "unbounded"
        })

        expect(yield* runsOf(id)).toStrictEqual(["queued released"])
      }
    })
  )

  onServers(
    `whatever ${RACERS} people, agents and workers do to the same tasks at once, each has one unfinished run${because}`,
    () =>
      Effect.gen(function* () {
        const db = yield* Db
        const tasks = yield* Tasks
        const runs = yield* Runs
        const workers = yield* Workers
        const { create, project } = yield* pipelineOf(
          { name: "plan", category: "backlog" },
          { name: "work", category: "active", gate: "agent", autoAdvance: true, action: "melee" },
          { name: "check", category: "review", gate: "human|agent", action: "melee", onFail: "work", wipLimit: 2 }
        )
        const made = yield* racing(4, (nth) => create(`task ${nth}`))
        const worker = yield* workerOf("melee")
        const doing: ReadonlyArray<(key: string) => Effect.Effect<unknown, unknown, any>> = [
          (task) => tasks.move({ task, to: "work" }),
          (task) => tasks.move({ task, to: "check" }),
          (task) => tasks.checkout({ task, takeOver: true }),
          (task) => tasks.complete({ task }),
          (task) => tasks.release({ task }),
          () =>
            Effect.flatMap(workers.claim({ worker, limit: 2 }), (claimed) =>
              claimed.length === 0
                ? Effect.void
                : workers.complete({
                    worker,
                    completions: claimed.map(({ fence, id }, nth) => ({
                      run: id,
                      fence,
                      outcome: nth % 2 === 0 ? ("succeeded" as const) : ("failed" as const)
                    }))
                  })
            ),
          (task) => tasks.block({ task, reason: "Wait" }),
          (task) => tasks.unblock({ task }),
          (task) =>
            Effect.flatMap(runs.list({ limit: 5, queue: "melee" }), ({ items }) =>
              Effect.forEach(items, ({ id }) => Effect.ignore(runs.cancel({ run: id })))
            ).pipe(Effect.andThen(tasks.approve({ task })))
        ]

        const outcomes = yield* racing(RACERS, (racer) =>
          Effect.forEach(
            Array.from({ length: ROUNDS }, (_, nth) => nth),
            (nth) =>
              outcome(doing[(racer * 7 + nth * 3) % doing.length]!(made[(racer + nth) % made.length]!.key)).pipe(
                as(`racer-${racer}`, racer % 2 === 0 ? "human" : ("agent" satisfies Actor["kind"]))
              )
          )
        )

        const unfinished = yield* db.all<{ runs: number; live: number }>(
          () => sql`
          select count(*) as runs, count(live_runs.run_id) as live
          from genie.runs
          join genie.tasks on tasks.id = runs.task_id
          join genie.projects on projects.id = tasks.project_id
          left join genie.live_runs on live_runs.run_id = runs.id
          where projects.key = ${project}
            and runs.outcome is null
          group by runs.task_id`
        )
        for (const { live, runs } of unfinished) expect([runs, live]).toStrictEqual([1, 1])
        expect(outcomes.flat().filter((one) => one === "done").length).toBeGreaterThan(RACERS)
        expect(outcomes.flat()).not.toContain("Unavailable")
      })
  )

  onServers(`of many who begin in a column at once, as many do as it takes${because}`, () =>
    Effect.gen(function* () {
      const { create } = yield* pipelineOf({ name: "inbox", category: "backlog", wipLimit: 3 })

      const outcomes = yield* racing(ROUNDS, (nth) => outcome(create(`task ${nth}`)))

      expect(outcomes.filter((one) => one === "done")).toHaveLength(3)
      expect(outcomes.filter((one) => one === "WipLimitReached")).toHaveLength(ROUNDS - 3)
    })
  )

  onServers(`somebody new is introduced before they lock a task, whatever they do with it${because}`, () =>
    Effect.gen(function* () {
      const db = yield* Db
      const tasks = yield* Tasks
      const { create } = yield* pipelineOf({ name: "plan", category: "backlog" }, { name: "work", category: "active" })
      const { id, key } = yield* create("docs")
      const acts = [
        tasks.move({ task: key, to: "work" }),
        tasks.block({ task: key, reason: "later" }),
        tasks.unblock({ task: key }),
        tasks.ask({ task: key }),
        tasks.reject({ task: key, reason: "no" }),
        tasks.assign({ task: key, actor: "ana" })
      ].map((act) => Effect.asVoid<unknown, unknown, CurrentCaller>(act))
      const isWaiting = db.one<{ readonly count: number }>(
        () => sql`
          select count(*) as count
          from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'`
      )

      for (const [nth, act] of acts.entries()) {
        const introduced = yield* Deferred.make<void>()
        const isHeldUp = yield* Deferred.make<void>()
        const elsewhere = yield* db
          .transaction(
            Effect.gen(function* () {
              yield* db.all(
                () => sql`
                  insert into genie.actors (id, organization_id, handle, kind, name)
                  select ${uuidv7()}, id, ${`new-${nth}`}, 'human', 'new' from genie.organizations limit 1`
              )
              yield* Deferred.succeed(introduced, undefined)
              yield* Deferred.await(isHeldUp)
              yield* db.all(() => sql`select from genie.tasks where id = ${id} for update nowait`)
            })
          )
          .pipe(Effect.forkChild)
        yield* Deferred.await(introduced)
        const newcomer = yield* Effect.forkChild(act.pipe(as(`new-${nth}`)))
        yield* Effect.repeat(isWaiting, { until: ({ count }) => count > 0 })
        yield* Deferred.succeed(isHeldUp, undefined)

        yield* Fiber.join(elsewhere)
        yield* Fiber.join(newcomer)
      }
    })
  )
})
