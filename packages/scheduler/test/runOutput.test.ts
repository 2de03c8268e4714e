// What runs say while they run: reported by their workers, kept in order, followed by those who watch.
import { Db } from "@genie/store/database"
import type { RunEvent } from "@genie/store/model"
import { onEveryBackend } from "@genie/store/testing"
import { Effect, Fiber, Stream } from "effect"
import * as TestClock from "effect/testing/TestClock"
import { sql } from "kysely"
import { expect } from "vitest"
import { Runs } from "../src/contract/Runs.ts"
import { Workers } from "../src/contract/Workers.ts"
import { EVENT_TEXT_MAX, EVENTS_MAX } from "../src/contract/WorkersGroup.ts"
import { PRUNE_BATCH, RUN_EVENTS_KEPT_DAYS, runDaemon } from "../src/service/Daemon.ts"
import { RUN_OUTPUT_BYTES_MAX } from "../src/service/WorkersLive.ts"
import { ended, schedulerLayer, worker } from "./schedulerLayer.ts"

/** A run that a worker has claimed, and how it speaks. */
const speaking = Effect.fnUntraced(function* (queue: string) {
  const runs = yield* Runs
  const workers = yield* Workers
  yield* runs.enqueue({ queue })
  const me = yield* worker(queue)
  const [claimed] = yield* workers.claim({ worker: me, limit: 1 })
  const { fence, id: run } = claimed!
  return {
    run,
    fence,
    report: (from: number, ...texts: ReadonlyArray<string>) =>
      workers.report({
        worker: me,
        run,
        fence,
        events: texts.map((text, index) => ({ seq: from + index, kind: "stdout" as const, text }))
      }),
    end: workers.complete({ worker: me, completions: [ended(claimed!, "succeeded", { outputBytes: 3 })] })
  }
})

const output = (input: { readonly run: string; readonly after?: number; readonly follow?: boolean }) =>
  Stream.unwrap(Effect.flatMap(Runs, (runs) => runs.output(input)))

const texts = (events: ReadonlyArray<RunEvent>) => events.map(({ text }) => text)

onEveryBackend("What runs say", schedulerLayer, (it) => {
  it.effect("is kept in order, under its number, with its time and where it was said", () =>
    Effect.gen(function* () {
      const workers = yield* Workers
      const { fence, run } = yield* speaking("say")
      const { workerId } = yield* Effect.flatMap(Runs, (runs) => runs.show({ run }))

      const answer = yield* workers.report({
        worker: workerId as never,
        run,
        fence,
        events: [
          { seq: 1, kind: "stdout", text: "one\n", at: new Date("2026-01-01T00:00:00Z") },
          { seq: 2, kind: "stderr", text: "oops\0\n", at: new Date("2999-01-01T00:00:00Z") },
          { seq: 3, kind: "note", text: "half \ud83d" }
        ]
      })
      const events = yield* Stream.runCollect(output({ run }))

      expect(answer).toStrictEqual({ lost: false, full: false, refused: [] })
      expect(events.map(({ kind, run: of, seq, text }) => [of, seq, kind, text])).toStrictEqual([
        [run, 1, "stdout", "one\n"],
        [run, 2, "stderr", "oops\uFFFD\n"],
        [run, 3, "note", "half \uFFFD"]
      ])
      expect(events[0]!.at).toStrictEqual(new Date("2026-01-01T00:00:00Z"))
      expect(events[1]!.at.getTime()).toBeLessThan(new Date("2999-01-01T00:00:00Z").getTime())
    })
  )

  it.effect("is kept once, however often it is reported", () =>
    Effect.gen(function* () {
      const { report, run } = yield* speaking("twice")

      yield* report(1, "one", "two")
      yield* report(1, "one", "two", "three")
      yield* report(2, "late")

      expect(texts(yield* Stream.runCollect(output({ run })))).toStrictEqual(["one", "two", "three"])
    })
  )

  it.effect("is refused under a stale fence, of another worker and once the run has ended, and fails nobody (I2)", () =>
    Effect.gen(function* () {
      const workers = yield* Workers
      const { end, fence, report, run } = yield* speaking("stale")
      const other = yield* worker("stale")
      const events = [{ seq: 1, kind: "stdout", text: "not mine" }] as const

      const answers = [
        yield* workers.report({ worker: other, run, fence, events }),
        yield* workers.report({ worker: other, run, fence: fence - 1, events })
      ]
      yield* report(1, "mine")
      yield* end
      answers.push(yield* report(2, "too late"))

      expect(answers).toStrictEqual(Array(3).fill({ lost: true, full: false, refused: [] }))
      expect(texts(yield* Stream.runCollect(output({ run })))).toStrictEqual(["mine"])
    })
  )

  it.effect("is read from any place on, without a gap, over many pages", () =>
    Effect.gen(function* () {
      const { end, report, run } = yield* speaking("pages")
      const all = Array.from({ length: EVENTS_MAX }, (_, n) => `${n + 1}`)
      yield* report(1, ...all)
      yield* end

      const first = yield* Stream.runCollect(Stream.take(output({ run, follow: true }), 317))
      const rest = yield* Stream.runCollect(output({ run, follow: true, after: first.at(-1)!.seq }))

      expect(texts([...first, ...rest])).toStrictEqual(all)
      expect(texts(yield* Stream.runCollect(output({ run })))).toStrictEqual(all)
    })
  )

  it.effect("is followed as it comes, by as many as like, until the run has ended", () =>
    Effect.gen(function* () {
      const { end, report, run } = yield* speaking("live")
      yield* report(1, "before")
      const heard = Array.from({ length: 3 }, () => Promise.withResolvers<void>())
      const followers = yield* Effect.forEach(heard, ({ resolve }) =>
        output({ run, follow: true }).pipe(
          Stream.tap(({ text }) => (text === "while" ? Effect.sync(resolve) : Effect.void)),
          Stream.runCollect,
          Effect.forkChild({ startImmediately: true })
        )
      )

      yield* report(2, "while")
      // Everybody has it before anything else happens: nobody waited for the end.
      yield* Effect.promise(() => Promise.all(heard.map(({ promise }) => promise)))
      yield* report(3, "last")
      yield* end

      for (const follower of followers) {
        expect(texts(yield* Fiber.join(follower))).toStrictEqual(["before", "while", "last"])
      }
    })
  )

  it.effect("is found by who follows it although every hint was lost", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const { run } = yield* speaking("unhinted")
      const heard = Promise.withResolvers<void>()
      const follower = yield* output({ run, follow: true }).pipe(
        Stream.tap(() => Effect.sync(heard.resolve)),
        Stream.runCollect,
        Effect.forkChild({ startImmediately: true })
      )

      yield* db.all(
        () => sql`insert into genie.run_events (run_id, seq, kind, text) values (${run}, 1, 'note', 'psst')`
      )
      yield* Effect.promise(() => heard.promise)
      yield* db.all(() => sql`delete from genie.live_runs where run_id = ${run}`)

      expect(texts(yield* Fiber.join(follower))).toStrictEqual(["psst"])
    }).pipe(TestClock.withLive)
  )

  it.effect("ends for who follows a run that is cancelled while it waits", () =>
    Effect.gen(function* () {
      const runs = yield* Runs
      const { id } = yield* runs.enqueue({ queue: "nobody" })
      const follower = yield* output({ run: id, follow: true }).pipe(
        Stream.runCollect,
        Effect.forkChild({ startImmediately: true })
      )

      yield* runs.cancel({ run: id })

      expect(yield* Fiber.join(follower)).toStrictEqual([])
    })
  )

  it.effect("of a run that is not there is refused", () =>
    Effect.gen(function* () {
      const refused = yield* Effect.flip(Stream.runCollect(output({ run: "ffffffff" })))

      expect(refused).toMatchObject({ _tag: "RunNotFound" })
    })
  )

  it.effect("is kept up to a limit, and then says so once", () =>
    Effect.gen(function* () {
      const { report, run } = yield* speaking("chatty")
      const most = Math.floor(RUN_OUTPUT_BYTES_MAX / (EVENT_TEXT_MAX + 64))
      const piece = "x".repeat(EVENT_TEXT_MAX)
      for (let n = 0; n < most; n++)
        expect(yield* report(n + 1, piece)).toStrictEqual({ lost: false, full: false, refused: [] })

      const full = yield* report(most + 1, piece, "more")
      const again = yield* report(most + 1, piece, "more")
      const later = yield* report(most + 3, "x")

      const events = yield* Stream.runCollect(output({ run }))
      expect([full, again, later]).toStrictEqual(Array(3).fill({ lost: false, full: true, refused: [] }))
      expect(events).toHaveLength(most + 1)
      expect(events.at(-1)).toMatchObject({ kind: "note", text: expect.stringContaining("4 MiB") })
    })
  )

  it.effect("is forgotten after some days, however much it is", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const { report, run } = yield* speaking("old")
      yield* report(1, "new")
      yield* db.all(
        () => sql`
        insert into genie.run_events (run_id, seq, at, kind, text)
        select ${run}, n + 1, genie.now() - make_interval(days => ${RUN_EVENTS_KEPT_DAYS}::int, mins => 1), 'stdout', 'old'
        from generate_series(1, ${PRUNE_BATCH + 1}::int) as n`
      )

      yield* Effect.forkScoped(runDaemon)
      // In memory a statement takes no turn of the event loop: whoever only asks would keep the daemon from it.
      const left = yield* Effect.promise(() => new Promise(setImmediate)).pipe(
        Effect.andThen(Stream.runCollect(output({ run }))),
        Effect.repeat({ until: ({ length }) => length === 1 })
      )

      expect(texts(left)).toStrictEqual(["new"])
    }).pipe(Effect.scoped)
  )
})
