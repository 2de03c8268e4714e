// What a worker's runs say on its way to those who watch: from a command, from a handler, over a connection that fails.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { CurrentCaller, Unavailable } from "@genie/operation"
import type { RunEvent } from "@genie/store/model"
import { onEveryBackend } from "@genie/store/testing"
import { Effect, Layer, Stream } from "effect"
import * as TestClock from "effect/testing/TestClock"
import { expect } from "vitest"
import { Runs } from "../src/contract/Runs.ts"
import { type WorkerOperations, Workers } from "../src/contract/Workers.ts"
import { type CommandHost, performCommand } from "../src/service/performCommand.ts"
import { makeRunOutput, UNSENT_BYTES_MAX } from "../src/service/RunOutput.ts"
import { startWorker, type WorkerOptions } from "../src/service/Worker.ts"
import { schedulerLayer, worker } from "./schedulerLayer.ts"

const directory = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "genie-output-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)

const serve = (queue: string, perform: WorkerOptions<never>["perform"]) =>
  startWorker({ name: queue, host: "here", version: "0.0.0", queues: [queue], slots: 1, perform })

/** A worker that executes commands, and one run for it. */
const command = Effect.fnUntraced(function* (queue: string, line: string, host: Partial<CommandHost> = {}, env = {}) {
  const path = yield* directory
  const runs = yield* Runs
  const { id } = yield* runs.enqueue({ queue, run: line, env })
  yield* serve(queue, performCommand({ directory: path, ...host }))
  return { path, events: yield* runs.output({ run: id, follow: true }), run: id }
})

const textOf = (events: ReadonlyArray<RunEvent>, kind: RunEvent["kind"]) =>
  events
    .filter((event) => event.kind === kind)
    .map(({ text }) => text)
    .join("")

/** The same service over a connection that fails as often as it is told. */
const throughBadConnection = (fails: () => boolean) =>
  Layer.effect(
    Workers,
    Effect.map(
      Workers,
      (workers): WorkerOperations => ({
        ...workers,
        report: (input) => (fails() ? Effect.fail(new Unavailable({ reason: "gone" })) : workers.report(input))
      })
    )
  )

onEveryBackend("What a worker's runs say", schedulerLayer, (it) => {
  it.effect("a command is heard while it runs: each stream by its name, whole characters, no secrets", () =>
    Effect.gen(function* () {
      const line =
        'printf "\\303"; sleep 0.1; printf "\\251t\\303\\251\\n"; echo "password=hunter22" >&2; while [ ! -e go ]; do sleep 0.05; done; echo last'
      const { events, path, run } = yield* command("heard", line)

      const all = yield* events.pipe(
        // It goes on only once it was heard: nothing here waited for its end.
        Stream.tap(({ text }) => Effect.sync(() => text.includes("password") && writeFileSync(join(path, "go"), ""))),
        Stream.runCollect
      )

      expect(existsSync(join(path, "go"))).toBe(true)
      expect(textOf(all, "stdout")).toBe("été\nlast\n")
      expect(textOf(all, "stderr")).toBe("password=[redacted]\n")
      expect(all.map(({ seq }) => seq)).toStrictEqual(all.map((_, index) => index + 1))
      expect((yield* Effect.flatMap(Runs, (runs) => runs.show({ run }))).outputTail).toContain("été\n")
    }).pipe(Effect.scoped, TestClock.withLive)
  )

  it.effect("a command knows its task, and is an agent where its worker is a person's", () =>
    Effect.gen(function* () {
      const say = 'echo "$GENIE_TASK $GENIE_PROJECT $GENIE_ACTOR $GENIE_HOME"'
      const env = { GENIE_TASK: "SHOP-12", GENIE_PROJECT: "SHOP" }
      const ana = { actor: { kind: "human", handle: "ana" }, home: "/home/ana/.genie" } as const
      const agent = { actor: { kind: "agent", handle: "engineer-1" } } as const

      const ofPerson = yield* command("person", say, ana, env)
      const ofAgent = yield* command("engineers", say, agent, env)

      expect(textOf(yield* Stream.runCollect(ofPerson.events), "stdout")).toBe(
        "SHOP-12 SHOP agent:person /home/ana/.genie\n"
      )
      expect(textOf(yield* Stream.runCollect(ofAgent.events), "stdout")).toBe("SHOP-12 SHOP agent:engineer-1 \n")
    }).pipe(Effect.scoped, TestClock.withLive)
  )

  it.effect("the connection may fail: what was said comes later, in order, once", () =>
    Effect.gen(function* () {
      const runs = yield* Runs
      let failures = 3
      const release = Promise.withResolvers<void>()
      const { id } = yield* runs.enqueue({ queue: "flaky" })
      yield* serve("flaky", (_run, _signal, say) =>
        Effect.promise(async () => {
          say("note", "one")
          await release.promise
          say("note", "two")
          return { outcome: "succeeded" as const }
        })
      ).pipe(Effect.provide(throughBadConnection(() => failures-- > 0)))

      const all = yield* Stream.unwrap(runs.output({ run: id, follow: true })).pipe(
        Stream.tap(() => Effect.sync(release.resolve)),
        Stream.runCollect
      )

      expect(all.map(({ text }) => text)).toStrictEqual(["one", "two"])
      expect(failures).toBeLessThan(0)
    }).pipe(Effect.scoped, TestClock.withLive)
  )

  it.effect("a connection that stays away costs liveness, and neither the run nor its result", () =>
    Effect.gen(function* () {
      const runs = yield* Runs
      const { id } = yield* runs.enqueue({ queue: "deaf" })
      yield* serve("deaf", (_run, _signal, say) =>
        Effect.sync(() => {
          say("note", "nobody hears this")
          return { outcome: "succeeded" as const, result: 7 }
        })
      ).pipe(Effect.provide(throughBadConnection(() => true)))

      const all = yield* Stream.runCollect(Stream.unwrap(runs.output({ run: id, follow: true })))

      expect(all).toStrictEqual([])
      expect(yield* runs.show({ run: id })).toMatchObject({ state: "succeeded", result: 7 })
    }).pipe(Effect.scoped, TestClock.withLive)
  )

  it.effect("who speaks faster than the connection is cut short, and a note says by how much", () =>
    Effect.gen(function* () {
      const runs = yield* Runs
      const workers = yield* Workers
      yield* runs.enqueue({ queue: "fast" })
      const me = yield* worker("fast")
      const [claimed] = yield* workers.claim({ worker: me, limit: 1 })
      const { voiceOf } = yield* makeRunOutput(() => me)
      const voice = voiceOf(claimed!)

      for (let n = 0; n < 20; n++) voice.say("stdout", `${"é".repeat(32 * 1024 - 1)}\n`)
      yield* voice.end
      voice.say("stdout", "after the end")

      const all = yield* Stream.runCollect(Stream.unwrap(runs.output({ run: claimed!.id })))
      const shown = Buffer.byteLength(textOf(all, "stdout"))
      expect(shown).toBeLessThanOrEqual(UNSENT_BYTES_MAX)
      expect(textOf(all, "stdout")).toMatch(/^(é+\n)+$/)
      expect(textOf(all, "note")).toContain(`${20 * (64 * 1024 - 1) - shown} bytes are not shown`)
    }).pipe(Effect.provideService(CurrentCaller, { actor: { kind: "service", handle: "test" }, via: "worker" }))
  )
})
