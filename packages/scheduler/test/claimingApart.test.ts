// One claim carries so many bytes at most: a queue of large runs must not keep its workers from getting any.
import { Db } from "@genie/store/database"
import { onEveryBackend } from "@genie/store/testing"
import { Effect } from "effect"
import { sql } from "kysely"
import { expect } from "vitest"
import { Runs } from "../src/contract/Runs.ts"
import { Workers } from "../src/contract/Workers.ts"
import { CLAIM_BYTES_MAX } from "../src/service/WorkersLive.ts"
import { schedulerLayer } from "./schedulerLayer.ts"

const LONG = 1_000_000

onEveryBackend("A claim", schedulerLayer, (it) => {
  it.effect("gives as many large runs as one answer carries, and the rest to the next ones", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const workers = yield* Workers
      const { ids } = yield* (yield* Runs).enqueueMany({
        runs: Array.from({ length: 40 }, () => ({ queue: "large" }))
      })
      yield* db.affected(() => sql`update genie.runs set stdin = repeat('x', ${sql.lit(LONG)}) where queue = 'large'`)
      const worker = yield* registered("large")
      const given: Array<string> = []

      while (given.length < ids.length) {
        const claimed = yield* workers.claim({ worker, limit: 500 })
        expect(claimed.length).toBeGreaterThan(0)
        expect(claimed.length * LONG).toBeLessThanOrEqual(CLAIM_BYTES_MAX)
        expect(claimed.every(({ stdin }) => stdin?.length === LONG)).toBe(true)
        given.push(...claimed.map(({ id }) => id))
        // Nobody else sees those that did not fit as taken.
        const [live] = yield* db.all(
          () => sql`select count(*)::int as claimed from genie.live_runs where queue = 'large' and state <> 'queued'`
        )
        expect(live).toEqual({ claimed: given.length })
      }

      expect(given).toEqual(ids)
    })
  )

  it.effect("gives one that is larger than that alone", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const workers = yield* Workers
      yield* (yield* Runs).enqueueMany({ runs: Array.from({ length: 2 }, () => ({ queue: "huge" })) })
      const bytes = sql.lit(CLAIM_BYTES_MAX + 1)
      yield* db.affected(
        () => sql`update genie.runs set payload = jsonb_build_object('x', repeat('x', ${bytes})) where queue = 'huge'`
      )
      const worker = yield* registered("huge")

      const claims = [
        yield* workers.claim({ worker, limit: 500 }),
        yield* workers.claim({ worker, limit: 500 }),
        yield* workers.claim({ worker, limit: 500 })
      ]

      expect(claims.map(({ length }) => length)).toEqual([1, 1, 0])
    })
  )
})

const registered = (queue: string) =>
  Effect.map(
    Effect.flatMap(Workers, (workers) =>
      workers.register({
        name: queue,
        host: "here",
        version: "0.0.0",
        queues: [queue],
        slots: 500,
        bootId: "boot",
        pid: 1,
        processStartedAt: "then"
      })
    ),
    ({ id }) => id
  )
