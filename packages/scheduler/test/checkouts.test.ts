// Work that somebody does in person: a run that nobody claims, held under a lease that may run out.
import { Audit } from "@genie/audit/effect"
import { Db, SqlError, Transaction } from "@genie/store/database"
import { uuidv7 } from "@genie/store/model"
import { CheckoutRepository, LiveRunRepository, StatusRepository } from "@genie/store/scheduler"
import { onEveryBackend } from "@genie/store/testing"
import { Effect, Option } from "effect"
import { sql } from "kysely"
import { expect } from "vitest"
import { Runs } from "../src/contract/Runs.ts"
import { Workers } from "../src/contract/Workers.ts"
import { runDaemon } from "../src/service/Daemon.ts"
import { makeEnding } from "../src/service/Ending.ts"
import { makeEnqueue } from "../src/service/Enqueue.ts"
import { type ObservedRun, RunObservers } from "../src/service/RunObservers.ts"
import { ended, schedulerLayer, worker } from "./schedulerLayer.ts"

/** Ana checks out a task, for ten minutes. */
const checkOut = Effect.fnUntraced(function* (taskId: string, leaseMs: number | null = 600_000) {
  const { instance } = yield* Audit
  const checkouts = yield* CheckoutRepository
  const { organizationId } = instance
  return yield* checkouts.checkOut({
    run: { id: uuidv7(), organizationId, taskId, name: "docs", priority: "normal", enqueuedBy: "ana" },
    holder: "ana",
    leaseMs
  })
})

/** A run that works on a task, waiting in a queue. */
const enqueueFor = Effect.fnUntraced(function* (taskId: string, queue: string, attemptsMax = 1) {
  const { instance } = yield* Audit
  const enqueue = yield* makeEnqueue
  const { organizationId } = instance
  return yield* enqueue.one({
    id: uuidv7(),
    organizationId,
    taskId,
    name: "docs",
    queue,
    priority: "normal",
    attemptsMax,
    dueAt: "now",
    enqueuedBy: "ana"
  })
})

const expire = (run: string) =>
  Effect.flatMap(Db, (db) =>
    db.all(
      () => sql`
      update genie.live_runs
      set lease_expires_at = genie.now() - interval '1 second'
      where run_id = ${run}`
    )
  )

onEveryBackend("Checkouts", schedulerLayer, (it) => {
  it.effect("a checkout keeps no owner waiting: it is not among the runs that somebody here has to finish", () =>
    Effect.gen(function* () {
      const workers = yield* Workers
      const { counts } = yield* StatusRepository
      const { organizationId } = (yield* Audit).instance
      const before = yield* counts(organizationId)

      yield* checkOut(uuidv7())
      const held = yield* counts(organizationId)
      yield* enqueueFor(uuidv7(), "kept")
      yield* workers.claim({ worker: yield* worker("kept"), limit: 1 })
      const claimed = yield* counts(organizationId)

      expect(held).toMatchObject({ runningRuns: before.runningRuns, queuedRuns: before.queuedRuns })
      expect(claimed.runningRuns).toBe(before.runningRuns + 1)
    })
  )

  it.effect("a checkout is a run that runs at once, held by who made it, and that no worker gets", () =>
    Effect.gen(function* () {
      const runs = yield* Runs
      const workers = yield* Workers
      const task = uuidv7()

      const { fence, id, leaseExpiresAt } = yield* checkOut(task)

      const run = yield* runs.show({ run: id })
      expect(run).toMatchObject({ state: "running", holder: "ana", taskId: task, queue: "checkout", workerId: null })
      expect(leaseExpiresAt!.getTime() - run.startedAt!.getTime()).toBe(600_000)
      expect(fence).toBeGreaterThan(0)
      expect(yield* workers.claim({ worker: yield* worker("checkout"), limit: 10 })).toStrictEqual([])
      expect((yield* runs.list({ task })).items.map((one) => one.id)).toStrictEqual([id])
      expect((yield* runs.list({ task: uuidv7() })).items).toStrictEqual([])
      expect(yield* Effect.flip(runs.list({ task: "docs" }))).toMatchObject({ _tag: "InvalidInput", field: "task" })
    })
  )

  it.effect("a task has one unfinished run at most, whether somebody holds it or it waits in a queue", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const [held, queued] = [uuidv7(), uuidv7()]
      yield* checkOut(held)
      yield* enqueueFor(queued, "docs")

      const refused = [
        yield* Effect.flip(checkOut(held)),
        yield* Effect.flip(checkOut(queued)),
        yield* Effect.flip(db.transaction(enqueueFor(held, "docs")))
      ]

      expect(refused.map((error) => error instanceof SqlError && error.constraint)).toStrictEqual(
        Array(3).fill("live_runs_task_id_unique")
      )
    })
  )

  it.effect("the runs of tasks are locked and say who holds them", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const liveRuns = yield* LiveRunRepository
      const [held, queued] = [uuidv7(), uuidv7()]
      const { fence, id } = yield* checkOut(held, null)
      const waiting = yield* enqueueFor(queued, "locked")

      const locked = yield* db.transaction(liveRuns.lockOfTasks([held, queued, uuidv7()]))

      expect(locked).toStrictEqual([
        { runId: id, taskId: held, state: "running", holder: "ana", workerId: null, leaseExpiresAt: null, fence },
        {
          runId: waiting.id,
          taskId: queued,
          state: "queued",
          holder: null,
          workerId: null,
          leaseExpiresAt: null,
          fence: null
        }
      ])
    })
  )

  it.effect("a checkout is renewed while its fence is the newest, and not once it is over", () =>
    Effect.gen(function* () {
      const runs = yield* Runs
      const checkouts = yield* CheckoutRepository
      const { fence, id, leaseExpiresAt } = yield* checkOut(uuidv7(), 1_000)

      const renewed = yield* checkouts.renewCheckout(id, 600_000, fence)
      const endless = yield* checkouts.renewCheckout(id, null)
      const stale = yield* checkouts.renewCheckout(id, 600_000, fence - 1)
      yield* runs.cancel({ run: id })
      const late = yield* checkouts.renewCheckout(id, 600_000)

      expect(Option.getOrThrow(renewed).leaseExpiresAt!.getTime()).toBeGreaterThan(leaseExpiresAt!.getTime())
      expect(Option.getOrThrow(endless).leaseExpiresAt).toBeNull()
      expect([stale, late].map(Option.isNone)).toStrictEqual([true, true])
    })
  )

  it.effect("a checkout that ran out is lost, says whose it was, and is not tried again", () =>
    Effect.gen(function* () {
      const runs = yield* Runs
      const observers = yield* RunObservers
      const lost = Promise.withResolvers<ObservedRun>()
      const task = uuidv7()
      const { id } = yield* checkOut(task)
      yield* expire(id)

      yield* observers.observe((all) =>
        Effect.sync(() => all.filter((run) => run.id === id).forEach((run) => lost.resolve(run)))
      )
      yield* Effect.forkScoped(runDaemon)
      const seen = yield* Effect.promise(() => lost.promise)

      expect(seen).toMatchObject({ outcome: "lost", holder: "ana", taskId: task, isLast: true })
      yield* Effect.repeat(runs.show({ run: id }), { until: ({ state }) => state === "lost" })
      expect(yield* runs.show({ run: id })).toMatchObject({ failureMessage: "The checkout of ana ran out." })
      expect((yield* runs.list({ task })).items).toHaveLength(1)
      yield* checkOut(task)
    }).pipe(Effect.scoped)
  )

  it.effect("a checkout is cancelled at once, and cannot be retried", () =>
    Effect.gen(function* () {
      const runs = yield* Runs
      const task = uuidv7()
      const { id } = yield* checkOut(task)

      const cancelled = yield* runs.cancel({ run: id, reason: "Somebody else does it" })
      const refused = yield* Effect.flip(runs.retry({ run: id }))

      expect(cancelled).toMatchObject({ state: "cancelled", failureMessage: "Somebody else does it" })
      expect(refused).toMatchObject({ _tag: "RunStateConflict", state: "cancelled" })
      expect(refused.message).toContain("it was a checkout")
      yield* checkOut(task)
    })
  )

  it.effect("a run of a task that somebody works on again cannot be retried", () =>
    Effect.gen(function* () {
      const runs = yield* Runs
      const task = uuidv7()
      const { id } = yield* enqueueFor(task, "again")
      yield* runs.cancel({ run: id })
      yield* checkOut(task)

      const refused = yield* Effect.flip(runs.retry({ run: id }))

      expect(refused).toMatchObject({ _tag: "RunStateConflict", state: "cancelled" })
      expect(refused.message).toContain("another run of its task is unfinished")
    })
  )

  it.effect("a worker learns which task its run is of", () =>
    Effect.gen(function* () {
      const workers = yield* Workers
      const task = uuidv7()
      yield* enqueueFor(task, "whose")

      const [claimed] = yield* workers.claim({ worker: yield* worker("whose"), limit: 1 })

      expect(claimed!.taskId).toBe(task)
    })
  )
})

onEveryBackend("Who follows runs", schedulerLayer, (it) => {
  it.effect("hears of each end in its transaction, and whether it was the last attempt", () =>
    Effect.gen(function* () {
      const workers = yield* Workers
      const observers = yield* RunObservers
      const task = uuidv7()
      yield* enqueueFor(task, "twice", 2)
      const me = yield* worker("twice")
      const [claimed] = yield* workers.claim({ worker: me, limit: 1 })
      const seen: Array<unknown> = []
      yield* observers.observe((all) =>
        Effect.gen(function* () {
          const { isJoined } = yield* Transaction
          for (const { isLast, outcome, taskId } of all) seen.push({ isLast, outcome, taskId, isJoined })
        })
      )

      yield* workers.complete({ worker: me, completions: [ended(claimed!, "failed")] })
      const [again] = yield* Effect.flatMap(Runs, (runs) => runs.list({ task, state: "queued" })).pipe(
        Effect.map(({ items }) => items)
      )
      yield* Effect.flatMap(Runs, (runs) => runs.cancel({ run: again!.id }))

      expect(seen).toStrictEqual([
        { outcome: "failed", isLast: false, taskId: task, isJoined: false },
        { outcome: "cancelled", isLast: true, taskId: task, isJoined: false }
      ])
    }).pipe(Effect.scoped)
  )

  it.effect("takes the end along when it fails, and hears no more once it has left", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const runs = yield* Runs
      const observers = yield* RunObservers
      const end = yield* makeEnding
      const { id } = yield* checkOut(uuidv7())
      const release = db.transaction(end([{ run: id, isForced: true, outcome: "succeeded" }]))

      const failure = yield* observers
        .observe(() => Effect.asVoid(db.all(() => sql`insert into genie.runs (id) values (${uuidv7()})`)))
        .pipe(Effect.andThen(Effect.flip(release)), Effect.scoped)
      const whenRefused = yield* runs.show({ run: id })
      yield* release

      expect(failure).toMatchObject({ reason: "NotNullViolation" })
      expect(whenRefused.state).toBe("running")
      expect((yield* runs.show({ run: id })).state).toBe("succeeded")
    })
  )
})
