// Every way a handler can answer or throw what cannot be stored, in a program and at a worker over HTTP alike.
import type { Poison } from "./Poison.ts"

const repaired = (name: string, answer: unknown): Poison<() => unknown> => ({
  name,
  handed: () => answer,
  ends: "succeeded"
})
const unstorable = (name: string, answer: () => unknown): Poison<() => unknown> => ({
  name,
  handed: answer,
  ends: "failed"
})
const thrown = (name: string, error: unknown): Poison<() => unknown> => ({
  name,
  handed: () => {
    throw error
  },
  ends: "failed"
})

const refuse = (): never => {
  throw new Error("not today")
}

const hostile = new Proxy({}, { get: refuse, has: refuse, ownKeys: refuse, getPrototypeOf: refuse })

const cyclic: Record<string, unknown> = {}
cyclic.self = cyclic

const nested = (levels: number): unknown => JSON.parse("[".repeat(levels) + "]".repeat(levels))

class Unreadable extends Error {
  override get message(): string {
    return refuse()
  }
}

export const poisonedHandlers: ReadonlyArray<Poison<() => unknown>> = [
  repaired("NUL in a text", "a\0b"),
  repaired("NUL in a key", { "a\0": 1 }),
  repaired("half a character", { text: "\ud83d", other: "\udc00" }),
  repaired("an escaped NUL", "\\u0000"),
  repaired("not a number", { rate: Number.NaN, rest: [Number.POSITIVE_INFINITY] }),
  repaired("a big integer", { id: 2n ** 70n }),
  repaired("a date that is none", new Date(Number.NaN)),
  repaired("a map with NUL", new Map([["a\0", 1]])),
  repaired("a key with a meaning", JSON.parse('{"__proto__":{"polluted":true}}')),
  repaired("a function", () => 1),
  repaired("undefined", undefined),
  repaired("sixty levels", nested(60)),
  unstorable("sixty-one levels", () => nested(61)),
  unstorable("seventy levels", () => nested(70)),
  unstorable("twenty thousand levels", () => nested(20_000)),
  unstorable("a megabyte", () => "x".repeat(1024 * 1024)),
  unstorable("ten megabytes in pieces", () => Array.from({ length: 10_000 }, () => "é".repeat(512))),
  unstorable("four billion holes", () => new Array(2 ** 32 - 1)),
  unstorable("itself", () => cyclic),
  unstorable("a toJSON that throws", () => ({ toJSON: refuse })),
  unstorable("a proxy that throws", () => ({ hostile })),
  unstorable("two keys that become one", () => ({ "a\0": 1, "a\ud83d": 2 })),
  thrown("thrown: undefined", undefined),
  thrown("thrown: an empty text", ""),
  thrown("thrown: a symbol", Symbol("fire")),
  thrown("thrown: no prototype", Object.create(null)),
  thrown("thrown: a message that is no text", { message: { deep: true } }),
  thrown("thrown: a proxy", hostile),
  thrown("thrown: a message that throws", new Unreadable()),
  thrown("thrown: NUL and half a character", new Error("a\0b\ud83d")),
  thrown("thrown: cut through a character", new Error(`${"x".repeat(9_999)}😀`)),
  thrown("thrown: ten megabytes", new Error("\0".repeat(10 * 1024 * 1024))),
  thrown("thrown: several", new AggregateError([new Error("\0"), hostile]))
]
