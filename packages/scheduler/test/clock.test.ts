// The database's clock was ahead, and is put right: nothing waits for the hours that it was ahead.
import { Db } from "@genie/store/database"
import { onEveryBackend, setClock } from "@genie/store/testing"
import { Effect } from "effect"
import { sql } from "kysely"
import { expect } from "vitest"
import { Runs } from "../src/contract/Runs.ts"
import { Schedules } from "../src/contract/Schedules.ts"
import { Workers } from "../src/contract/Workers.ts"
import { makeFiring } from "../src/service/Firing.ts"
import { makeClockCorrection } from "../src/service/makeClockCorrection.ts"
import { ended, schedulerLayer, worker } from "./schedulerLayer.ts"
import { misplaced, startAt } from "./schedulesLayer.ts"

const noon = "2026-03-02T12:00:00Z"
const ahead = "2026-03-02T14:00:00Z"

const correct = Effect.flatten(makeClockCorrection)

const nextOf = Effect.fnUntraced(function* (schedule: string) {
  return (yield* (yield* Schedules).show({ schedule })).nextAt?.toISOString().replace(".000Z", "Z")
})

/** Fires what is due, and ends the runs. */
const fire = Effect.gen(function* () {
  const db = yield* Db
  const { fired } = yield* (yield* makeFiring).fireDue(500)
  yield* Effect.orDie(db.affected(() => sql`delete from genie.live_runs`))
  return fired
})

onEveryBackend("A clock that was ahead and is put right", schedulerLayer, (it) => {
  it.effect("lets a schedule fire within a period from now, whenever the schedule was made", () =>
    Effect.gen(function* () {
      yield* startAt(noon)
      const schedules = yield* Schedules
      const create = (name: string, when: { every: string } | { cron: string; tz: string } | { at: string }) =>
        schedules.create({ name, queue: "q", ...when })
      yield* create("second before", { every: "1s" })
      yield* create("minutes before", { cron: "*/5 * * * *", tz: "UTC" })
      yield* create("once", { at: "2026-03-02T18:00:00Z" })
      yield* setClock(ahead)
      yield* fire
      yield* create("second after", { every: "1s" })
      yield* create("hour after", { every: "1h" })
      const wrong = yield* nextOf("second after")

      yield* setClock("2026-03-02T12:00:30Z")
      const first = yield* correct
      const again = yield* correct

      expect(wrong).toBe("2026-03-02T14:00:01Z")
      expect(first).toMatchObject({ firings: 4 })
      expect(again).toMatchObject({ firings: 0 })
      expect(yield* nextOf("second before")).toBe("2026-03-02T12:00:31Z")
      expect(yield* nextOf("second after")).toBe("2026-03-02T12:00:31Z")
      // The firing of 12:05 was made up for at once when the clock jumped ahead.
      expect(yield* nextOf("minutes before")).toBe("2026-03-02T12:10:00Z")
      expect(yield* nextOf("hour after")).toBe("2026-03-02T13:00:00Z")
      expect(yield* nextOf("once")).toBe("2026-03-02T18:00:00Z")
      expect(yield* misplaced).toStrictEqual([])
    })
  )

  it.effect("fires no instant twice when the time comes that the clock was ahead at", () =>
    Effect.gen(function* () {
      yield* startAt(noon)
      const schedules = yield* Schedules
      const db = yield* Db
      yield* schedules.create({ name: "beat", every: "1m", queue: "q", misfire: "all", overlap: "allow" })
      yield* setClock("2026-03-02T12:02:00Z")
      yield* fire

      yield* setClock(noon)
      yield* correct
      const next = yield* nextOf("beat")
      yield* setClock("2026-03-02T12:04:00Z")
      yield* fire

      const instants = yield* db.all<{ readonly at: string; readonly n: number }>(
        () => sql`
          select to_char(scheduled_for at time zone 'UTC', 'HH24:MI') as at, count(*) as n
          from genie.triggers
          where state = 'executing'
          group by at
          order by at`
      )
      expect(next).toBe("2026-03-02T12:03:00Z")
      expect(instants).toStrictEqual(["12:01", "12:02", "12:03", "12:04"].map((at) => ({ at, n: 1 })))
      expect(yield* nextOf("beat")).toBe("2026-03-02T12:05:00Z")
      expect(yield* misplaced).toStrictEqual([])
    })
  )

  it.effect("goes on firing past instants that were fired ahead of time", () =>
    Effect.gen(function* () {
      yield* startAt(noon)
      const schedules = yield* Schedules
      yield* schedules.create({ name: "early", every: "1m", queue: "q" })
      for (const minute of [30, 31, 32]) {
        yield* setClock(`2026-03-02T12:${minute}:00Z`)
        yield* fire
      }
      yield* setClock("2026-03-02T12:29:30Z")
      yield* correct
      const next = yield* nextOf("early")

      yield* setClock("2026-03-02T12:30:00Z")
      yield* fire

      expect(next).toBe("2026-03-02T12:30:00Z")
      expect(yield* nextOf("early")).toBe("2026-03-02T12:33:00Z")
      expect(yield* misplaced).toStrictEqual([])
    })
  )

  it.effect("lets a paused schedule be resumed to fire within a period from now", () =>
    Effect.gen(function* () {
      yield* startAt(noon)
      const schedules = yield* Schedules
      yield* setClock(ahead)
      yield* schedules.create({ name: "resumed", every: "1s", queue: "q" })
      yield* setClock("2026-03-02T14:00:01Z")
      yield* fire
      yield* schedules.pause({ schedule: "resumed" })

      yield* setClock(noon)
      const { nextAt } = yield* schedules.resume({ schedule: "resumed" })

      expect(nextAt?.toISOString()).toBe("2026-03-02T12:00:01.000Z")
    })
  )

  it.effect("lets retries wait as long as they were meant to, and leaves an instant that a caller chose", () =>
    Effect.gen(function* () {
      yield* startAt(ahead)
      const runs = yield* Runs
      const workers = yield* Workers
      const me = yield* worker("retried")
      yield* runs.enqueue({ queue: "retried", attempts: 3 })
      yield* runs.enqueue({ queue: "chosen", at: "2026-03-02T15:00:00Z" })
      const [claimed] = yield* workers.claim({ worker: me, limit: 1 })
      yield* workers.complete({ worker: me, completions: [ended(claimed!, "failed")] })
      yield* runs.enqueue({ queue: "retried", name: "at once" })

      yield* setClock(noon)
      const before = yield* workers.claim({ worker: me, limit: 10 })
      const { runs: moved } = yield* correct
      const atOnce = yield* workers.claim({ worker: me, limit: 10 })
      yield* setClock("2026-03-02T12:00:01Z")
      const retried = yield* workers.claim({ worker: me, limit: 10 })

      const db = yield* Db
      const chosen = yield* db.one<{ readonly dueAt: string }>(
        () => sql`select due_at from genie.live_runs where queue = 'chosen'`
      )
      expect(before).toStrictEqual([])
      expect(moved).toBe(2)
      expect(atOnce.map(({ name }) => name)).toStrictEqual(["at once"])
      expect(retried).toMatchObject([{ attempt: 2, idempotencyKey: claimed!.idempotencyKey }])
      expect(new Date(chosen.dueAt).toISOString()).toBe("2026-03-02T15:00:00.000Z")
    })
  )

  it.effect("lets the lease of a worker that is gone end in time", () =>
    Effect.gen(function* () {
      yield* startAt(ahead)
      const runs = yield* Runs
      const workers = yield* Workers
      const db = yield* Db
      const me = yield* worker("leased")
      yield* runs.enqueue({ queue: "leased" })
      yield* workers.claim({ worker: me, limit: 1 })

      yield* setClock(noon)
      const { leases } = yield* correct

      const { ends, seen } = yield* db.one<{ readonly ends: string; readonly seen: string }>(
        () => sql`
          select lease_expires_at as ends, last_seen_at as seen
          from genie.live_runs
          join genie.workers on workers.id = worker_id
          where queue = 'leased'`
      )
      expect(leases).toBe(1)
      expect(new Date(ends).toISOString()).toBe("2026-03-02T12:01:00.000Z")
      expect(new Date(seen).toISOString()).toBe("2026-03-02T12:00:00.000Z")
    })
  )
})
