// How whoever wants work gets it. Racing counts on PostgreSQL: the embedded engine has one connection.

import { Actors } from "@genie/identity/contract"
import { Db } from "@genie/store/database"
import { onEveryBackend, setClock } from "@genie/store/testing"
import { Effect, Fiber } from "effect"
import * as TestClock from "effect/testing/TestClock"
import { sql } from "kysely"
import { expect } from "vitest"
import { Tasks } from "../src/contract/Tasks.ts"
import { pipelineOf, runsOf } from "./pipelineOf.ts"
import { as, audited, tasksLayer } from "./tasksLayer.ts"

const columns = [
  { name: "draft", category: "backlog" },
  { name: "build", category: "active" }
] as const

onEveryBackend("Claiming", tasksLayer, (it) => {
  it.effect("the most urgent ready task comes first, then the oldest, until there is none", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create, project } = yield* pipelineOf(...columns)
      const late = yield* create("late", { priority: "low" })
      const first = yield* create("first")
      const second = yield* create("second")
      const urgent = yield* create("urgent", { priority: "urgent" })

      const claims = yield* Effect.replicateEffect(tasks.claim({ project }), 5)

      expect(claims.map(({ checkout }) => checkout?.task.key ?? null)).toStrictEqual([
        urgent.key,
        first.key,
        second.key,
        late.key,
        null
      ])
      expect(claims[0]!.checkout).toMatchObject({ task: { status: "in_progress", run: { holder: "ana" } } })
    })
  )

  it.effect("nobody gets what is held, blocked, not started, waiting for an approval, taken or closed", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create, project } = yield* pipelineOf(...columns)
      const [held, blocked, taken, closed, waiting] = yield* Effect.forEach(
        ["held", "blocked", "taken", "closed", "waiting"],
        (title) => create(title)
      )
      yield* create("early", { start: "in 1h" })
      yield* tasks.block({ task: held!.key, reason: "Not now." })
      yield* tasks.addDependency({ task: blocked!.key, on: held!.key })
      yield* tasks.checkout({ task: taken!.key })
      yield* tasks.move({ task: closed!.key, to: "cancelled" })
      yield* tasks.ask({ task: waiting!.key })

      const { checkout } = yield* tasks.claim({ project }).pipe(as("ben"))

      expect(checkout).toBeNull()
    })
  )

  it.effect("the answer is the task as it is from then on, in full, with the lease it is held by", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create, project } = yield* pipelineOf(...columns)
      const whole = yield* create("whole")
      const about = { body: "b".repeat(2_000), payload: { branch: "auth" }, assignees: ["ana"], tags: ["docs"] }
      const { key } = yield* create("part", { ...about, priority: "urgent", parent: whole.key })

      const checkout = (yield* tasks.claim({ project, lease: "5m" })).checkout!

      expect(checkout.task).toStrictEqual((yield* tasks.show({ task: key })).task)
      expect(checkout.task).toMatchObject({ ...about, parent: whole.key, run: { id: checkout.run, state: "running" } })
      expect(yield* tasks.renew({ task: key, lease: "5m" })).toMatchObject({ run: checkout.run, fence: checkout.fence })
      expect((yield* audited).slice(0, 2)).toStrictEqual(["task.renewed done", "task.checked_out done"])
    })
  )

  it.effect("whoever claims for the first time is introduced, whether or not there is a task", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create, project } = yield* pipelineOf(...columns)
      const { key } = yield* create("docs")

      const first = yield* tasks.claim({ project }).pipe(as("new-bot", "agent"))
      const afterFirst = (yield* audited).slice(0, 2)
      const second = yield* tasks.claim({ project }).pipe(as("newer-bot", "agent"))
      const malformed = yield* Effect.flip(tasks.claim({ project }).pipe(as("bad\0bot", "agent")))

      expect([first.checkout?.task.key, second.checkout]).toStrictEqual([key, null])
      expect(afterFirst.toSorted()).toStrictEqual(["actor.created done", "task.checked_out done"])
      expect((yield* audited)[0]).toBe("actor.created done")
      expect(malformed).toMatchObject({ _tag: "InvalidInput", field: "actor" })
    })
  )

  it.effect("who wants only some gets only those: of a column, of somebody, with a tag", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create, project } = yield* pipelineOf(...columns)
      yield* create("urgent", { priority: "urgent" })
      const built = yield* create("built")
      yield* tasks.move({ task: built.key, to: "build" })
      const mine = yield* create("mine", { assignees: ["ana"] })
      const tagged = yield* create("tagged", { tags: ["docs"] })
      const keyOf = (which: Parameters<typeof tasks.claim>[0]) =>
        Effect.map(tasks.claim({ project, ...which }), ({ checkout }) => checkout?.task.key)

      expect(yield* keyOf({ column: "build" })).toBe(built.key)
      expect(yield* keyOf({ assignee: "ana" })).toBe(mine.key)
      expect(yield* keyOf({ tag: "docs" })).toBe(tagged.key)
      expect(yield* keyOf({ tag: "nobody has it" })).toBeUndefined()
      expect(yield* Effect.flip(tasks.claim({ project, column: "bild" }))).toMatchObject({
        _tag: "ColumnNotFound",
        nearest: "build"
      })
    })
  )

  it.effect("who is disabled gets nothing, and an agent nothing without an end", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const actors = yield* Actors
      const { create, project } = yield* pipelineOf(...columns)
      yield* create("docs")
      yield* actors.create({ handle: "old-bot", kind: "agent" })
      yield* actors.disable({ actor: "old-bot" })

      const disabled = yield* Effect.flip(tasks.claim({ project }).pipe(as("old-bot", "agent")))
      const endless = yield* Effect.flip(tasks.claim({ project, lease: "none" }).pipe(as("bot", "agent")))

      expect(disabled).toMatchObject({ _tag: "ActorDisabled", actor: "old-bot" })
      expect(endless).toMatchObject({ _tag: "InvalidInput", field: "lease" })
      expect((yield* tasks.ready({ project })).items).toHaveLength(1)
    })
  )

  it.effect("of 20 who claim at once each gets another task, until every one is taken", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create, project } = yield* pipelineOf(...columns)
      const created = yield* Effect.forEach(
        Array.from({ length: 90 }, (_, n) => `task ${n}`),
        (title) => create(title),
        {
          concurrency: 4
        }
      )
      const claimAll = Effect.fnUntraced(function* (racer: number) {
        const keys: Array<string> = []
        for (;;) {
          const { checkout } = yield* tasks.claim({ project }).pipe(as(`racer-${racer}`, "agent"))
          if (checkout === null) return keys
          keys.push(checkout.task.key)
        }
      })

      const claimed = yield* Effect.forEach(
        Array.from({ length: 20 }, (_, n) => n),
        claimAll,
        { concurrency: "unbounded" }
      )

      expect(claimed.flat().toSorted()).toStrictEqual(created.map(({ key }) => key).toSorted())
      expect((yield* tasks.ready({ project })).items).toStrictEqual([])
    })
  )

  it.effect("while 20 claim, release and complete, no task ever has two holders", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create, project } = yield* pipelineOf(...columns)
      const created = yield* Effect.forEach(["a", "b", "c", "d", "e"], (title) => create(title))
      const holders = new Map<string, number>()
      const together: Array<string> = []
      const work = Effect.fnUntraced(
        function* (racer: number) {
          for (let round = 0; round < 5; round++) {
            const { checkout } = yield* tasks.claim({ project })
            if (checkout === null) continue
            const { key } = checkout.task
            if (holders.has(key)) together.push(key)
            holders.set(key, racer)
            yield* Effect.yieldNow
            holders.delete(key)
            yield* round % 2 === 0 ? tasks.release({ task: key }) : tasks.complete({ task: key })
          }
        },
        (effect, racer) => effect.pipe(as(`worker-${racer}`, "agent"))
      )

      yield* Effect.forEach(
        Array.from({ length: 20 }, (_, n) => n),
        work,
        { concurrency: "unbounded" }
      )

      expect(together).toStrictEqual([])
      for (const { id } of created)
        expect((yield* runsOf(id)).filter((run) => run.startsWith("running"))).toStrictEqual([])
      expect((yield* tasks.ready({ project })).items).toHaveLength(5)
    })
  )

  it.effect("who waits for nothing is told so when their patience ends", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { project } = yield* pipelineOf(...columns)

      const waiting = yield* tasks.claim({ project, waitMs: 3_000 }).pipe(Effect.forkChild)
      const answer = yield* Effect.raceFirst(
        Fiber.join(waiting),
        Effect.forever(Effect.andThen(TestClock.adjust("100 millis"), Effect.yieldNow))
      )

      expect(answer).toStrictEqual({ checkout: null })
    })
  )
})

onEveryBackend("Waiting for a task", tasksLayer, (it) => {
  it.effect("ends when one is created: no time passes here, so it was told", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create, project } = yield* pipelineOf(...columns)
      const waiting = yield* tasks.claim({ project, waitMs: 25_000 }).pipe(as("bot", "agent"), Effect.forkChild)

      const { key } = yield* create("docs")
      const { checkout } = yield* Fiber.join(waiting)

      expect(checkout?.task).toMatchObject({ key, run: { holder: "bot" } })
    })
  )

  it.effect("ends when one is released, and when one is unblocked", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create, project } = yield* pipelineOf(...columns)
      const { key } = yield* create("docs")
      yield* tasks.checkout({ task: key })
      const wait = Effect.forkChild(tasks.claim({ project, waitMs: 25_000 }).pipe(as("bot", "agent")))

      const waiting = yield* wait
      yield* tasks.release({ task: key })
      const released = yield* Fiber.join(waiting)
      yield* tasks.release({ task: key }).pipe(as("bot", "agent"))
      yield* tasks.block({ task: key, reason: "Not now." })
      const waitingAgain = yield* wait
      yield* tasks.unblock({ task: key })
      const unblocked = yield* Fiber.join(waitingAgain)

      expect([released, unblocked].map(({ checkout }) => checkout?.task.key)).toStrictEqual([key, key])
    }).pipe(TestClock.withLive)
  )

  it.effect("ends when the start of one has come, though nobody says so", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const tasks = yield* Tasks
      const { create, project } = yield* pipelineOf(...columns)
      yield* setClock("2027-01-01T00:00:00Z")
      const { key } = yield* create("docs", { start: "in 1h" })
      const waiting = yield* tasks.claim({ project, waitMs: 25_000 }).pipe(Effect.forkChild)

      yield* setClock("2027-01-01T01:00:01Z")
      const { checkout } = yield* Effect.raceFirst(
        Fiber.join(waiting),
        // Time passes no faster than the database answers: otherwise the patience ends before it was asked.
        Effect.forever(Effect.andThen(TestClock.adjust("100 millis"), Effect.orDie(db.one(() => sql`select 1`))))
      )

      expect(checkout?.task.key).toBe(key)
    })
  )
})
