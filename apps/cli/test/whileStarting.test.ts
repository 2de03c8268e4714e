import { it } from "@effect/vitest"
import { Console, Deferred, Duration, Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { describe, expect } from "vitest"
import { START_MAX, whileStarting } from "../src/owner/whileStarting.ts"

/** What is said on standard error. */
const heard = () => {
  const said: Array<string> = []
  const console = Object.assign(Object.create(globalThis.console), { error: (line: string) => said.push(line) })
  return { said, listening: Effect.provideService(Console.Console, console) }
}

const starting = { pid: 4711, log: "/home/ana/.genie/logs/background.log" }

describe("an owner that is starting", () => {
  it.effect("is waited for in silence at first, then it is said, once", () =>
    Effect.gen(function* () {
      const { listening, said } = heard()
      const socket = yield* Deferred.make<string>()
      const waiting = yield* Effect.forkChild(Deferred.await(socket).pipe(whileStarting(starting), listening))

      yield* TestClock.adjust("9 seconds")
      const early = [...said]
      yield* TestClock.adjust("9 minutes")
      yield* Deferred.succeed(socket, "api.sock")

      expect(yield* Fiber.join(waiting)).toBe("api.sock")
      expect(early).toEqual([])
      expect(said).toEqual(["genie: the owner (process 4711) is still starting: waiting for it"])
    })
  )

  it.effect("is given up in the end, with its process and its log", () =>
    Effect.gen(function* () {
      const { listening, said } = heard()
      const waiting = yield* Effect.forkChild(Effect.flip(Effect.never.pipe(whileStarting(starting), listening)))

      yield* TestClock.adjust(Duration.sum(START_MAX, Duration.seconds(1)))

      expect(yield* Fiber.join(waiting)).toMatchObject({ exitCode: 5 })
      expect(said[1]).toMatch(
        /^genie: the owner \(process 4711\) has been starting for 10m and does not answer\. Look into \/home/
      )
    })
  )
})
