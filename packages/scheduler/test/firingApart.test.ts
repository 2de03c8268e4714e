// What one schedule brings along must not keep the others from firing.
import { Db } from "@genie/store/database"
import { onEveryBackend, setClock } from "@genie/store/testing"
import { Effect } from "effect"
import { sql } from "kysely"
import { expect } from "vitest"
import { Schedules } from "../src/contract/Schedules.ts"
import { makeFireDue } from "../src/service/fireDue.ts"
import { schedulesLayer, startAt } from "./schedulesLayer.ts"

/** Fires until nothing is due. */
const fireAll = Effect.gen(function* () {
  const fireDue = yield* makeFireDue
  while ((yield* fireDue).more);
})

onEveryBackend("Many firings at once", schedulesLayer, (it) => {
  it.effect("begin, however much their commands read", () =>
    Effect.gen(function* () {
      yield* startAt("2026-03-02T12:00:00Z")
      const schedules = yield* Schedules
      const db = yield* Db
      yield* Effect.forEach(Array.from({ length: 80 }).keys(), (n) =>
        schedules.create({ name: `long-${n}`, every: "1h", run: "cat", stdin: String(n % 10).repeat(1_000_000) })
      )
      yield* setClock("2026-03-02T13:00:00Z")

      yield* fireAll

      const kept = yield* db.all(
        () => sql`
          select count(*)::int as runs, min(length(runs.stdin)) as shortest
          from genie.runs
          join genie.schedules on schedules.id = runs.schedule_id and schedules.stdin = runs.stdin`
      )
      expect(kept).toEqual([{ runs: 80, shortest: 1_000_000 }])
    })
  )

  it.effect("begin, when the database refuses one of them, whose schedule is paused with the reason", () =>
    Effect.gen(function* () {
      yield* startAt("2026-03-02T12:00:00Z")
      const schedules = yield* Schedules
      const db = yield* Db
      yield* db.affected(() => sql`alter table genie.runs add constraint no_poison check (name <> 'poison')`)
      for (const name of ["before", "poison", "after"]) yield* schedules.create({ name, every: "1m", run: "true" })
      yield* setClock("2026-03-02T12:01:00Z")

      yield* fireAll

      const seen = yield* db.all(() => sql`select name from genie.runs where name = any('{before,poison,after}')`)
      expect(seen).toHaveLength(2)
      const poison = yield* schedules.show({ schedule: "poison" })
      expect(poison).toMatchObject({ status: "paused", statusReason: expect.stringContaining("no_poison") })
    })
  )
})
