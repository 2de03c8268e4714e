import { Audit } from "@genie/audit/effect"
import { Db } from "@genie/store/database"
import { ProjectRepository } from "@genie/store/identity"
import { uuidv7 } from "@genie/store/model"
import { onEveryBackend, setClock } from "@genie/store/testing"
import { Effect, Exit } from "effect"
import { sql } from "kysely"
import { expect } from "vitest"
import { Runs } from "../src/contract/Runs.ts"
import { Schedules } from "../src/contract/Schedules.ts"
import { Workers } from "../src/contract/Workers.ts"
import { ended, schedulerLayer, worker } from "./schedulerLayer.ts"

const start = "2026-03-02T12:00:00Z"
const thirtyDaysLater = "2026-04-01T12:00:00Z"
const aMomentAfterThat = "2026-04-01T12:00:01Z"

/** A project of this key, and no other that any test knows of. */
const project = Effect.fnUntraced(function* (key: string) {
  const { organizationId } = (yield* Audit).instance
  const projects = yield* ProjectRepository
  yield* projects.insert({ id: uuidv7(), organizationId, key, name: key, repoPath: null })
})

const countOn = Effect.fnUntraced(function* (queue: string) {
  return (yield* (yield* Runs).list({ queue })).items.length
})

/** Claims the run of this queue, and ends it like this. */
const endOne = Effect.fnUntraced(function* (queue: string, outcome: "succeeded" | "failed") {
  const db = yield* Db
  const workers = yield* Workers
  const me = yield* worker(queue)
  yield* Effect.orDie(db.affected(() => sql`update genie.live_runs set due_at = genie.now() where queue = ${queue}`))
  const claimed = yield* workers.claim({ worker: me, limit: 10 })
  yield* workers.complete({ worker: me, completions: claimed.map((run) => ended(run, outcome)) })
})

const charge = { queue: "charge", payload: { order: 7, lines: [{ sku: "a", n: 1 }] }, timeout: "60s" } as const

onEveryBackend("An idempotency key", schedulerLayer, (it, backend) => {
  it.effect.each([
    ["as it was", {}],
    ["with the members of its payload in another order", { payload: { lines: [{ n: 1, sku: "a" }], order: 7 } }],
    ["with the same timeout in other words", { timeout: "1m" }],
    ["with defaults that are said", { priority: "normal", attempts: 1, env: {} }]
  ] as const)("answers the first run where the content is the same: %s", ([how, again]) =>
    Effect.gen(function* () {
      const runs = yield* Runs
      const key = `same ${how}`
      const first = yield* runs.enqueue({ ...charge, idempotencyKey: key })

      const second = yield* runs.enqueue({ ...charge, ...again, idempotencyKey: key })

      expect(second).toStrictEqual(first)
    })
  )

  it.effect.each([
    ["payload", { payload: { order: 8 } }],
    ["queue", { queue: "refund" }],
    ["run", { run: "./other.sh" }],
    ["name", { name: "another" }],
    ["priority", { priority: "urgent" }],
    ["directory", { directory: "/srv" }],
    ["env", { env: { A: "1" } }],
    ["stdin", { stdin: "yes" }],
    ["timeout", { timeout: "61s" }],
    ["attempts", { attempts: 2 }],
    ["at", { at: "in 10m" }]
  ] as const)("refuses other content by the name of the field, and nothing else of it: %s", ([field, other]) =>
    Effect.gen(function* () {
      const runs = yield* Runs
      const key = `other ${field}`
      const input = { ...charge, payload: { secret: "hunter22" } }
      const { id } = yield* runs.enqueue({ ...input, idempotencyKey: key })

      const refused = yield* Effect.flip(runs.enqueue({ ...input, ...other, idempotencyKey: key }))

      expect(refused).toMatchObject({ _tag: "IdempotencyConflict", status: 409, key, differs: [field] })
      expect(refused.message).toBe(
        `The idempotency key "${key}" belongs to run ${id}, which differs in ${field}. Use a new key for other work.`
      )
      expect(JSON.stringify(refused)).not.toContain("hunter22")
    })
  )

  it.effect("belongs to a project: each project has its own run for it, and so have runs of none", () =>
    Effect.gen(function* () {
      yield* project("ONE")
      yield* project("TWO")
      const runs = yield* Runs
      const enqueue = (owner: { readonly project?: string }, secret: number) =>
        runs.enqueue({ queue: "walls", payload: { secret }, idempotencyKey: "order-7", ...owner })

      const made = [yield* enqueue({ project: "ONE" }, 1), yield* enqueue({ project: "TWO" }, 2), yield* enqueue({}, 3)]
      const again = yield* enqueue({ project: "two" }, 2)

      expect(made.map(({ payload, project }) => [project, payload])).toStrictEqual([
        ["ONE", { secret: 1 }],
        ["TWO", { secret: 2 }],
        [null, { secret: 3 }]
      ])
      expect(again.id).toBe(made[1]!.id)
    })
  )

  it.effect("may be given twice in one batch, and a batch with other content for it makes nothing", () =>
    Effect.gen(function* () {
      const runs = yield* Runs
      const one = { queue: "batch", payload: { n: 1 }, idempotencyKey: "twice" }

      const { ids } = yield* runs.enqueueMany({ runs: [one, { queue: "batch" }, one] })
      const refused = yield* Effect.flip(
        runs.enqueueMany({
          runs: [
            { queue: "batch", idempotencyKey: "new" },
            { queue: "batch", payload: { n: 2 }, idempotencyKey: "new" }
          ]
        })
      )

      expect(ids[0]).toBe(ids[2])
      expect(ids[1]).not.toBe(ids[0])
      expect(refused).toMatchObject({ _tag: "IdempotencyConflict", key: "new", differs: ["payload"] })
      expect(yield* countOn("batch")).toBe(2)
    })
  )

  it.effect("that is refused inside a transaction of the caller leaves the transaction as it was", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const runs = yield* Runs
      yield* runs.enqueue({ queue: "within", idempotencyKey: "k" })

      const made = yield* db.transaction(
        Effect.gen(function* () {
          const kept = yield* runs.enqueue({ queue: "within", name: "kept", idempotencyKey: "other" })
          const refused = yield* Effect.flip(runs.enqueue({ queue: "within", name: "x", idempotencyKey: "k" }))
          const again = yield* runs.enqueue({ queue: "within", name: "kept", idempotencyKey: "other" })
          return { kept, refused, again }
        })
      )

      expect(made.refused._tag).toBe("IdempotencyConflict")
      expect(made.again.id).toBe(made.kept.id)
      expect((yield* runs.show({ run: made.kept.id })).name).toBe("kept")
    })
  )

  it.effect("is kept for 30 days after its work has ended, and may be used afresh then", () =>
    Effect.gen(function* () {
      const runs = yield* Runs
      yield* setClock(start)
      const input = { queue: "kept", idempotencyKey: "kept" }
      const first = yield* runs.enqueue(input)
      yield* endOne("kept", "succeeded")

      yield* setClock(thirtyDaysLater)
      const same = yield* runs.enqueue(input)
      yield* setClock(aMomentAfterThat)
      const afresh = yield* runs.enqueue({ ...input, payload: { n: 2 } })
      const refused = yield* Effect.flip(runs.enqueue(input))

      expect(same.id).toBe(first.id)
      expect(afresh).toMatchObject({ state: "queued", payload: { n: 2 } })
      expect(refused._tag).toBe("IdempotencyConflict")
    })
  )

  it.effect("of unfinished work is kept for as long as it takes, through all its attempts", () =>
    Effect.gen(function* () {
      const runs = yield* Runs
      yield* setClock(start)
      const input = { queue: "long", attempts: 2, idempotencyKey: "long" }
      const waiting = yield* runs.enqueue({ queue: "waits", idempotencyKey: "waits" })
      const first = yield* runs.enqueue(input)
      yield* endOne("long", "failed")

      yield* setClock(aMomentAfterThat)
      const whileRetried = yield* runs.enqueue(input)
      const whileQueued = yield* runs.enqueue({ queue: "waits", idempotencyKey: "waits" })
      yield* endOne("long", "failed")
      const justEnded = yield* runs.enqueue(input)
      yield* setClock("2026-05-02T12:00:00Z")
      const afresh = yield* runs.enqueue(input)

      expect([whileRetried.id, justEnded.id]).toStrictEqual([first.id, first.id])
      expect(whileQueued.id).toBe(waiting.id)
      expect(afresh.id).not.toBe(first.id)
    })
  )

  it.effect("from before contents were kept answers what it has answered", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const runs = yield* Runs
      const first = yield* runs.enqueue({ queue: "old", idempotencyKey: "old" })
      yield* db.affected(() => sql`update genie.runs set idempotency_digests = null where id = ${first.id}`)

      const again = yield* runs.enqueue({ queue: "old", payload: { other: true }, idempotencyKey: "old" })

      expect(again.id).toBe(first.id)
    })
  )

  it.effect.skipIf(backend === "pglite")(
    "of 20 with two contents who come at once, one makes the run and those with the other are refused (one connection cannot race)",
    () =>
      Effect.gen(function* () {
        const runs = yield* Runs
        yield* setClock(aMomentAfterThat)

        for (const round of ["free", "over"]) {
          const key = `race ${round}`
          if (round === "over") {
            yield* setClock(start)
            yield* runs.enqueue({ queue: key, idempotencyKey: key })
            yield* endOne(key, "succeeded")
            yield* setClock(aMomentAfterThat)
          }
          const answers = yield* Effect.all(
            Array.from({ length: 20 }, (_, n) =>
              Effect.exit(runs.enqueueMany({ runs: [{ queue: key, payload: { side: n % 2 }, idempotencyKey: key }] }))
            ),
            { concurrency: "unbounded" }
          )

          const made = new Set(answers.flatMap((exit) => (Exit.isSuccess(exit) ? exit.value.ids : [])))
          const refused = answers.filter(Exit.isFailure).map((exit) => String(exit.cause))
          expect(made.size).toBe(1)
          expect(refused).toHaveLength(10)
          expect(refused.every((cause) => cause.includes("which differs in payload"))).toBe(true)
          expect((yield* runs.list({ queue: key, state: "queued" })).items).toHaveLength(1)
        }
      })
  )

  it.effect("of a firing belongs to the project of its schedule, and is kept like that of a run", () =>
    Effect.gen(function* () {
      yield* project("FIRE")
      const schedules = yield* Schedules
      const db = yield* Db
      yield* setClock(start)
      for (const name of ["a", "b"]) yield* schedules.create({ name, every: "1h", queue: "fires" })
      yield* schedules.create({ name: "of another", every: "1h", queue: "fires", project: "FIRE" })
      const fire = (schedule: string) => schedules.trigger({ schedule, idempotencyKey: "now" })

      const first = yield* fire("a")
      const again = yield* fire("a")
      const refused = yield* Effect.flip(fire("b"))
      const ofAnother = yield* fire("of another")
      yield* db.affected(
        () => sql`update genie.triggers set state = 'completed', finished_at = genie.now() where id = ${first.id}`
      )
      yield* setClock(aMomentAfterThat)
      const afresh = yield* fire("b")

      expect(again).toStrictEqual(first)
      expect(refused).toMatchObject({ _tag: "IdempotencyConflict", status: 409, differs: ["schedule"] })
      expect(ofAnother.id).not.toBe(first.id)
      expect(afresh).toMatchObject({ state: "pending" })
    })
  )
})
