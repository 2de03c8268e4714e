// One end that cannot be stored fails alone. The runs beside it are recorded, whoever sends them and wherever it stands.
import { Db } from "@genie/store/database"
import { onEveryBackend } from "@genie/store/testing"
import { Effect, Stream } from "effect"
import { sql } from "kysely"
import { expect } from "vitest"
import type { ClaimedRun } from "../src/contract/ClaimedRun.ts"
import { Runs } from "../src/contract/Runs.ts"
import { Workers } from "../src/contract/Workers.ts"
import type { Completion, SaidEvent } from "../src/contract/WorkersGroup.ts"
import { ended, schedulerLayer, worker } from "./schedulerLayer.ts"

/** As many claimed runs of a new queue, and how they are completed. */
const claimed = Effect.fnUntraced(function* (queue: string, count: number) {
  const runs = yield* Runs
  const workers = yield* Workers
  yield* runs.enqueueMany({ runs: Array.from({ length: count }, () => ({ queue })) })
  const me = yield* worker(queue)
  const claims = yield* workers.claim({ worker: me, limit: count })
  return {
    me,
    claims,
    /** Whatever a program may send. */
    complete: (completions: ReadonlyArray<unknown>) =>
      workers.complete({ worker: me, completions: completions as ReadonlyArray<Completion> }),
    states: Effect.forEach(claims, ({ id }) => Effect.map(runs.show({ run: id }), ({ state }) => state))
  }
})

const nested = (levels: number): unknown => JSON.parse("[".repeat(levels) + "]".repeat(levels))

const poisons: ReadonlyArray<readonly [string, (run: ClaimedRun) => unknown]> = [
  ["a result 70 levels deep", (run) => ended(run, "succeeded", { result: nested(70) })],
  ["a result 20,000 levels deep", (run) => ended(run, "succeeded", { result: nested(20_000) })],
  ["a result of a megabyte", (run) => ended(run, "succeeded", { result: "x".repeat(1024 * 1024) })],
  ["an outcome that is none", ({ fence, id }) => ({ run: id, fence, outcome: "splendid" })],
  ["a duration with a fraction", (run) => ended(run, "succeeded", { durationMs: 1.5 })],
  ["an exit code that no column takes", (run) => ended(run, "failed", { exitCode: 2 ** 40 })],
  ["a count that is no number", (run) => ended(run, "succeeded", { outputBytes: Number.NaN })],
  ["an exit code that is a text", (run) => ({ ...ended(run, "failed"), exitCode: "1" })],
  ["an instant that is a text", (run) => ({ ...ended(run, "succeeded"), startedAt: "yesterday" })],
  ["a message that is an object", (run) => ({ ...ended(run, "failed"), failureMessage: { text: "no" } })],
  ["a field nobody knows", (run) => ({ ...ended(run, "succeeded"), exitcode: 0 })]
]

onEveryBackend("An end that cannot be stored", schedulerLayer, (it) => {
  it.effect.each(poisons)("fails alone, for a reason it says, at any place of its batch: %s", ([, poison]) =>
    Effect.gen(function* () {
      const runs = yield* Runs
      for (const place of [0, 1, 2]) {
        const { claims, complete } = yield* claimed(`place ${place}`, 3)

        const answer = yield* complete(
          claims.map((run, index) => (index === place ? poison(run) : ended(run, "succeeded", { result: index })))
        )

        expect(answer).toStrictEqual({ lost: [], refused: [{ index: place, reason: expect.any(String) }] })
        const reason = answer.refused[0]?.reason
        for (const [index, { id }] of claims.entries()) {
          expect(yield* runs.show({ run: id })).toMatchObject(
            index === place
              ? { state: "failed", failureKind: "unstorable", failureMessage: reason }
              : { state: "succeeded", result: index }
          )
        }
      }
    })
  )

  it.effect("is repaired where that does not lie", () =>
    Effect.gen(function* () {
      const runs = yield* Runs
      const { claims, complete } = yield* claimed("repaired", 2)

      const answer = yield* complete([
        ended(claims[0]!, "succeeded", {
          result: { "a\0": "b\ud83d" },
          outputTail: "c\0",
          durationMs: 2
        }),
        ended(claims[1]!, "failed", {
          failureMessage: `${"x".repeat(9_998)}😀😀`,
          failureKind: "k\0",
          signal: "\udc00"
        })
      ])

      expect(answer).toStrictEqual({ lost: [], refused: [] })
      expect(yield* runs.show({ run: claims[0]!.id })).toMatchObject({
        state: "succeeded",
        result: { "a\uFFFD": "b\uFFFD" },
        outputTail: "c\uFFFD",
        durationMs: 2
      })
      expect(yield* runs.show({ run: claims[1]!.id })).toMatchObject({
        state: "failed",
        failureMessage: `${"x".repeat(9_998)}…`,
        failureKind: "k\uFFFD",
        signal: "\uFFFD"
      })
    })
  )

  it.effect("ends nothing where it names no lease, and the runs beside it are recorded", () =>
    Effect.gen(function* () {
      const { claims, complete, states } = yield* claimed("no lease", 2)
      const [good, other] = claims as [ClaimedRun, ClaimedRun]
      const bad = [
        { run: other.id, fence: other.fence + 0.5, outcome: "succeeded" },
        { run: other.id, fence: Number.NaN, outcome: "succeeded" },
        { run: other.id, fence: 2 ** 70, outcome: "succeeded" },
        { run: `${other.id}'`, fence: other.fence, outcome: "succeeded" },
        { run: other.id, outcome: "succeeded" },
        null,
        7,
        nested(5_000)
      ]

      const { lost, refused } = yield* complete([...bad, ended(good, "succeeded")])

      expect(new Set(lost)).toStrictEqual(new Set([other.id]))
      expect(refused.map(({ index }) => index)).toStrictEqual(bad.map((_, index) => index))
      expect(yield* states).toStrictEqual(["succeeded", "claimed"])
      expect(yield* complete([ended(other, "succeeded")])).toStrictEqual({ lost: [], refused: [] })
    })
  )

  it.effect(
    "fails alone when the database refuses it for a reason nobody thought of, and all that follows is undone",
    () =>
      Effect.gen(function* () {
        const db = yield* Db
        const runs = yield* Runs
        yield* refusing("unthought of")
        const { claims, complete } = yield* claimed("unthought of", 20)
        const refusedAt = [0, 7, 8, 19]

        const answer = yield* complete(
          claims.map((run, index) => ended(run, "succeeded", refusedAt.includes(index) ? { signal: "poison" } : {}))
        )

        expect(answer.lost).toStrictEqual([])
        expect(answer.refused.map(({ index }) => index)).toStrictEqual(refusedAt)
        expect(answer.refused[0]!.reason).toMatch(
          /^The end of the run cannot be stored: The database refuses it: no poison/
        )
        for (const [index, { id }] of claims.entries())
          expect((yield* runs.show({ run: id })).state).toBe(refusedAt.includes(index) ? "failed" : "succeeded")
        const { left } = yield* db.one(
          () => sql<{ left: number }>`select count(*) as left from genie.live_runs where queue = 'unthought of'`
        )
        expect(left).toBe(0)
      })
  )

  it.effect("does not hold the others hostage even when its run cannot be ended at all", () =>
    Effect.gen(function* () {
      yield* refusing("never", "true")
      const { claims, complete } = yield* claimed("never", 1)
      const others = yield* claimed("others", 3)
      const workers = yield* Workers

      const { lost, refused } = yield* complete([ended(claims[0]!, "succeeded")])
      const answer = yield* workers.complete({
        worker: others.me,
        completions: others.claims.map((run) => ended(run, "succeeded"))
      })

      expect(lost).toStrictEqual([claims[0]!.id])
      expect(refused).toHaveLength(1)
      expect(answer).toStrictEqual({ lost: [], refused: [] })
    })
  )

  it.effect("what a run says is refused piece by piece, and a lease that is none renews nothing", () =>
    Effect.gen(function* () {
      const runs = yield* Runs
      const workers = yield* Workers
      const { claims, me } = yield* claimed("says", 1)
      const { fence, id: run } = claims[0]!
      const events = [
        { seq: 1, kind: "note", text: "one" },
        { seq: 2.5, kind: "note", text: "half" },
        { seq: 3, kind: "song", text: "la" },
        { seq: 4, kind: "note", text: nested(3_000) },
        { seq: 5, kind: "note", text: "five\0" },
        { seq: 6, kind: "note", text: "six", at: "soon" }
      ] as unknown as ReadonlyArray<SaidEvent>

      const answer = yield* workers.report({ worker: me, run, fence, events })
      const renewed = yield* workers.renew({
        worker: me,
        leases: [{ run, fence }, { run, fence: fence + 0.5 }, null as never, { run: "x" as never, fence }],
        running: ["x" as never, run]
      })

      expect(answer).toMatchObject({ lost: false, full: false })
      expect(answer.refused.map(({ index }) => index)).toStrictEqual([1, 2, 3, 5])
      const said = yield* Stream.runCollect(Stream.unwrap(runs.output({ run })))
      expect(said.map(({ text }) => text)).toStrictEqual(["one", "five\uFFFD"])
      expect(renewed).toStrictEqual({ lost: [], cancelled: [] })
      expect((yield* runs.show({ run })).state).toBe("running")
    })
  )
})

/** A rule of the database that the service knows nothing of: in this queue no run may end like this. */
const refusing = Effect.fnUntraced(function* (queue: string, when = "new.signal = 'poison'") {
  const db = yield* Db
  const name = queue.replaceAll(" ", "_")
  yield* db.all(() =>
    sql.raw(`
      create function genie.refuse_${name}() returns trigger language plpgsql as $$
      begin
        if new.queue = '${queue}' and ${when} then raise exception 'no poison'; end if;
        return new;
      end $$`)
  )
  yield* db.all(() =>
    sql.raw(`
      create trigger refuse_${name} before update on genie.runs
      for each row execute function genie.refuse_${name}()`)
  )
})
