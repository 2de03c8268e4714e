// What work hands back is made storable in one place. Nothing of it may throw, whatever it is given.
import { describe, expect, it } from "vitest"
import {
  FAILURE_MESSAGE_MAX,
  OUTPUT_TAIL_BYTES_MAX,
  RESULT_BYTES_MAX,
  RESULT_DEPTH_MAX
} from "../src/contract/completionLimits.ts"
import type { Completion } from "../src/contract/WorkersGroup.ts"
import { messageOf } from "../src/storable/messageOf.ts"
import { storableCompletion } from "../src/storable/storableCompletion.ts"
import { storableJson } from "../src/storable/storableJson.ts"
import { textStart } from "../src/storable/textStart.ts"

const nested = (levels: number): unknown => {
  let value: unknown = []
  for (let level = 1; level < levels; level++) value = [value]
  return value
}

const throwing = (): never => {
  throw new Error("not today")
}

const hostile = new Proxy(
  {},
  { get: throwing, has: throwing, ownKeys: throwing, getPrototypeOf: throwing, getOwnPropertyDescriptor: throwing }
)

const revoked = (() => {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
})()

const cyclic: Record<string, unknown> = { name: "order" }
cyclic.self = cyclic

describe("A result", () => {
  it.each<readonly [string, unknown, unknown]>([
    [
      "NUL and half characters become U+FFFD, in keys too",
      { "a\0": "b\ud83d", c: "\udc00é😀" },
      { "a\uFFFD": "b\uFFFD", c: "\uFFFDé😀" }
    ],
    ["an escape that a text spells out stays as it is", "\\u0000 and \\\\ud83d", "\\u0000 and \\\\ud83d"],
    [
      "numbers JSON has no word for are said as text",
      [Number.NaN, -Infinity, 10n ** 20n],
      ["NaN", "-Infinity", "100000000000000000000"]
    ],
    [
      "a map is its entries, a set its items",
      { map: new Map([["a", 1n]]), set: new Set([1]) },
      { map: [["a", "1"]], set: [1] }
    ],
    [
      "dates are instants, also those that are none",
      [new Date(0), new Date("x")],
      ["1970-01-01T00:00:00.000Z", "Invalid Date"]
    ],
    ["an error is its message", { reason: new Error("no paper") }, { reason: "no paper" }],
    [
      "undefined and functions are left out as JSON does it",
      { a: undefined, b: () => 1, c: [undefined] },
      { c: [null] }
    ],
    ["the deepest there may be", nested(RESULT_DEPTH_MAX), nested(RESULT_DEPTH_MAX)]
  ])("is repaired where that does not lie: %s", (_name, given, stored) => {
    expect(storableJson(given)).toStrictEqual({ value: stored })
  })

  it("keeps a key that JavaScript has a meaning for", () => {
    const { value } = storableJson(JSON.parse('{"__proto__":{"x":1},"constructor":2}')) as { readonly value: object }

    expect(JSON.stringify(value)).toBe('{"__proto__":{"x":1},"constructor":2}')
  })

  it.each([undefined, () => 1, Symbol("x")])("is none where JSON has none: %s", (given) => {
    expect(storableJson(given)).toStrictEqual({ value: undefined })
  })

  it.each<readonly [string, unknown, RegExp]>([
    ["one level too deep", nested(RESULT_DEPTH_MAX + 1), /nested deeper than 60 levels/],
    ["a hundred thousand levels", nested(100_000), /nested deeper than 60 levels/],
    ["too large", "x".repeat(RESULT_BYTES_MAX), /larger than 524,288 bytes/],
    ["too large in other characters", "é".repeat(RESULT_BYTES_MAX / 2), /larger than 524,288 bytes/],
    ["four billion holes", new Array(2 ** 32 - 1), /larger than 524,288 bytes/],
    ["itself", cyclic, /contains itself/],
    [
      "a map that contains itself",
      (() => {
        const map = new Map()
        map.set("me", map)
        return map
      })(),
      /nested|larger/
    ],
    ["a toJSON that throws", { toJSON: throwing }, /reading it failed: not today/],
    [
      "a getter that throws",
      {
        get total() {
          return throwing()
        }
      },
      /reading it failed: not today/
    ],
    ["a proxy that throws", hostile, /reading it failed: not today/],
    ["a revoked proxy", { revoked }, /reading it failed/],
    ["two keys that become one", { "a\0": 1, "a\uFFFD": 2 }, /two of its keys/]
  ])("that cannot be stored is told in a sentence: %s", (_name, given, problem) => {
    expect(storableJson(given)).toStrictEqual({ problem: expect.stringMatching(problem) })
  })
})

describe("What was thrown", () => {
  class Broken extends Error {
    override get message(): string {
      return throwing()
    }
  }
  it.each<readonly [string, unknown, RegExp]>([
    ["an error", new Error("The printer is on fire"), /^The printer is on fire$/],
    ["an error without a message", new TypeError(), /^TypeError$/],
    ["a text", "out of paper", /^out of paper$/],
    ["an empty text", "", /empty text/],
    ["undefined", undefined, /^undefined was thrown\.$/],
    ["null", null, /^null was thrown\.$/],
    ["a symbol", Symbol("fire"), /^Symbol\(fire\) was thrown\.$/],
    ["a big integer", 7n, /^7n was thrown\.$/],
    ["an object without a prototype", Object.assign(Object.create(null), { code: 7 }), /code: 7/],
    ["an object whose message is no text", { message: { deep: true } }, /deep: true/],
    ["an object that says something", { message: "quota" }, /^quota$/],
    ["several errors", new AggregateError([new Error("one"), "two"]), /^Several errors: one; two$/],
    ["an error whose message throws", new Broken(), /./],
    ["a proxy that throws", hostile, /./],
    ["a revoked proxy", revoked, /./],
    ["NUL and half a character", new Error("a\0b\ud83d"), /^a\uFFFDb\uFFFD$/]
  ])("is a readable sentence: %s", (_name, thrown, message) => {
    expect(messageOf(thrown)).toMatch(message)
  })

  it("is cut between characters", () => {
    const message = messageOf(new Error(`${"x".repeat(FAILURE_MESSAGE_MAX - 2)}😀😀`))

    expect(message).toBe(`${"x".repeat(FAILURE_MESSAGE_MAX - 2)}…`)
    expect(textStart("ab😀", 3)).toBe("ab…")
    expect(textStart("ab😀", 4)).toBe("ab😀")
  })
})

describe("The end of a run", () => {
  const end = (rest: Partial<Completion>): Completion =>
    ({ run: "019a0000-0000-7000-8000-000000000000", fence: 7, outcome: "succeeded", ...rest }) as Completion

  it("leaves numbers and instants out that no column takes, and rounds a duration", () => {
    const { completion, problem } = storableCompletion(
      end({
        durationMs: 1.4,
        exitCode: 2 ** 31,
        outputBytes: Number.NaN,
        startedAt: new Date(Number.NaN)
      })
    )

    expect(problem).toBeUndefined()
    expect(completion).toStrictEqual(end({ durationMs: 1 }))
    expect(storableCompletion(end({ startedAt: new Date(8.64e15), exitCode: -1 })).completion).toStrictEqual(
      end({ exitCode: -1 })
    )
  })

  it("keeps the end of a long output below a note, and cuts words", () => {
    const { completion } = storableCompletion(
      end({
        outputTail: `first${"é".repeat(OUTPUT_TAIL_BYTES_MAX)}`,
        failureKind: "k\0".repeat(500),
        signal: "SIGTERM"
      })
    )

    expect(completion.outputTail).toMatch(/^… \d+ bytes before this …\né+$/)
    expect(storableCompletion(completion).completion).toStrictEqual(completion)
    expect(completion.failureKind).toHaveLength(200)
    expect(completion.signal).toBe("SIGTERM")
  })

  it("is a failure when the result of a success cannot be stored, and keeps any other outcome", () => {
    expect(storableCompletion(end({ result: cyclic })).completion).toStrictEqual(
      end({
        outcome: "failed",
        failureKind: "unstorable",
        failureMessage: "The result cannot be stored: it contains itself. Return a value without cycles."
      })
    )
    expect(
      storableCompletion(end({ outcome: "timed_out", failureMessage: "Too slow.", result: cyclic })).completion
    ).toMatchObject({ outcome: "timed_out", failureMessage: expect.stringMatching(/^Too slow\. The result cannot/) })
  })

  it("fits a request even where every character is escaped", () => {
    const { completion } = storableCompletion(
      end({
        result: "\u0001".repeat(Math.floor((RESULT_BYTES_MAX - 10) / 6)),
        outputTail: "\u0001".repeat(OUTPUT_TAIL_BYTES_MAX),
        failureMessage: "\u0001".repeat(FAILURE_MESSAGE_MAX)
      })
    )

    expect(completion.result).toBeDefined()
    expect(Buffer.byteLength(JSON.stringify(completion))).toBeLessThan(1024 * 1024 - 1024)
  })
})
