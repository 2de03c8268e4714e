import { CurrentCaller } from "@genie/operation"
import { Db } from "@genie/store/database"
import { layerSchedulerRepositories } from "@genie/store/scheduler"
import { onEveryBackend, setClock } from "@genie/store/testing"
import { Cause, Effect, Exit, Layer } from "effect"
import { sql } from "kysely"
import { expect } from "vitest"
import { Schedules } from "../src/contract/Schedules.ts"
import { makeEnding } from "../src/service/Ending.ts"
import { makeFiring } from "../src/service/Firing.ts"
import { FiringLimits } from "../src/service/FiringLimits.ts"
import { liveRuns, misplaced, schedulesLayer, seenTriggers, startAt } from "./schedulesLayer.ts"

const noon = "2026-03-02T12:00:00Z"

/** Ends every unfinished run like this. */
const endAll = Effect.fnUntraced(function* (outcome: "succeeded" | "failed" | "cancelled") {
  const db = yield* Db
  const end = yield* makeEnding
  const runs = yield* liveRuns
  const ends = runs.map(({ id }) => ({ run: id, isForced: true as const, outcome, failureMessage: "It said so." }))
  if (ends.length > 0) yield* db.transaction(end(ends))
  return runs.length
})

/** Some worker works on every queued run. */
const runAll = Effect.gen(function* () {
  const db = yield* Db
  yield* db.affected(
    () => sql`update genie.live_runs set state = 'running', fence = nextval('genie.fences') where state = 'queued'`
  )
})

/** Fires until nothing is due. */
const fireAll = Effect.gen(function* () {
  const firing = yield* makeFiring
  let fired = 0
  for (let more = true; more; ) {
    const round = yield* firing.fireDue(500)
    fired += round.fired
    more = round.more
  }
  return fired
})

const statesOf = (name: string) =>
  Effect.map(seenTriggers, (seen) => seen.filter((trigger) => trigger.name === name).map(({ state }) => state))

onEveryBackend("Firing", schedulesLayer, (it) => {
  it.effect("a firing enqueues its run and writes the next one, counted from the instant it was due", () =>
    Effect.gen(function* () {
      yield* startAt(noon)
      const schedules = yield* Schedules
      const firing = yield* makeFiring
      yield* schedules.create({ name: "ping", every: "1m", run: "ping -c1 host", env: { A: "1" }, timeout: "10s" })

      const early = yield* firing.fireDue(500)
      yield* setClock("2026-03-02T12:01:07Z")
      const fired = yield* firing.fireDue(500)

      expect(early).toEqual({ fired: 0, more: false })
      expect(fired).toEqual({ fired: 1, more: false })
      expect(yield* seenTriggers).toMatchObject([
        { scheduledFor: "2026-03-02T12:01:00Z", state: "executing" },
        { scheduledFor: "2026-03-02T12:02:00Z", state: "pending" }
      ])
      const db = yield* Db
      expect(yield* db.all((k) => k.selectFrom("runs").selectAll())).toMatchObject([
        {
          name: "ping",
          queue: "shell",
          command: "ping -c1 host",
          environment: { A: "1" },
          timeoutMs: 10_000,
          enqueuedBy: "ana",
          outcome: null
        }
      ])
      expect(yield* firing.nextDueAt).toEqual(new Date("2026-03-02T12:02:00Z"))
      expect(yield* firing.untilNextMs(30_000)).toBe(30_000)
      expect(yield* firing.untilNextMs(60_000)).toBe(53_000)
    })
  )

  it.effect("a date fires once and nothing follows", () =>
    Effect.gen(function* () {
      yield* startAt(noon)
      const schedules = yield* Schedules
      const firing = yield* makeFiring
      yield* schedules.create({ name: "once", at: "in 10m", run: "true" })
      yield* setClock("2026-03-02T13:00:00Z")

      yield* fireAll

      expect(yield* statesOf("once")).toEqual(["executing"])
      expect(yield* firing.nextDueAt).toBe(null)
      expect((yield* schedules.show({ schedule: "once" })).nextAt).toBe(null)
    })
  )

  it.effect("a crash at any statement of a firing leaves everything as it was, with one firing to come", () =>
    Effect.gen(function* () {
      yield* startAt(noon)
      const schedules = yield* Schedules
      const db = yield* Db
      for (const overlap of ["allow", "skip", "queue", "replace"] as const) {
        yield* schedules.create({ name: `${overlap}-ping`, every: "1m", run: "true", overlap, misfire: "all" })
      }
      yield* setClock("2026-03-02T12:01:00Z")
      yield* fireAll
      yield* setClock("2026-03-02T12:03:00Z")
      const before = yield* seenTriggers
      const runsBefore = yield* liveRuns

      let statements = 0
      for (; ; statements++) {
        const crashing = yield* Effect.provide(
          makeFiring,
          Layer.provideMerge(layerSchedulerRepositories, Layer.succeed(Db, crashingAfter(db, statements))),
          { local: true }
        )
        const exit = yield* Effect.exit(crashing.fireDue(500))
        if (Exit.isSuccess(exit)) break
        expect(exit.cause.reasons.filter(Cause.isDieReason).map(({ defect }) => defect)).toEqual([crash])
        expect(yield* misplaced).toEqual([])
        expect(yield* seenTriggers).toEqual(before)
        expect(yield* liveRuns).toEqual(runsBefore)
      }

      expect(statements).toBeGreaterThan(5)
      expect(yield* misplaced).toEqual([])
      expect((yield* seenTriggers).length).toBeGreaterThan(before.length)
    })
  )

  it.effect("whatever people, workers and daemons do, an active schedule has exactly one firing to come", () =>
    Effect.gen(function* () {
      yield* startAt(noon)
      const schedules = yield* Schedules
      const random = randomFrom(20_260_302)
      const pick = <A>(items: ReadonlyArray<A>) => items[Math.floor(random() * items.length)]!
      const names = ["a", "b", "c", "d"]
      let now = Date.parse(noon)
      const did: Array<string> = []

      for (let step = 0; step < 250; step++) {
        const name = pick(names)
        const action = pick([
          "create",
          "pause",
          "resume",
          "trigger",
          "delete",
          "later",
          "later",
          "fire",
          "fire",
          "fire",
          "run",
          "succeed",
          "fail"
        ])
        did.push(`${action} ${name}`)
        if (action === "create") {
          yield* Effect.ignore(
            schedules.create({
              name,
              run: "true",
              overlap: pick(["allow", "skip", "queue", "replace"]),
              misfire: pick(["skip", "one", "all"]),
              failuresMax: 2,
              ...(random() < 0.5 ? { every: "7m" } : { cron: "*/10 * * * *", tz: "Europe/Berlin" })
            })
          )
        }
        if (action === "pause" || action === "resume" || action === "trigger" || action === "delete") {
          yield* Effect.ignore(schedules[action]({ schedule: name }))
        }
        if (action === "later") {
          now += Math.floor(random() * 3_600_000)
          yield* setClock(new Date(now))
        }
        if (action === "fire") yield* fireAll
        if (action === "run") yield* runAll
        if (action === "succeed") yield* endAll("succeeded")
        if (action === "fail") yield* endAll("failed")

        expect(yield* misplaced, did.join(", ")).toEqual([])
      }
      expect((yield* seenTriggers).length).toBeGreaterThan(50)
    })
  )

  it.effect("when clocks go back a wall time fires as often as the schedule says, and each instant once", () =>
    Effect.gen(function* () {
      yield* startAt("2026-10-31T12:00:00Z")
      const schedules = yield* Schedules
      for (const dstOverlap of ["cron", "earlier", "later", "both"] as const) {
        yield* schedules.create({
          name: dstOverlap,
          cron: "30 1 * * *",
          tz: "America/New_York",
          run: "true",
          overlap: "allow",
          dstOverlap
        })
      }

      for (let time = Date.parse("2026-11-01T04:00:00Z"); time <= Date.parse("2026-11-02T12:00:00Z"); time += 900_000) {
        yield* setClock(new Date(time))
        yield* fireAll
      }

      const fired = (yield* seenTriggers).filter(({ state }) => state === "executing")
      expect(fired.map(({ name, scheduledFor }) => `${name} ${scheduledFor}`)).toEqual([
        "both 2026-11-01T05:30:00Z",
        "cron 2026-11-01T05:30:00Z",
        "earlier 2026-11-01T05:30:00Z",
        "both 2026-11-01T06:30:00Z",
        "later 2026-11-01T06:30:00Z",
        "both 2026-11-02T06:30:00Z",
        "cron 2026-11-02T06:30:00Z",
        "earlier 2026-11-02T06:30:00Z",
        "later 2026-11-02T06:30:00Z"
      ])
      expect(yield* misplaced).toEqual([])
    })
  )

  it.effect("a wildcard follows real time when clocks go back, unless its schedule says otherwise", () =>
    Effect.gen(function* () {
      yield* startAt("2026-10-25T00:00:00Z")
      const schedules = yield* Schedules
      const often = { cron: "*/30 * * * *", tz: "Europe/London", run: "true", overlap: "allow" } as const
      const { dstOverlap } = yield* schedules.create({ name: "as cron", ...often })
      yield* schedules.create({ name: "earlier", ...often, dstOverlap: "earlier" })
      yield* schedules.import({ crontab: "*/30 * * * * later", tz: "Europe/London", dstOverlap: "later" })

      for (let time = Date.parse("2026-10-25T00:15:00Z"); time <= Date.parse("2026-10-25T02:00:00Z"); time += 900_000) {
        yield* setClock(new Date(time))
        yield* fireAll
      }

      expect(dstOverlap).toBe("cron")
      // An imported schedule skips what comes while its run is unfinished: that is a firing all the same.
      const fired = (yield* seenTriggers).filter(({ state }) => state === "executing" || state === "skipped")
      const ofName = (wanted: string) =>
        fired.flatMap(({ name, scheduledFor }) => (name === wanted ? [scheduledFor.slice(11, 16)] : []))
      expect(ofName("as cron")).toEqual(["00:30", "01:00", "01:30", "02:00"])
      expect(ofName("earlier")).toEqual(["00:30", "02:00"])
      expect(ofName("later")).toEqual(["01:00", "01:30", "02:00"])
    })
  )

  it.effect("a wall time that clocks leap over fires once, after the gap", () =>
    Effect.gen(function* () {
      yield* startAt("2026-03-07T12:00:00Z")
      const schedules = yield* Schedules
      yield* schedules.create({
        name: "gap",
        cron: "30 2 * * *",
        tz: "America/New_York",
        run: "true",
        overlap: "allow"
      })

      for (let time = Date.parse("2026-03-08T05:00:00Z"); time <= Date.parse("2026-03-09T12:00:00Z"); time += 900_000) {
        yield* setClock(new Date(time))
        yield* fireAll
      }

      expect((yield* seenTriggers).map(({ scheduledFor }) => scheduledFor)).toEqual([
        "2026-03-08T07:00:00Z",
        "2026-03-09T06:30:00Z",
        "2026-03-10T06:30:00Z"
      ])
    })
  )

  it.effect("after downtime a schedule fires once, or not, or for every instant, as it says", () =>
    Effect.gen(function* () {
      yield* startAt(noon)
      const schedules = yield* Schedules
      for (const misfire of ["one", "skip", "all"] as const) {
        yield* schedules.create({ name: misfire, every: "10m", run: "true", overlap: "allow", misfire })
      }
      yield* setClock("2026-03-02T12:45:00Z")

      yield* fireAll

      expect(yield* statesOf("one")).toEqual(["executing", "pending"])
      expect(yield* statesOf("skip")).toEqual(["skipped", "pending"])
      expect(yield* statesOf("all")).toEqual(["executing", "executing", "executing", "executing", "pending"])
      for (const name of ["one", "skip", "all"]) {
        expect((yield* schedules.show({ schedule: name })).nextAt).toEqual(new Date("2026-03-02T12:50:00Z"))
      }
    })
  )

  it.effect(
    "while a run is unfinished the next firing is skipped, waits, or takes its place, as the schedule says",
    () =>
      Effect.gen(function* () {
        yield* startAt(noon)
        const schedules = yield* Schedules
        for (const overlap of ["skip", "queue", "replace", "allow"] as const) {
          yield* schedules.create({ name: overlap, every: "1m", run: "true", overlap })
        }
        yield* setClock("2026-03-02T12:01:00Z")
        yield* fireAll
        yield* runAll

        yield* setClock("2026-03-02T12:02:00Z")
        yield* fireAll

        expect(yield* statesOf("skip")).toEqual(["executing", "skipped", "pending"])
        expect(yield* statesOf("queue")).toEqual(["executing", "held", "pending"])
        expect(yield* statesOf("replace")).toEqual(["executing", "executing", "pending"])
        expect(yield* statesOf("allow")).toEqual(["executing", "executing", "pending"])
        expect((yield* liveRuns).filter(({ cancelReason }) => cancelReason !== null)).toMatchObject([
          { name: "replace", state: "running" }
        ])

        yield* setClock("2026-03-02T12:03:00Z")
        yield* fireAll

        expect(yield* statesOf("replace")).toEqual(["executing", "cancelled", "executing", "pending"])
        expect((yield* liveRuns).map(({ name, state }) => `${name} ${state}`).sort()).toEqual([
          "allow queued",
          "allow queued",
          "allow running",
          "queue running",
          "replace queued",
          "replace running",
          "skip running"
        ])
      })
  )

  it.effect("firings that wait are released one by one, oldest first", () =>
    Effect.gen(function* () {
      yield* startAt(noon)
      const schedules = yield* Schedules
      yield* schedules.create({ name: "ping", every: "1m", run: "true", overlap: "queue" })
      for (const minute of [1, 2, 3]) {
        yield* setClock(`2026-03-02T12:0${minute}:00Z`)
        yield* fireAll
      }
      const held = yield* statesOf("ping")

      yield* endAll("succeeded")
      const first = yield* statesOf("ping")
      yield* endAll("failed")
      const second = yield* statesOf("ping")
      yield* endAll("cancelled")

      expect(held).toEqual(["executing", "held", "held", "pending"])
      expect(first).toEqual(["completed", "executing", "held", "pending"])
      expect(second).toEqual(["completed", "failed", "executing", "pending"])
      expect(yield* statesOf("ping")).toEqual(["completed", "failed", "cancelled", "pending"])
      expect(yield* liveRuns).toEqual([])
    })
  )

  it.effect("a firing goes on while its run is tried again, and ends with the last attempt", () =>
    Effect.gen(function* () {
      yield* startAt(noon)
      const schedules = yield* Schedules
      yield* schedules.create({ name: "ping", every: "1h", run: "true", attempts: 2, failuresMax: 1 })
      yield* setClock("2026-03-02T13:00:00Z")
      yield* fireAll

      yield* endAll("failed")
      const again = yield* statesOf("ping")
      yield* endAll("succeeded")

      expect(again).toEqual(["executing", "pending"])
      expect(yield* statesOf("ping")).toEqual(["completed", "pending"])
      expect((yield* schedules.show({ schedule: "ping" })).status).toBe("active")
    })
  )

  it.effect("a schedule whose runs keep failing pauses itself, says why, and can be resumed", () =>
    Effect.gen(function* () {
      yield* startAt(noon)
      const schedules = yield* Schedules
      const db = yield* Db
      yield* schedules.create({ name: "ping", every: "1m", run: "false", failuresMax: 3 })
      const outcomes = ["failed", "failed", "succeeded", "failed", "cancelled", "failed", "failed"] as const
      const counted: Array<number> = []

      for (const [index, outcome] of outcomes.entries()) {
        yield* setClock(new Date(Date.parse(noon) + (index + 1) * 60_000))
        yield* fireAll
        yield* endAll(outcome)
        counted.push((yield* schedules.show({ schedule: "ping" })).failuresInARow)
      }
      const tripped = yield* schedules.show({ schedule: "ping" })
      const seen = yield* misplaced
      const resumed = yield* schedules.resume({ schedule: "ping" })

      expect(counted).toEqual([1, 2, 0, 1, 1, 2, 3])
      expect(tripped).toMatchObject({
        status: "paused",
        statusReason: "Paused itself: 3 runs failed in a row.",
        nextAt: null,
        lastOutcome: "failed"
      })
      const paused = yield* db.all((k) =>
        k
          .selectFrom("auditEvents")
          .select("actorKind")
          .where("action", "=", "schedule.paused")
          .orderBy("seq", "desc")
          .limit(1)
      )
      expect(paused).toEqual([{ actorKind: "system" }])
      expect(seen).toEqual([])
      expect(resumed).toMatchObject({ status: "active", failuresInARow: 0 })
    })
  )

  it.effect("a burst is recorded at once, and its runs start one after the other", () =>
    Effect.gen(function* () {
      yield* startAt(noon)
      const schedules = yield* Schedules
      for (let index = 0; index < 5; index++) yield* schedules.create({ name: `p${index}`, every: "1m", run: "true" })
      yield* setClock("2026-03-02T12:01:00Z")
      const limits = yield* FiringLimits
      const firing = yield* Effect.provideService(makeFiring, FiringLimits, {
        ...limits,
        jitterThreshold: 4,
        maxJitterMs: 10_000
      })

      yield* firing.fireDue(500)

      const dueAt = (yield* liveRuns).map((run) => run.dueAt.slice(17, 19)).sort()
      expect(dueAt).toEqual(["00", "02", "04", "06", "08"])
      expect((yield* seenTriggers).filter(({ state }) => state === "executing")).toHaveLength(5)
    })
  )

  it.effect("of many who fire at once, each firing is taken by one, and none is missed", () =>
    Effect.gen(function* () {
      yield* startAt(noon)
      const schedules = yield* Schedules
      const db = yield* Db
      const firing = yield* makeFiring
      const lines = Array.from({ length: 200 }, (_, index) => `* * * * * ./job-${index}.sh`)
      yield* schedules.import({ crontab: lines.join("\n"), tz: "UTC" })
      yield* setClock("2026-03-02T12:01:00Z")
      const due = new Date("2026-03-02T12:01:00Z")

      const racer = Effect.gen(function* () {
        let fired = 0
        for (;;) {
          fired += (yield* firing.fireDue(10)).fired
          const next = yield* firing.nextDueAt
          if (next === null || next > due) return fired
        }
      })
      const fired = yield* Effect.all(
        Array.from({ length: 20 }, () => racer),
        { concurrency: "unbounded" }
      )

      expect(fired.reduce((sum, count) => sum + count, 0)).toBe(200)
      expect(yield* misplaced).toEqual([])
      const runs = yield* db.all<{ readonly runs: number; readonly triggers: number }>(
        () => sql`select count(*) as runs, count(distinct trigger_id) as triggers from genie.runs`
      )
      expect(runs).toEqual([{ runs: 200, triggers: 200 }])
    })
  )

  it.effect("a run that ends while the next firing is taken leaves no firing waiting for nothing", () =>
    Effect.gen(function* () {
      yield* startAt(noon)
      const schedules = yield* Schedules
      const db = yield* Db
      const firing = yield* makeFiring
      const end = yield* makeEnding
      for (let index = 0; index < 10; index++) {
        yield* schedules.create({ name: `ping-${index}`, every: "1s", run: "true", overlap: "queue" })
      }

      for (let second = 1; second <= 8; second++) {
        const ends = (yield* liveRuns).map(({ id }) =>
          db.transaction(end([{ run: id, isForced: true, outcome: "succeeded" }]))
        )
        yield* setClock(new Date(Date.parse(noon) + second * 1_000))
        yield* Effect.all([firing.fireDue(10), ...ends, firing.fireDue(10)], { concurrency: "unbounded" })
      }

      const stuck = yield* db.all<{ readonly name: string }>(
        () => sql`
          select name
          from genie.triggers
          join genie.schedules on schedules.id = schedule_id
          where state = 'held'
            and not exists (select from genie.live_runs where live_runs.schedule_id = schedules.id)`
      )
      expect(stuck).toEqual([])
    })
  )

  it.effect("daemons, workers and people who get in each other's way never lose a schedule's place", () =>
    Effect.gen(function* () {
      yield* startAt(noon)
      const schedules = yield* Schedules
      const db = yield* Db
      const firing = yield* makeFiring
      const end = yield* makeEnding
      for (const overlap of ["skip", "queue", "replace", "allow"] as const) {
        for (const each of ["a", "b", "c"]) {
          yield* schedules.create({ name: `${overlap}-${each}`, every: "1s", run: "true", overlap, failuresMax: 5 })
        }
      }
      const endSome = (random: () => number) =>
        Effect.gen(function* () {
          const live = (yield* liveRuns).filter(() => random() < 0.3)
          if (live.length === 0) return
          const outcome = random() < 0.5 ? ("failed" as const) : ("succeeded" as const)
          const claim = sql`update genie.live_runs set state = 'running', fence = 1
            where run_id = any(cast(${live.map(({ id }) => id)} as uuid[])) and state = 'queued'`
          yield* db.affected(() => claim)
          yield* db.transaction(end(live.map(({ id }) => ({ run: id, isForced: true as const, outcome }))))
        })

      for (let second = 1; second <= 5; second++) {
        yield* setClock(new Date(Date.parse(noon) + second * 1_000))
        const racers = Array.from({ length: 20 }, (_, index) =>
          Effect.gen(function* () {
            const random = randomFrom(second * 100 + index)
            for (let step = 0; step < 4; step++) {
              if (index % 4 < 2) yield* firing.fireDue(5)
              else if (index % 4 === 2) yield* endSome(random)
              else {
                const schedule = ["skip-a", "queue-b", "replace-c"][step % 3]!
                const action = random() < 0.5 ? schedules.pause({ schedule }) : schedules.resume({ schedule })
                yield* Effect.catchTag(action, "ScheduleStateConflict", () => Effect.void)
              }
            }
          })
        )
        yield* Effect.all(racers, { concurrency: "unbounded" })
        expect(yield* misplaced).toEqual([])
      }
      yield* runAll
      for (let left = 1; left > 0; ) left = yield* endAll("succeeded")

      expect((yield* seenTriggers).filter(({ state }) => state === "held" || state === "executing")).toEqual([])
      expect((yield* CurrentCaller).actor.handle).toBe("ana")
    })
  )
})

const crash = new Error("The power went out.")

/** A database whose connection is cut after so many statements of the firing. */
const crashingAfter = (db: Db["Service"], statements: number): Db["Service"] => {
  let left = statements
  const orCrash = <A, E>(statement: Effect.Effect<A, E>): Effect.Effect<A, E> =>
    Effect.suspend(() => (left-- > 0 ? statement : Effect.die(crash)))
  return {
    ...db,
    all: (query) => orCrash(db.all(query)),
    one: (query) => orCrash(db.one(query)),
    maybeOne: (query) => orCrash(db.maybeOne(query)),
    affected: (query) => orCrash(db.affected(query)),
    // The last moment: everything is written, and nothing is committed.
    transaction: (work) => db.transaction(Effect.tap(work, () => orCrash(Effect.void)))
  }
}

/** The same numbers for the same seed (mulberry32). */
const randomFrom = (seed: number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
