import { Unavailable } from "@genie/operation"
import { Effect, Fiber, Logger } from "effect"
import { TestClock } from "effect/testing"
import { expect, it } from "vitest"
import { patiently } from "../src/service/patiently.ts"

/** What is logged while an effect fails so often with these errors before it succeeds. */
const said = (...errors: ReadonlyArray<unknown>) =>
  Effect.gen(function* () {
    const lines: Array<string> = []
    const logger = Logger.make(({ message }) => lines.push([message].flat().map(String).join(" ")))
    const left = [...errors]
    const work = Effect.suspend(() => (left.length === 0 ? Effect.void : Effect.fail(left.shift())))
    const fiber = yield* Effect.forkChild(Effect.provide(patiently("The worker")(work), Logger.layer([logger])))
    yield* TestClock.adjust("10 minutes")
    yield* Fiber.join(fiber)
    return lines
  }).pipe(Effect.provide(TestClock.layer()), Effect.runPromise)

const away = () => new Unavailable({ reason: "Nobody listens at the socket." })

it("says once, in one line and without a stack, that Genie is away, and that it is back", async () => {
  expect(await said(away(), away(), away(), away())).toEqual([
    "Nobody listens at the socket. It is tried again until that is over.",
    "The trouble is over."
  ])
})

it("says nothing when nothing is wrong, and tries again after a bug", async () => {
  expect(await said()).toEqual([])
  expect((await said(new Error("boom")))[0]).toContain("The worker tries again:")
})
