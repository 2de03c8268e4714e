import { Audit } from "@genie/audit/effect"
import { Db, SqlError } from "@genie/store/database"
import { uuidv7, type WorkerId } from "@genie/store/model"
import { LeaseRepository, LiveRunRepository } from "@genie/store/scheduler"
import { onEveryBackend } from "@genie/store/testing"
import { Effect } from "effect"
import { sql } from "kysely"
import { expect } from "vitest"
import type { ClaimedRun } from "../src/contract/ClaimedRun.ts"
import { Runs } from "../src/contract/Runs.ts"
import { Workers } from "../src/contract/Workers.ts"
import { LOSSES_MAX, makeEnding } from "../src/service/Ending.ts"
import { ended, schedulerLayer, worker } from "./schedulerLayer.ts"

const count = (table: string) =>
  Effect.gen(function* () {
    const db = yield* Db
    const { n } = yield* db.one(() => sql<{ n: number }>`select count(*) as n from genie.${sql.raw(table)}`)
    return n
  })

/** What the daemon does with runs whose lease is over. */
const declareLost = (run: string) =>
  Effect.gen(function* () {
    const db = yield* Db
    const end = yield* makeEnding
    yield* db.transaction(end([{ run, isForced: true, outcome: "lost", failureKind: "lost", failureMessage: "gone" }]))
  })

onEveryBackend("Runs", schedulerLayer, (it, backend) => {
  it.effect("an enqueued run waits for a worker, and is found by its id or the end of it", () =>
    Effect.gen(function* () {
      const runs = yield* Runs

      const run = yield* runs.enqueue({ queue: "mail", run: "./send.sh", priority: "high", timeout: "90s" })

      expect(run).toMatchObject({
        state: "queued",
        queue: "mail",
        name: "mail",
        command: "./send.sh",
        priority: "high",
        timeoutMs: 90_000,
        attempt: 1,
        enqueuedBy: "ana"
      })
      expect(yield* runs.show({ run: run.id })).toStrictEqual(run)
      expect(yield* runs.show({ run: run.id.slice(-8) })).toStrictEqual(run)
    })
  )

  it.effect("what was enqueued in a transaction that fails was never there", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const runs = yield* Runs
      const before = [yield* count("runs"), yield* count("live_runs"), yield* count("audit_events")]

      yield* Effect.flip(db.transaction(Effect.andThen(runs.enqueue({ queue: "mail" }), Effect.fail("no"))))

      expect([yield* count("runs"), yield* count("live_runs"), yield* count("audit_events")]).toStrictEqual(before)
    })
  )

  it.effect("callers who come with the same idempotency key get one run", () =>
    Effect.gen(function* () {
      const runs = yield* Runs
      const before = yield* count("runs")

      const made = yield* Effect.all(
        Array.from({ length: 20 }, () => runs.enqueue({ queue: "once", idempotencyKey: "order-7" })),
        { concurrency: "unbounded" }
      )

      expect(new Set(made.map(({ id }) => id)).size).toBe(1)
      expect(yield* count("runs")).toBe(before + 1)
    })
  )

  it.effect("many runs are enqueued together, in order, or none is", () =>
    Effect.gen(function* () {
      const runs = yield* Runs
      const before = yield* count("runs")

      const { ids } = yield* runs.enqueueMany({
        runs: Array.from({ length: 700 }, (_, n) => ({ queue: "bulk", name: `bulk ${n}` }))
      })
      const refused = yield* Effect.flip(
        runs.enqueueMany({ runs: [{ queue: "bulk" }, { queue: "bulk", timeout: "soon" }] })
      )

      expect((yield* runs.show({ run: ids[699]! })).name).toBe("bulk 699")
      expect(refused).toMatchObject({ _tag: "InvalidInput", field: "timeout" })
      expect(yield* count("runs")).toBe(before + 700)
    })
  )

  it.effect.each([
    [{ queue: "q", timeout: "0s" }, "timeout"],
    [{ queue: "q", run: "echo \0" }, "run"],
    [{ queue: "q", env: { "1A": "x" } }, "env.1A"],
    [{ queue: "q", at: "yesterday-ish" }, "at"],
    [{ queue: "q", at: "2027-01-01T09:00", tz: "Europe/Berln" }, "tz"]
  ] as const)("what cannot be run is refused by its field: %j", ([input, field]) =>
    Effect.gen(function* () {
      const runs = yield* Runs

      const refused = yield* Effect.flip(runs.enqueue(input))

      expect(refused).toMatchObject({ _tag: "InvalidInput", field })
      expect(refused.message.length).toBeGreaterThan(field.length + 10)
    })
  )

  it.effect("the most urgent is claimed first, the oldest among equals, and nothing before it is due", () =>
    Effect.gen(function* () {
      const runs = yield* Runs
      const workers = yield* Workers
      for (const [name, priority, at] of [
        ["second", "normal", undefined],
        ["third", "low", undefined],
        ["first", "urgent", undefined],
        ["later", "urgent", "in 10m"]
      ] as const) {
        yield* runs.enqueue({ queue: "order", name, priority, ...(at && { at }) })
      }
      yield* runs.enqueue({ queue: "another", name: "not mine" })
      const id = yield* worker("order")

      const claimed = yield* workers.claim({ worker: id, limit: 10 })

      expect(claimed.map(({ name }) => name)).toStrictEqual(["first", "second", "third"])
      expect(yield* workers.claim({ worker: id, limit: 10 })).toStrictEqual([])
    })
  )

  it.effect("a claim, its work and its end are told by the run", () =>
    Effect.gen(function* () {
      const runs = yield* Runs
      const workers = yield* Workers
      const { id } = yield* runs.enqueue({ queue: "life", payload: { order: 7 } })
      const me = yield* worker("life")

      const [claimed] = yield* workers.claim({ worker: me, limit: 1 })
      const whenClaimed = yield* runs.show({ run: id })
      yield* workers.renew({ worker: me, leases: [{ run: id, fence: claimed!.fence }], running: [id] })
      const whenRunning = yield* runs.show({ run: id })
      yield* workers.complete({
        worker: me,
        completions: [
          ended(claimed!, "failed", {
            exitCode: 3,
            durationMs: 1_200,
            failureKind: "exit",
            failureMessage: "The command exited with code 3.",
            outputTail: "no such order\n",
            outputBytes: 14
          })
        ]
      })

      expect(claimed!.payload).toStrictEqual({ order: 7 })
      expect(whenClaimed).toMatchObject({ state: "claimed", workerId: me })
      expect(whenRunning.state).toBe("running")
      expect(whenRunning.startedAt).not.toBeNull()
      expect(yield* runs.show({ run: id })).toMatchObject({
        state: "failed",
        exitCode: 3,
        durationMs: 1_200,
        failureMessage: "The command exited with code 3.",
        outputTail: "no such order\n",
        workerId: me
      })
    })
  )

  it.effect("no end is recorded with a stale fence, and the rest of the batch is (I2)", () =>
    Effect.gen(function* () {
      const runs = yield* Runs
      const workers = yield* Workers
      const { ids } = yield* runs.enqueueMany({ runs: Array.from({ length: 3 }, () => ({ queue: "fence" })) })
      const me = yield* worker("fence")
      const claimed = yield* workers.claim({ worker: me, limit: 3 })

      const { lost } = yield* workers.complete({
        worker: me,
        completions: claimed.map((run, n) => ended(n === 1 ? { ...run, fence: run.fence - 1_000 } : run, "succeeded"))
      })

      expect(lost).toStrictEqual([claimed[1]!.id])
      const states = yield* Effect.forEach(ids, (run) => Effect.map(runs.show({ run }), ({ state }) => state))
      expect(states.toSorted()).toStrictEqual(["claimed", "succeeded", "succeeded"])
      expect((yield* workers.complete({ worker: me, completions: [ended(claimed[0]!, "failed")] })).lost).toHaveLength(
        1
      )
    })
  )

  it.effect.each([
    ["its fence is no number", Number.NaN],
    ["its fence is missing", undefined]
  ] as const)("an end ends nothing when %s, whoever holds the run", ([, fence]) =>
    Effect.gen(function* () {
      const db = yield* Db
      const runs = yield* Runs
      const liveRuns = yield* LiveRunRepository
      const queued = yield* runs.enqueue({ queue: "unproven" })
      const me = yield* worker("unproven")

      // As JSON says both: null, or nothing.
      const end = { run: queued.id, worker: me, fence: fence as number, outcome: "succeeded" } as const
      const waiting = yield* db.transaction(liveRuns.end([end]))
      yield* (yield* Workers).claim({ worker: me, limit: 1 })
      const claimed = yield* db.transaction(liveRuns.end([end]))

      expect([waiting, claimed]).toStrictEqual([[], []])
      expect((yield* runs.show({ run: queued.id })).state).toBe("claimed")
    })
  )

  it.effect("no worker ends a run that another one holds, with the fence it has there (I2)", () =>
    Effect.gen(function* () {
      const runs = yield* Runs
      const workers = yield* Workers
      yield* runs.enqueue({ queue: "theirs" })
      const [claimed] = yield* workers.claim({ worker: yield* worker("theirs"), limit: 1 })

      const { lost } = yield* workers.complete({
        worker: yield* worker("theirs"),
        completions: [ended(claimed!, "succeeded")]
      })

      expect(lost).toStrictEqual([claimed!.id])
      expect((yield* runs.show({ run: claimed!.id })).state).toBe("claimed")
    })
  )

  it.effect("a worker that was never here is told so, whatever it asks", () =>
    Effect.gen(function* () {
      const runs = yield* Runs
      const workers = yield* Workers
      yield* runs.enqueue({ queue: "unknown" })
      const [claimed] = yield* workers.claim({ worker: yield* worker("unknown"), limit: 1 })
      const { fence, id: run } = claimed!
      const stranger = uuidv7() as WorkerId

      const answers = yield* Effect.all([
        Effect.flip(workers.claim({ worker: stranger, limit: 1 })),
        Effect.flip(workers.renew({ worker: stranger, leases: [{ run, fence }], running: [] })),
        Effect.flip(workers.report({ worker: stranger, run, fence, events: [] })),
        Effect.flip(workers.complete({ worker: stranger, completions: [ended(claimed!, "succeeded")] })),
        Effect.flip(workers.leave({ worker: stranger }))
      ])

      expect(answers.map(({ _tag }) => _tag)).toStrictEqual(Array(5).fill("WorkerNotFound"))
      expect((yield* runs.show({ run })).state).toBe("claimed")
    })
  )

  it.effect("a lost run is tried again under a new fence, and its old worker is not believed", () =>
    Effect.gen(function* () {
      const runs = yield* Runs
      const workers = yield* Workers
      yield* runs.enqueue({ queue: "lost" })
      const old = yield* worker("lost")
      const [first] = yield* workers.claim({ worker: old, limit: 1 })

      yield* declareLost(first!.id)
      const [second] = yield* workers.claim({ worker: yield* worker("lost"), limit: 1 })
      const renewed = yield* workers.renew({
        worker: old,
        leases: [{ run: first!.id, fence: first!.fence }],
        running: []
      })
      const late = yield* workers.complete({ worker: old, completions: [ended(first!, "succeeded")] })

      expect(second!.fence).toBeGreaterThan(first!.fence)
      expect(yield* runs.show({ run: second!.id })).toMatchObject({ retryOf: first!.id, attempt: 2 })
      expect(renewed.lost).toStrictEqual([first!.id])
      expect(late.lost).toStrictEqual([first!.id])
      expect((yield* runs.show({ run: first!.id })).state).toBe("lost")
    })
  )

  it.effect("a run that loses every worker is given up", () =>
    Effect.gen(function* () {
      const runs = yield* Runs
      const workers = yield* Workers
      yield* runs.enqueue({ queue: "poison" })
      const me = yield* worker("poison")

      let losses = 0
      for (let [run] = yield* workers.claim({ worker: me, limit: 1 }); run; ) {
        yield* declareLost(run.id)
        losses++
        ;[run] = yield* workers.claim({ worker: me, limit: 1 })
      }

      expect(losses).toBe(LOSSES_MAX + 1)
    })
  )

  it.effect("a failing run is tried as often as it may be, each time later", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const runs = yield* Runs
      const workers = yield* Workers
      yield* runs.enqueue({ queue: "flaky", attempts: 3 })
      const me = yield* worker("flaky")

      const waits: Array<number> = []
      for (let attempt = 1; attempt <= 3; attempt++) {
        const [run] = yield* workers.claim({ worker: me, limit: 1 })
        yield* workers.complete({ worker: me, completions: [ended(run!, "failed")] })
        const next = yield* db.all(
          () => sql<{ wait: number }>`
            update genie.live_runs set due_at = genie.now() where queue = 'flaky'
            returning (select round(extract(epoch from due_at - enqueued_at))::int from genie.runs where id = run_id) as wait`
        )
        waits.push(...next.map(({ wait }) => wait))
      }

      expect(waits).toStrictEqual([1, 2])
      const { items } = yield* runs.list({ queue: "flaky" })
      expect(items.map(({ attempt, state }) => [attempt, state])).toStrictEqual([
        [3, "failed"],
        [2, "failed"],
        [1, "failed"]
      ])
    })
  )

  it.effect("a waiting run is cancelled at once; a running one is asked to end, and its worker hears why", () =>
    Effect.gen(function* () {
      const runs = yield* Runs
      const workers = yield* Workers
      const [waiting, running] = (yield* runs.enqueueMany({ runs: [{ queue: "c1" }, { queue: "c2" }] })).ids
      const me = yield* worker("c2")
      const [claimed] = yield* workers.claim({ worker: me, limit: 1 })

      const cancelled = yield* runs.cancel({ run: waiting!, reason: "not needed" })
      const asked = yield* runs.cancel({ run: running!, reason: "not needed either" })
      const heard = yield* workers.renew({
        worker: me,
        leases: [{ run: running!, fence: claimed!.fence }],
        running: []
      })

      expect(cancelled).toMatchObject({ state: "cancelled", failureMessage: "not needed" })
      expect(asked.state).toBe("claimed")
      expect(heard).toStrictEqual({ lost: [], cancelled: [{ run: running, reason: "not needed either" }] })
      expect(yield* Effect.flip(runs.cancel({ run: waiting! }))).toMatchObject({ _tag: "RunStateConflict" })
    })
  )

  it.effect("a run somebody cancelled is not tried again, whether its worker fails or is lost meanwhile", () =>
    Effect.gen(function* () {
      const runs = yield* Runs
      const workers = yield* Workers
      const me = yield* worker("called-off")
      for (const name of ["fails", "lost"]) yield* runs.enqueue({ queue: "called-off", name, attempts: 3 })
      const claimed = yield* workers.claim({ worker: me, limit: 2 })
      const [fails, lost] = ["fails", "lost"].map((name) => claimed.find((run) => run.name === name)!)

      for (const { id } of claimed) yield* runs.cancel({ run: id, reason: "not needed" })
      yield* workers.complete({ worker: me, completions: [ended(fails!, "failed")] })
      yield* declareLost(lost!.id)

      const { items } = yield* runs.list({ queue: "called-off" })
      expect(items).toHaveLength(2)
      expect(yield* runs.show({ run: fails!.id })).toMatchObject({ state: "failed" })
      expect(yield* runs.show({ run: lost!.id })).toMatchObject({
        state: "cancelled",
        failureKind: "cancelled",
        failureMessage: "not needed"
      })
    })
  )

  it.effect("a finished run can be run once more, an unfinished one cannot", () =>
    Effect.gen(function* () {
      const runs = yield* Runs
      const { id } = yield* runs.enqueue({ queue: "again", payload: { page: 3 } })

      const tooEarly = yield* Effect.flip(runs.retry({ run: id }))
      yield* runs.cancel({ run: id })
      const again = yield* runs.retry({ run: id })

      expect(tooEarly.message).toContain("cannot be retried")
      expect(again).toMatchObject({ state: "queued", retryOf: id, payload: { page: 3 } })
    })
  )

  it.effect("a worker that leaves gives back what it never started", () =>
    Effect.gen(function* () {
      const runs = yield* Runs
      const workers = yield* Workers
      const { id } = yield* runs.enqueue({ queue: "goodbye" })
      const me = yield* worker("goodbye")
      yield* workers.claim({ worker: me, limit: 1 })

      yield* workers.leave({ worker: me })

      expect((yield* runs.show({ run: id })).state).toBe("queued")
      expect(yield* Effect.flip(workers.claim({ worker: me, limit: 1 }))).toMatchObject({ _tag: "WorkerNotFound" })
    })
  )

  it.effect("pages of runs are newest first, and skip and repeat nothing while more are enqueued", () =>
    Effect.gen(function* () {
      const runs = yield* Runs
      const { ids } = yield* runs.enqueueMany({ runs: Array.from({ length: 7 }, () => ({ queue: "pages" })) })

      const first = yield* runs.list({ queue: "pages", limit: 3 })
      yield* runs.enqueue({ queue: "pages" })
      const second = yield* runs.list({ queue: "pages", limit: 3, cursor: first.next! })
      const third = yield* runs.list({ queue: "pages", limit: 3, cursor: second.next! })

      expect([...first.items, ...second.items, ...third.items].map(({ id }) => id)).toStrictEqual(ids.toReversed())
      expect(third.next).toBeNull()
    })
  )

  it.effect("who waits for work knows how long: for ever when there is none, not at all when some is due", () =>
    Effect.gen(function* () {
      const runs = yield* Runs
      const leases = yield* LeaseRepository

      const nothing = yield* leases.untilDue(["idle"])
      yield* runs.enqueue({ queue: "idle", at: "in 10m" })
      const later = yield* leases.untilDue(["idle"])
      yield* runs.enqueue({ queue: "idle", priority: "low" })
      const now = yield* leases.untilDue(["idle", "another idle one"])

      expect(nothing.waitMs).toBeNull()
      expect(later.waitMs).toBeGreaterThan(590_000)
      expect(now.waitMs).toBe(0)
    })
  )

  it.effect("the constraint alone refuses a second unfinished run of a trigger (I1)", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const insert = sql`
        insert into genie.live_runs (run_id, trigger_id, queue, priority, due_at)
        values (gen_random_uuid(), '01900000-0000-7000-8000-000000000001', 'i1', 'low', genie.now())`
      yield* db.all(() => insert)

      const refused = yield* Effect.flip(db.all(() => insert))

      expect(refused).toBeInstanceOf(SqlError)
      expect(refused.constraint).toBe("live_runs_trigger_id_unique")
    })
  )

  it.effect.skipIf(backend === "pglite")(
    "20 racers claim 200 runs: 200 winners, none claimed twice (I1; one connection cannot race)",
    () =>
      Effect.gen(function* () {
        const runs = yield* Runs
        const workers = yield* Workers
        yield* runs.enqueueMany({ runs: Array.from({ length: 200 }, () => ({ queue: "race" })) })

        const won = yield* Effect.forEach(
          Array.from({ length: 20 }),
          () =>
            Effect.gen(function* () {
              const me = yield* worker("race")
              const mine: Array<string> = []
              for (;;) {
                const claimed = yield* workers.claim({ worker: me, limit: 3 })
                if (claimed.length === 0) return mine
                mine.push(...claimed.map(({ id }) => id))
                yield* workers.complete({ worker: me, completions: claimed.map((run) => ended(run, "succeeded")) })
              }
            }),
          { concurrency: "unbounded" }
        )

        expect(won.flat()).toHaveLength(200)
        expect(new Set(won.flat()).size).toBe(200)
      })
  )

  it.effect.skipIf(backend === "pglite")(
    "20 who held the same 200 runs in turn race to end them: 200 winners, each the holder of the newest fence (I2; one connection cannot race)",
    () =>
      Effect.gen(function* () {
        const runs = yield* Runs
        const workers = yield* Workers
        yield* runs.enqueueMany({ runs: Array.from({ length: 200 }, () => ({ queue: "fences" })) })
        const racers: Array<{ readonly me: WorkerId; readonly claimed: ReadonlyArray<ClaimedRun> }> = []
        for (let racer = 0; racer < 20; racer++) {
          const before = racers.at(-1)
          if (before !== undefined) yield* workers.leave({ worker: before.me })
          const me = yield* worker("fences")
          racers.push({ me, claimed: yield* workers.claim({ worker: me, limit: 200 }) })
        }

        const won = yield* Effect.forEach(
          racers,
          ({ claimed, me }) =>
            Effect.map(
              workers.complete({ worker: me, completions: claimed.map((run) => ended(run, "succeeded")) }),
              ({ lost }) => claimed.length - lost.length
            ),
          { concurrency: "unbounded" }
        )

        expect(racers.map(({ claimed }) => claimed.length)).toStrictEqual(Array.from({ length: 20 }, () => 200))
        expect(won).toStrictEqual([...Array.from({ length: 19 }, () => 0), 200])
      })
  )

  it.effect("500 transitions are one event in the log", () =>
    Effect.gen(function* () {
      const runs = yield* Runs
      const audit = yield* Audit
      const before = yield* count("audit_events")

      yield* runs.enqueueMany({ runs: Array.from({ length: 500 }, () => ({ queue: "sealed" })) })

      expect(audit.instance.id).not.toBe("")
      expect(yield* count("audit_events")).toBe(before + 1)
    })
  )
})
