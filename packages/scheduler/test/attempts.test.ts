import { Db } from "@genie/store/database"
import type { WorkerId } from "@genie/store/model"
import { onEveryBackend } from "@genie/store/testing"
import { Effect, Exit } from "effect"
import { sql } from "kysely"
import { expect } from "vitest"
import type { ClaimedRun } from "../src/contract/ClaimedRun.ts"
import { Runs } from "../src/contract/Runs.ts"
import { Schedules } from "../src/contract/Schedules.ts"
import { Workers } from "../src/contract/Workers.ts"
import { makeEnding } from "../src/service/Ending.ts"
import { makeFiring } from "../src/service/Firing.ts"
import { performCommand } from "../src/service/performCommand.ts"
import { ended, schedulerLayer, worker } from "./schedulerLayer.ts"

/** Claims the one run of a queue, at once even when its retry is to wait. */
const claimOne = Effect.fnUntraced(function* (queue: string, me: WorkerId) {
  const db = yield* Db
  const workers = yield* Workers
  yield* Effect.orDie(db.affected(() => sql`update genie.live_runs set due_at = genie.now() where queue = ${queue}`))
  const claimed = yield* workers.claim({ worker: me, limit: 10 })
  expect(claimed).toHaveLength(1)
  return claimed[0]!
})

/** Every way in which one attempt ends and the next one begins. */
const ways: ReadonlyArray<
  readonly [string, (attempt: ClaimedRun, me: WorkerId) => Effect.Effect<unknown, unknown, any>]
> = [
  ["a failure", (attempt, me) => complete(me, ended(attempt, "failed"))],
  ["a timeout", (attempt, me) => complete(me, ended(attempt, "timed_out"))],
  ["a drain", (attempt, me) => complete(me, ended(attempt, "lost", { failureKind: "drained" }))],
  ["the loss of its worker", ({ id }) => declareLost(id)],
  ["a goodbye of its worker", (_, me) => Effect.flatMap(Workers, (workers) => workers.leave({ worker: me }))],
  [
    "a retry after a success",
    (attempt, me) => Effect.andThen(complete(me, ended(attempt, "succeeded")), retry(attempt))
  ],
  [
    "a retry after it was cancelled",
    (attempt, me) =>
      Effect.gen(function* () {
        const runs = yield* Runs
        yield* runs.cancel({ run: attempt.id })
        yield* complete(me, ended(attempt, "cancelled"))
        yield* retry(attempt)
      })
  ]
]

const complete = (me: WorkerId, completion: ReturnType<typeof ended>) =>
  Effect.flatMap(Workers, (workers) => workers.complete({ worker: me, completions: [completion] }))

const retry = ({ id }: Pick<ClaimedRun, "id">) => Effect.flatMap(Runs, (runs) => runs.retry({ run: id }))

/** What the daemon does with runs whose lease is over. */
const declareLost = Effect.fnUntraced(function* (run: string) {
  const db = yield* Db
  const end = yield* makeEnding
  yield* db.transaction(end([{ run, isForced: true, outcome: "lost", failureKind: "lost", failureMessage: "gone" }]))
})

onEveryBackend("Attempts", schedulerLayer, (it) => {
  it.effect.each(ways)("after %s the key and the trace stay, and the fence is new", ([way, next]) =>
    Effect.gen(function* () {
      const runs = yield* Runs
      const queue = way.replaceAll(" ", "-")
      const { id, traceId } = yield* runs.enqueue({ queue, attempts: 5, leftovers: "keep" })
      const first = yield* Effect.flatMap(worker(queue), (me) =>
        Effect.tap(claimOne(queue, me), (one) => next(one, me))
      )
      const second = yield* Effect.flatMap(worker(queue), (me) =>
        Effect.tap(claimOne(queue, me), (one) => next(one, me))
      )

      const third = yield* Effect.flatMap(worker(queue), (me) => claimOne(queue, me))

      expect(first.idempotencyKey).toBe(`${id}:main`)
      expect([second.idempotencyKey, third.idempotencyKey]).toStrictEqual([`${id}:main`, `${id}:main`])
      expect([first.traceId, second.traceId, third.traceId]).toStrictEqual([traceId, traceId, traceId])
      expect([first.leftovers, second.leftovers, third.leftovers]).toStrictEqual(["keep", "keep", "keep"])
      expect(second.fence).toBeGreaterThan(first.fence)
      expect(third.fence).toBeGreaterThan(second.fence)
    })
  )

  it.effect("no two attempts at one work are unfinished at once, whichever of them is retried", () =>
    Effect.gen(function* () {
      const runs = yield* Runs
      const me = yield* worker("alone")
      yield* runs.enqueue({ queue: "alone" })
      const first = yield* claimOne("alone", me)
      yield* complete(me, ended(first, "failed"))
      const second = yield* runs.retry({ run: first.id })

      const refused = yield* Effect.flip(runs.retry({ run: first.id }))
      yield* complete(me, ended(yield* claimOne("alone", me), "failed"))
      const third = yield* runs.retry({ run: first.id })

      expect(refused).toMatchObject({ _tag: "RunStateConflict", wanted: "retried: a later attempt is unfinished" })
      expect(third).toMatchObject({ retryOf: first.id, traceId: second.traceId, state: "queued" })
    })
  )

  it.effect("a retry of an earlier attempt is numbered after the last one", () =>
    Effect.gen(function* () {
      const runs = yield* Runs
      const me = yield* worker("again")
      yield* runs.enqueue({ queue: "again" })
      const first = yield* Effect.tap(claimOne("again", me), (one) => complete(me, ended(one, "failed")))
      yield* retry(first)
      yield* Effect.tap(claimOne("again", me), (one) => complete(me, ended(one, "failed")))

      const third = yield* retry(first)

      expect(third).toMatchObject({ attempt: 3, retryOf: first.id })
      yield* Effect.tap(claimOne("again", me), (one) => complete(me, ended(one, "failed")))
      expect(yield* retry(third)).toMatchObject({ attempt: 4, retryOf: third.id })
    })
  )

  it.effect("a retry of an earlier attempt counts no loss of a later one as a failure", () =>
    Effect.gen(function* () {
      const runs = yield* Runs
      const me = yield* worker("lossy")
      yield* runs.enqueue({ queue: "lossy", attempts: 2 })
      const first = yield* Effect.tap(claimOne("lossy", me), (one) => complete(me, ended(one, "failed")))
      yield* (yield* Db).affected(() => sql`update genie.live_runs set due_at = genie.now() where queue = 'lossy'`)
      yield* Effect.tap(claimOne("lossy", me), (one) => complete(me, ended(one, "lost")))
      yield* Effect.tap(claimOne("lossy", me), (one) => complete(me, ended(one, "succeeded")))

      const again = yield* retry(first)

      const [row] = yield* (yield* Db).all(() => sql`select attempt, losses from genie.runs where id = ${again.id}`)
      expect(row).toEqual({ attempt: 4, losses: 1 })
    })
  )

  it.effect("of 20 who retry a run at once, one makes the next attempt", () =>
    Effect.gen(function* () {
      const runs = yield* Runs
      const { id } = yield* runs.enqueue({ queue: "crowd" })
      yield* runs.cancel({ run: id })

      const answers = yield* Effect.all(
        Array.from({ length: 20 }, () => Effect.exit(runs.retry({ run: id }))),
        { concurrency: "unbounded" }
      )

      expect(answers.filter(Exit.isSuccess)).toHaveLength(1)
      expect((yield* runs.list({ queue: "crowd" })).items).toHaveLength(2)
    })
  )

  it.effect("work that is enqueued once more is other work, and has a key of its own", () =>
    Effect.gen(function* () {
      const runs = yield* Runs
      const me = yield* worker("alike")
      const workers = yield* Workers
      yield* runs.enqueueMany({ runs: [{ queue: "alike" }, { queue: "alike" }] })

      const claimed = yield* workers.claim({ worker: me, limit: 10 })

      expect(new Set(claimed.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(2)
    })
  )

  it.effect("a firing has one key over all its attempts, and the next firing another", () =>
    Effect.gen(function* () {
      const schedules = yield* Schedules
      const firing = yield* makeFiring
      const me = yield* worker("fired")
      yield* schedules.create({ name: "fired", every: "1h", queue: "fired", overlap: "allow", attempts: 3 })
      const fire = Effect.gen(function* () {
        yield* schedules.trigger({ schedule: "fired" })
        yield* firing.fireDue(10)
        return yield* claimOne("fired", me)
      })

      const first = yield* fire
      yield* complete(me, ended(first, "failed"))
      const again = yield* claimOne("fired", me)
      yield* complete(me, ended(again, "succeeded"))
      const other = yield* fire

      expect(again).toMatchObject({ triggerId: first.triggerId, idempotencyKey: first.idempotencyKey })
      expect(other.triggerId).not.toBe(first.triggerId)
      expect(other.idempotencyKey).not.toBe(first.idempotencyKey)
    })
  )

  it.effect.each([
    ["a command of the run", { run: 'printf "%s %s" "$GENIE_IDEMPOTENCY_KEY" "$GENIE_TRACE_ID"' }, {}],
    [
      "the command of a worker (--exec)",
      {},
      { exec: { command: 'printf "%s %s" "$GENIE_IDEMPOTENCY_KEY" "$GENIE_TRACE_ID"', directories: [] } }
    ]
  ] as const)("%s finds the same key in its environment at each attempt", ([name, what, host]) =>
    Effect.gen(function* () {
      const runs = yield* Runs
      const queue = name.replaceAll(" ", "-")
      const me = yield* worker(queue)
      const { id, traceId } = yield* runs.enqueue({ queue, ...what, attempts: 2 })

      const said: Array<string | undefined> = []
      for (let attempt = 1; attempt <= 2; attempt++) {
        const claimed = yield* claimOne(queue, me)
        const { outputTail } = yield* performCommand({ directory: "/", ...host })(claimed, new AbortController().signal)
        said.push(outputTail)
        yield* complete(me, ended(claimed, "failed"))
      }

      expect(said).toStrictEqual([`${id}:main ${traceId}`, `${id}:main ${traceId}`])
    })
  )
})
