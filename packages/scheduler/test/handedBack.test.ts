// Whatever a handler answers or throws, its run ends, and so do those beside it.
import type { Run } from "@genie/store/model"
import { freshDatabase } from "@genie/store/testing"
import { Effect, Exit, Scope } from "effect"
import { afterAll, describe, expect, inject, it } from "vitest"
import { type Handler, openScheduler, type Scheduler } from "../src/index.ts"

const backends: ReadonlyArray<readonly [string, () => Promise<string>]> = [
  ["pglite", async () => "memory:"],
  ...inject("geniePostgres").map(({ major }) => [`postgres ${major}`, () => databaseOn(major)] as const)
]

const scope = Effect.runSync(Scope.make())
afterAll(() => Effect.runPromise(Scope.close(scope, Exit.void)))
const databaseOn = (major: number) => Effect.runPromise(Scope.provide(freshDatabase({ major }), scope))

const throwing = (): never => {
  throw new Error("not today")
}

const hostile = () => new Proxy({}, { get: throwing, ownKeys: throwing, getPrototypeOf: throwing })

const cyclic = () => {
  const order: Record<string, unknown> = {}
  order.self = order
  return order
}

const nested = (levels: number): unknown => JSON.parse("[".repeat(levels) + "]".repeat(levels))

const throws = (thrown: unknown) => () => {
  throw thrown
}

/** What a handler does, and how its run ends. */
const handlers: Readonly<Record<string, readonly [Handler, Partial<Run>]>> = {
  NUL: [() => ({ a: "b\0" }), { state: "succeeded", result: { a: "b\uFFFD" } }],
  "half a character": [() => "\ud83d", { state: "succeeded", result: "\uFFFD" }],
  "a big integer": [() => ({ id: 2n ** 64n }), { state: "succeeded", result: { id: "18446744073709551616" } }],
  "no number": [() => [Number.NaN], { state: "succeeded", result: ["NaN"] }],
  "a key that means something": [
    () => JSON.parse('{"__proto__":1}'),
    { state: "succeeded", result: JSON.parse('{"__proto__":1}') }
  ],
  "a function": [() => () => 1, { state: "succeeded", result: null }],
  "70 levels": [() => nested(70), { state: "failed", failureKind: "unstorable" }],
  "9,000 levels": [() => nested(9_000), { state: "failed", failureKind: "unstorable" }],
  itself: [cyclic, { state: "failed", failureKind: "unstorable" }],
  "a megabyte": [() => "x".repeat(1024 * 1024), { state: "failed", failureKind: "unstorable" }],
  "a getter that throws": [
    () => ({
      get total() {
        return throwing()
      }
    }),
    { state: "failed", failureKind: "unstorable" }
  ],
  "a proxy": [() => ({ hostile: hostile() }), { state: "failed", failureKind: "unstorable" }],
  "thrown: no prototype": [throws(Object.create(null)), { state: "failed", failureKind: "handler" }],
  "thrown: no text": [throws({ message: { deep: 1 } }), { state: "failed", failureKind: "handler" }],
  "thrown: undefined": [throws(undefined), { state: "failed", failureMessage: "undefined was thrown." }],
  "thrown: a symbol": [throws(Symbol("fire")), { state: "failed", failureMessage: "Symbol(fire) was thrown." }],
  "thrown: a proxy": [throws(hostile()), { state: "failed", failureKind: "handler" }],
  "thrown: NUL": [throws(new Error("a\0\ud83d")), { state: "failed", failureMessage: "a\uFFFD\uFFFD" }],
  "thrown: cut through a character": [
    throws(new Error(`${"x".repeat(9_998)}😀😀`)),
    { state: "failed", failureMessage: `${"x".repeat(9_998)}…` }
  ],
  "says what cannot be said": [
    (_run, { say }) => {
      say(Object.create(null) as string)
      say("\0\ud83d")
    },
    { state: "succeeded" }
  ]
}

describe.each(backends)("What a handler hands back on %s", (_name, database) => {
  it("ends its run, repaired or with a reason, and the healthy runs of its worker end as they should", async () => {
    await using genie = await openScheduler({
      database: await database(),
      auditKey: "7e".repeat(32),
      actor: "service:shop"
    })
    await using _worker = await genie.work({
      slots: 10,
      queues: {
        healthy: () => "fine",
        ...Object.fromEntries(Object.entries(handlers).map(([queue, [handler]]) => [queue, handler]))
      }
    })

    const queues = Object.keys(handlers).flatMap((queue) => ["healthy", queue])
    const { ids } = await genie.runs.enqueueMany({ runs: queues.map((queue) => ({ queue })) })

    for (const [index, queue] of queues.entries()) {
      const run = await finished(genie, ids[index]!)
      const [, expected] = handlers[queue] ?? [undefined, { state: "succeeded", result: "fine" } as const]
      expect(run, queue).toMatchObject(expected)
      if (run.state === "failed") expect(run.failureMessage, queue).toMatch(/\S/)
    }
  })

  it("is heard also when it was told to stop and throws what cannot be read", async () => {
    await using genie = await openScheduler({
      database: await database(),
      auditKey: "7e".repeat(32),
      actor: "service:shop"
    })
    const started = Promise.withResolvers<void>()
    await using _worker = await genie.work({
      queues: {
        stubborn: (_run, { signal }) => {
          started.resolve()
          return new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(hostile())))
        }
      }
    })
    const { id } = await genie.runs.enqueue({ queue: "stubborn" })
    await started.promise

    await genie.runs.cancel({ run: id, reason: "wrong order" })

    expect(await finished(genie, id)).toMatchObject({ state: "cancelled", failureMessage: "wrong order" })
  })
})

/** The run once it has ended. Its worker says when: there is nothing to sleep for. */
const finished = async (genie: Scheduler, run: string): Promise<Run> => {
  for (;;) {
    const found = await genie.runs.show({ run })
    if (found.finishedAt !== null) return found
    await new Promise((resume) => setImmediate(resume))
  }
}
