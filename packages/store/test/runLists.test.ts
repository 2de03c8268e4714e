// Runs that people look for are found by an index, however many others there are; and the end of a run stays cheap.
import { Db } from "@genie/store/database"
import { uuidv7 } from "@genie/store/model"
import { EnqueueRepository, LiveRunRepository, layerSchedulerRepositories, RunRepository } from "@genie/store/scheduler"
import { onEveryBackend } from "@genie/store/testing"
import { Effect, Layer, Option } from "effect"
import { type RawBuilder, sql } from "kysely"
import { expect } from "vitest"
import { endOfRunId } from "../src/repositories/scheduler/endOfRunId.ts"
import { runsMatching } from "../src/repositories/scheduler/runsMatching.ts"

const organizationId = uuidv7()
const projectId = uuidv7()
const needles = Array.from({ length: 3 }, () => uuidv7())

/** More pages than these are no index's work: a page of a list takes four for each run, and the haystack has a thousand. */
const PAGES_MAX = 150

/** A few runs of every kind, and then very many queued ones. */
const haystack = Layer.effectDiscard(
  Effect.gen(function* () {
    const db = yield* Db
    const runs = yield* EnqueueRepository
    const liveRuns = yield* LiveRunRepository
    const draft = {
      organizationId,
      name: "n",
      queue: "few",
      priority: "normal",
      dueAt: "now",
      enqueuedBy: "ana"
    } as const
    yield* runs.enqueue(needles.map((id) => ({ ...draft, id, projectId })))
    for (const [at, outcome] of (["failed", "cancelled", "timed_out"] as const).entries()) {
      yield* liveRuns.end([{ run: needles[at]!, isForced: true, outcome }])
    }
    yield* runs.enqueue([{ ...draft, id: uuidv7() }])
    for (let batch = 0; batch < 8; batch++) {
      yield* runs.enqueue(Array.from({ length: 2_500 }, () => ({ ...draft, id: uuidv7(), queue: "many" })))
    }
    yield* db.all(() => sql`analyze genie.runs`)
    yield* db.all(() => sql`analyze genie.live_runs`)
  })
).pipe(Layer.provideMerge(layerSchedulerRepositories))

/** How many pages a statement looks at. */
const pagesOf = Effect.fnUntraced(function* (query: RawBuilder<unknown>) {
  const db = yield* Db
  const rows = yield* db.all<Record<string, unknown>>(() => sql`explain (analyze, buffers, format json) ${query}`)
  const [answer] = Object.values(rows[0]!)
  const [{ Plan: plan }] = (typeof answer === "string" ? JSON.parse(answer) : answer) as [
    { Plan: Record<string, number> }
  ]
  return plan["Shared Hit Blocks"]! + plan["Shared Read Blocks"]!
})

onEveryBackend("Among 20,000 queued runs", haystack, (it) => {
  it.effect.each([
    [{ state: "failed" }],
    [{ state: "cancelled" }],
    [{ state: "timed_out" }],
    [{ state: "lost" }],
    [{ state: "running" }],
    [{ state: "claimed" }],
    [{ state: "waiting" }],
    [{ state: "queued" }],
    [{ state: "queued", queue: "few" }],
    [{ state: "failed", queue: "few" }],
    [{ projectId }],
    [{ projectId, state: "failed" }],
    [{ projectId: uuidv7() }],
    [{ scheduleId: uuidv7() }],
    [{ taskId: uuidv7() }],
    [{ taskId: uuidv7(), state: "failed" }]
  ] as const)("a list finds its runs by an index: %j", ([filter]) =>
    Effect.gen(function* () {
      const pages = yield* pagesOf(runsMatching({ organizationId, limit: 21, ...filter }))

      expect(pages).toBeLessThan(PAGES_MAX)
    })
  )

  it.effect("a run is found by the end of its id, whatever of it is given, by an index", () =>
    Effect.gen(function* () {
      const runs = yield* RunRepository
      const [id] = needles

      for (const length of [8, 12, 13, 17, 30, 36]) {
        const end = id!.slice(-length)
        const found = yield* runs.find(organizationId, length % 2 === 0 ? end : end.toUpperCase())
        expect(Option.getOrThrow(found).id, end).toBe(id)
        expect(yield* pagesOf(sql`select id from genie.runs where ${endOfRunId(end)}`), end).toBeLessThan(PAGES_MAX)
      }
    })
  )

  it.effect.each(["", "abc", "%", "____", "zzzzzzzz", "12-34", "\u0000\u0000\u0000\u0000", "é".repeat(8)])(
    "what ends no id finds no run: %j",
    (text) =>
      Effect.gen(function* () {
        const runs = yield* RunRepository

        expect(Option.isNone(yield* runs.find(organizationId, text))).toBe(true)
      })
  )

  it.effect("the end of a run that succeeded is a HOT update, and writes to no index", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const runs = yield* EnqueueRepository
      const liveRuns = yield* LiveRunRepository
      const id = uuidv7()
      const hot = Effect.map(
        db.one<{ readonly n: number }>(
          () => sql`select pg_stat_get_xact_tuples_hot_updated(cast('genie.runs' as regclass)) as n`
        ),
        ({ n }) => n
      )
      yield* runs.enqueue([
        { id, organizationId, name: "n", queue: "hot", priority: "normal", dueAt: "now", enqueuedBy: "ana" }
      ])

      const [before, after] = yield* db.transaction(
        Effect.gen(function* () {
          const before = yield* hot
          yield* liveRuns.end([{ run: id, isForced: true, outcome: "succeeded" }])
          return [before, yield* hot]
        })
      )

      expect(after! - before!).toBe(1)
    })
  )
})
