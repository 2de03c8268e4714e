// How somebody holds a task: takes it, keeps it, gives it back, finishes it. And who is refused, with what sentence.

import { Actors } from "@genie/identity/contract"
import { RunObservers, Runs, runDaemon, Workers } from "@genie/scheduler/effect"
import { onEveryBackend, setClock } from "@genie/store/testing"
import { Effect } from "effect"
import { expect } from "vitest"
import { Tasks } from "../src/contract/Tasks.ts"
import { pipelineOf, runsOf, workerOf } from "./pipelineOf.ts"
import { as, audited, tasksLayer } from "./tasksLayer.ts"

const columns = [
  { name: "draft", category: "backlog" },
  { name: "build", category: "active", gate: "agent", autoAdvance: true, action: "work", onFail: "draft" },
  { name: "review", category: "review" }
] as const

/** A board with a queue of its own, so that no other test's worker takes what waits there. */
const board = (queue: string) => pipelineOf(columns[0], { ...columns[1], action: queue }, columns[2])

onEveryBackend("Checking out", tasksLayer, (it) => {
  it.effect("whoever checks a task out holds it for ten minutes, as its one unfinished run", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const runs = yield* Runs
      const { create } = yield* board("a1")
      const { id, key, revision } = yield* create("docs")

      const { fence, leaseExpiresAt, run, task } = yield* tasks.checkout({ task: key.toLowerCase() })

      expect(task).toMatchObject({ id, status: "in_progress", revision, run: { id: run, holder: "ana", worker: null } })
      expect(leaseExpiresAt!.getTime() - task.run!.since.getTime()).toBe(600_000)
      expect(fence).toBeGreaterThan(0)
      expect(yield* runs.show({ run })).toMatchObject({
        state: "running",
        holder: "ana",
        taskId: id,
        name: `${key} docs`
      })
      expect((yield* audited)[0]).toBe("task.checked_out done")
    })
  )

  it.effect("whoever knows the fence of a checkout keeps it longer by checking out again", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create } = yield* board("a2")
      const { key } = yield* create("docs")
      const { fence, leaseExpiresAt, run } = yield* tasks.checkout({ task: key, lease: "1m" })

      const again = yield* tasks.checkout({ task: key, lease: "1h", fence })
      const lost = yield* Effect.flip(tasks.checkout({ task: key, fence: fence - 1 }))

      expect(again).toMatchObject({ run, fence })
      expect(again.leaseExpiresAt!.getTime()).toBeGreaterThan(leaseExpiresAt!.getTime() + 3_000_000)
      expect(lost).toMatchObject({ _tag: "NotHolding", lostFence: fence - 1 })
      expect(yield* runsOf(again.task.id)).toStrictEqual(["running checkout"])
    })
  )

  it.effect("a second process of one actor does not get what the first one holds, unless it takes over", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create } = yield* board("a9")
      const { key } = yield* create("docs")
      const first = yield* tasks.checkout({ task: key })

      const refused = yield* Effect.flip(tasks.checkout({ task: key }))
      const second = yield* tasks.checkout({ task: key, takeOver: true })

      expect(refused).toMatchObject({ _tag: "TaskTaken", by: "ana", isYours: true })
      expect(refused.message).toMatch(/^You have checked out .* already .*genie task renew/)
      expect(second.fence).toBeGreaterThan(first.fence)
    })
  )

  it.effect("a lease is 1s to 7d, said like 10m, and without an end for people only", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create } = yield* board("a3")
      const { key } = yield* create("docs")
      const refusalOf = (lease: string) => Effect.flip(tasks.checkout({ task: key, lease }).pipe(as("bot", "agent")))

      const refused = yield* Effect.forEach(["none", "soon", "999ms", "8d"], refusalOf)
      const endless = yield* tasks.checkout({ task: key, lease: "none" })

      expect(refused).toMatchObject(Array(4).fill({ _tag: "InvalidInput", field: "lease" }))
      expect(refused[0]!.message).toContain("none for people only")
      expect(refused[2]!.message).toContain("1s at least and 7d at most, not 999ms")
      expect(endless.leaseExpiresAt).toBeNull()
    })
  )

  it.effect("a task that is closed, held, blocked, not started or taken is refused, in this order, and on record", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create } = yield* board("a4")
      const blocker = yield* create("first")
      const { key } = yield* create("docs")
      const refusal = Effect.flip(tasks.checkout({ task: key }).pipe(as("ben")))

      yield* tasks.checkout({ task: key })
      const taken = yield* refusal
      yield* tasks.update({ task: key, start: "in 1h" })
      const early = yield* refusal
      yield* tasks.addDependency({ task: key, on: blocker.key })
      const blocked = yield* refusal
      yield* tasks.block({ task: key, reason: "Wait for the vendor." })
      const held = yield* refusal
      yield* tasks.move({ task: key, to: "cancelled" })
      const closed = yield* refusal

      expect([taken, early, blocked, held, closed]).toMatchObject([
        { _tag: "TaskTaken", by: "ana", isAskedToStop: false },
        { _tag: "TaskNotStarted" },
        { _tag: "TaskBlocked", blockers: [{ key: blocker.key, title: "first", status: "ready" }] },
        { _tag: "TaskHeld", by: "ana", reason: "Wait for the vendor." },
        { _tag: "TaskClosed", column: "cancelled" }
      ])
      expect(taken.message).toMatch(/^ana works on .*--take-over$/)
      expect(blocked.message).toContain("cannot be checked out: it depends on")
      expect((yield* audited)[0]).toBe("task.checked_out refused")
    })
  )

  it.effect("nobody who is disabled checks out, and a task that is not there is not found", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const actors = yield* Actors
      const { create } = yield* board("a5")
      const { key } = yield* create("docs")
      yield* actors.create({ handle: "old-bot", kind: "agent" })
      yield* actors.disable({ actor: "old-bot" })

      const disabled = yield* Effect.flip(tasks.checkout({ task: key }).pipe(as("old-bot", "agent")))
      const missing = yield* Effect.flip(tasks.checkout({ task: "NONE-1" }))

      expect(disabled).toMatchObject({ _tag: "ActorDisabled", actor: "old-bot" })
      expect(missing).toMatchObject({ _tag: "TaskNotFound", task: "NONE-1" })
    })
  )

  it.effect("a checkout replaces the run that waits in a queue, and release puts it back there", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create } = yield* board("a6")
      const { id, key } = yield* create("docs")
      const moved = yield* tasks.move({ task: key, to: "build" })

      const { task } = yield* tasks.checkout({ task: key })
      const held = yield* runsOf(id)
      const released = yield* tasks.release({ task: key })

      expect(moved.status).toBe("queued")
      expect(task.status).toBe("in_progress")
      expect(held).toStrictEqual(["cancelled a6", "running checkout"])
      expect(released.status).toBe("queued")
      expect(yield* runsOf(id)).toStrictEqual(["cancelled a6", "cancelled checkout", "queued a6"])
    })
  )

  it.effect("a worker that has the task is named, and asked to stop only by who wants to take over", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const workers = yield* Workers
      const { create } = yield* board("a7")
      const { key } = yield* create("docs")
      yield* tasks.move({ task: key, to: "build" })
      const worker = yield* workerOf("a7")
      const [claimed] = yield* workers.claim({ worker, limit: 1 })
      const lease = { run: claimed!.id, fence: claimed!.fence }

      const refused = yield* Effect.flip(tasks.checkout({ task: key }))
      const before = yield* workers.renew({ worker, leases: [lease], running: [] })
      const asked = yield* Effect.flip(tasks.checkout({ task: key, takeOver: true }))
      const after = yield* workers.renew({ worker, leases: [lease], running: [] })
      yield* workers.complete({ worker, completions: [{ ...lease, outcome: "cancelled" }] })
      const { task } = yield* tasks.checkout({ task: key, takeOver: true })

      expect(refused).toMatchObject({ _tag: "TaskTaken", by: "worker-of-a7", isAskedToStop: false })
      expect(before.cancelled).toStrictEqual([])
      expect(asked).toMatchObject({ _tag: "TaskTaken", by: "worker-of-a7", isAskedToStop: true })
      expect(after.cancelled).toMatchObject([{ run: claimed!.id }])
      expect(task.run).toMatchObject({ holder: "ana" })
    })
  )

  it.effect("another person's checkout is taken over at once, and theirs is over", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create } = yield* board("a8")
      const { id, key } = yield* create("docs")
      yield* tasks.checkout({ task: key })

      const { task } = yield* tasks.checkout({ task: key, takeOver: true }).pipe(as("ben"))
      const late = yield* Effect.flip(tasks.complete({ task: key }))

      expect(task.run).toMatchObject({ holder: "ben" })
      expect(late).toMatchObject({ _tag: "NotHolding", by: "ben", actor: "ana" })
      expect(yield* runsOf(id)).toStrictEqual(["cancelled checkout", "running checkout"])
    })
  )

  it.effect("a task about which somebody is asked is begun by people only; who has it already keeps it", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create } = yield* board("a10")
      const { key } = yield* create("docs")
      const bot = as("bot", "agent")
      const { fence } = yield* tasks.checkout({ task: key }).pipe(bot)
      yield* tasks.ask({ task: key, question: "May we?" }).pipe(bot)

      const kept = yield* tasks.checkout({ task: key, fence }).pipe(bot)
      yield* tasks.release({ task: key }).pipe(bot)
      const refused = yield* Effect.flip(tasks.checkout({ task: key }).pipe(bot))
      const { task } = yield* tasks.checkout({ task: key })

      expect(kept.fence).toBe(fence)
      expect(refused).toMatchObject({ _tag: "TaskWaiting", askedBy: "bot", askedOf: null })
      expect(task.run).toMatchObject({ holder: "ana" })
    })
  )
})

onEveryBackend("Holding", tasksLayer, (it) => {
  it.effect("only who holds a task renews, releases or completes it; by force anybody gives it back", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create } = yield* board("b1")
      const { key } = yield* create("docs")
      const refusedToBen = Effect.all([
        Effect.flip(tasks.renew({ task: key })),
        Effect.flip(tasks.release({ task: key })),
        Effect.flip(tasks.complete({ task: key }))
      ]).pipe(as("ben"))

      const nobody = yield* refusedToBen
      yield* tasks.checkout({ task: key })
      const others = yield* refusedToBen
      const released = yield* tasks.release({ task: key, force: true, reason: "Ana is away" }).pipe(as("ben"))

      expect(nobody).toMatchObject(Array(3).fill({ _tag: "NotHolding", by: null, actor: "ben" }))
      expect(others).toMatchObject(Array(3).fill({ _tag: "NotHolding", by: "ana", actor: "ben" }))
      expect(others[0]!.message).toBe(`${key} is checked out by ana, not by ben.`)
      expect(released).toMatchObject({ status: "ready", run: null })
    })
  )

  it.effect("what waits in a queue is held by nobody, and a worker is asked to stop by force", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const workers = yield* Workers
      const { create } = yield* board("b2")
      const { key } = yield* create("docs")
      yield* tasks.move({ task: key, to: "build" })

      const queued = yield* Effect.flip(tasks.release({ task: key, force: true }))
      const worker = yield* workerOf("b2")
      const [claimed] = yield* workers.claim({ worker, limit: 1 })
      const refused = yield* Effect.flip(tasks.release({ task: key }))
      const asked = yield* tasks.release({ task: key, force: true })
      const { cancelled } = yield* workers.renew({
        worker,
        leases: [{ run: claimed!.id, fence: claimed!.fence }],
        running: []
      })

      expect(queued).toMatchObject({ _tag: "NotHolding", by: null })
      expect(refused).toMatchObject({ _tag: "NotHolding", by: "worker-of-b2" })
      expect(asked.status).toBe("in_progress")
      expect(cancelled).toMatchObject([{ run: claimed!.id }])
    })
  )

  it.effect("a renewed lease ends later, counted from now", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create } = yield* board("b3")
      const { key } = yield* create("docs")
      const first = yield* tasks.checkout({ task: key, lease: "1m" })

      const { fence, leaseExpiresAt, run, task } = yield* tasks.renew({ task: key, lease: "1h" })

      expect({ fence, run }).toStrictEqual({ fence: first.fence, run: first.run })
      expect(leaseExpiresAt!.getTime()).toBeGreaterThan(first.leaseExpiresAt!.getTime() + 3_000_000)
      expect(task.run!.leaseExpiresAt).toStrictEqual(leaseExpiresAt)
      expect((yield* audited)[0]).toBe("task.renewed done")
    })
  )

  it.effect(
    "what an agent completes counts for a gate that asks for agents, and the task goes on in the same answer",
    () =>
      Effect.gen(function* () {
        const tasks = yield* Tasks
        const runs = yield* Runs
        const { create } = yield* board("b4")
        const { key } = yield* create("docs")
        yield* tasks.move({ task: key, to: "build" })
        const { run } = yield* tasks.checkout({ task: key }).pipe(as("bot", "agent"))

        const done = yield* tasks.complete({ task: key, result: { lines: 12 } }).pipe(as("bot", "agent"))

        expect(done).toMatchObject({ column: "review", status: "ready", run: null })
        expect(yield* runs.show({ run })).toMatchObject({ state: "succeeded", result: { lines: 12 } })
      })
  )

  it.effect("what a person completes does not count for a gate that asks for agents", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create } = yield* board("b5")
      const { key } = yield* create("docs")
      yield* tasks.move({ task: key, to: "build" })
      yield* tasks.checkout({ task: key })

      const done = yield* tasks.complete({ task: key })

      expect(done.column).toBe("build")
    })
  )

  it.effect("what is released as failed goes where the column sends what fails, and says why", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const runs = yield* Runs
      const { create } = yield* board("b6")
      const { key } = yield* create("docs")
      yield* tasks.move({ task: key, to: "build" })
      const { run } = yield* tasks.checkout({ task: key }).pipe(as("bot", "agent"))

      const released = yield* tasks
        .release({ task: key, failed: true, reason: "It does not compile" })
        .pipe(as("bot", "agent"))

      expect(released).toMatchObject({ column: "draft", run: null })
      expect(yield* runs.show({ run })).toMatchObject({ state: "failed", failureMessage: "It does not compile" })
    })
  )

  it.effect("a result that no database keeps is refused before anything ends", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create } = yield* board("b7")
      const { key } = yield* create("docs")
      yield* tasks.checkout({ task: key })

      const refused = yield* Effect.flip(tasks.complete({ task: key, result: { said: "a\0b" } }))

      expect(refused).toMatchObject({ _tag: "InvalidInput", field: "result" })
      expect((yield* tasks.show({ task: key })).task.status).toBe("in_progress")
    })
  )

  it.effect("a lease that is renewed without saying how long is as long as it was, and never ends earlier", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create, project } = yield* board("b8")
      const [long, endless, claimable] = yield* Effect.forEach(["long", "endless", "claimed"], (title) => create(title))
      yield* setClock("2027-01-01T00:00:00Z")
      const untilOf = (task: string) => Effect.map(tasks.renew({ task }), ({ leaseExpiresAt }) => leaseExpiresAt)

      yield* tasks.checkout({ task: long!.key, lease: "2h" })
      yield* tasks.checkout({ task: endless!.key, lease: "none" })
      yield* tasks.update({ task: claimable!.key, priority: "urgent" })
      yield* tasks.claim({ project, lease: "3h" })
      yield* setClock("2027-01-01T01:00:00Z")
      const renewed = yield* Effect.forEach([long!, endless!, claimable!], ({ key }) => untilOf(key))
      yield* tasks.renew({ task: long!.key, lease: "1d" })

      expect(renewed).toStrictEqual([new Date("2027-01-01T03:00:00Z"), null, new Date("2027-01-01T04:00:00Z")])
      expect(yield* untilOf(long!.key)).toStrictEqual(new Date("2027-01-02T01:00:00Z"))
    })
  )
})

onEveryBackend("Fences of checkouts", tasksLayer, (it) => {
  it.effect(
    "a process that lost its checkout renews, releases and completes nothing, though its actor has the next",
    () =>
      Effect.gen(function* () {
        const tasks = yield* Tasks
        const { create } = yield* board("d1")
        const { key } = yield* create("docs")
        const bot = as("bot", "agent")
        const { fence } = yield* tasks.checkout({ task: key }).pipe(bot)
        yield* tasks.checkout({ task: key, takeOver: true })
        yield* tasks.release({ task: key })
        const second = yield* tasks.checkout({ task: key }).pipe(bot)

        const late = yield* Effect.all([
          Effect.flip(tasks.renew({ task: key, fence })),
          Effect.flip(tasks.release({ task: key, fence, failed: true })),
          Effect.flip(tasks.release({ task: key, fence, force: true })),
          Effect.flip(tasks.complete({ task: key, fence }))
        ]).pipe(bot)
        const done = yield* tasks.complete({ task: key, fence: second.fence }).pipe(bot)

        expect(late).toMatchObject(Array(4).fill({ _tag: "NotHolding", by: "bot", lostFence: fence }))
        expect(late[0]!.message).toContain(`bot has lost ${key}`)
        expect(done.run).toBeNull()
      })
  )

  it.effect("who says the fence of a task that nobody has any more hears that it is lost", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create } = yield* board("d2")
      const { key } = yield* create("docs")
      const { fence } = yield* tasks.checkout({ task: key })
      yield* tasks.release({ task: key, force: true }).pipe(as("ben"))

      const late = yield* Effect.flip(tasks.complete({ task: key, fence }))

      expect(late).toMatchObject({ _tag: "NotHolding", by: null, lostFence: fence })
      expect(late.message).toContain("nobody has it now")
    })
  )
})

onEveryBackend("A lease that ran out", tasksLayer, (it) => {
  it.effect("frees the task, and whoever held it completes nothing", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const observers = yield* RunObservers
      const { create } = yield* board("c1")
      const { id, key } = yield* create("docs")
      yield* setClock("2027-01-01T00:00:00Z")
      yield* tasks.checkout({ task: key }).pipe(as("bot", "agent"))
      const lost = Promise.withResolvers<void>()
      yield* observers.observe((ended) =>
        Effect.sync(() => ended.some(({ outcome, taskId }) => taskId === id && outcome === "lost") && lost.resolve())
      )

      yield* setClock("2027-01-01T00:10:01Z")
      yield* Effect.forkScoped(runDaemon)
      yield* Effect.promise(() => lost.promise)
      const { task } = yield* Effect.repeat(tasks.show({ task: key }), { until: (shown) => shown.task.run === null })
      const late = yield* Effect.flip(tasks.complete({ task: key }).pipe(as("bot", "agent")))

      expect(task.status).toBe("ready")
      expect(late).toMatchObject({ _tag: "NotHolding", by: null, actor: "bot" })
      expect(late.message).toContain("The lease has ended")
      expect((yield* tasks.checkout({ task: key })).task.run).toMatchObject({ holder: "ana" })
    }).pipe(Effect.scoped)
  )

  it.effect("keeps nobody out, whether or not a daemon looks, and what was held under it is recorded as lost", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create } = yield* board("c2")
      const { id, key } = yield* create("docs")
      yield* setClock("2027-01-01T00:00:00Z")
      yield* tasks.move({ task: key, to: "build" })
      const first = yield* tasks.checkout({ task: key }).pipe(as("bot", "agent"))

      yield* setClock("2027-01-01T00:10:01Z")
      const { task } = yield* tasks.checkout({ task: key }).pipe(as("ben"))
      const late = yield* Effect.flip(tasks.complete({ task: key, fence: first.fence }).pipe(as("bot", "agent")))

      expect(task.run).toMatchObject({ holder: "ben" })
      expect(late).toMatchObject({ _tag: "NotHolding", by: "ben", lostFence: first.fence })
      expect(yield* runsOf(id)).toStrictEqual(["cancelled c2", "lost checkout", "running checkout"])
    })
  )
})
