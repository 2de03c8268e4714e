// A harness that could not find anything would find nothing wrong: its judge is shown attempts that break each promise.
import { expect, it } from "vitest"
import { type Attempt, type Begun, judge } from "../attempts/judge.ts"

const first: Attempt = {
  id: "a",
  retryOf: null,
  traceId: "t",
  outcome: "failed",
  failureKind: "exit",
  enqueuedAt: 10,
  finishedAt: 20
}
const second: Attempt = { ...first, id: "b", retryOf: "a", outcome: "succeeded", enqueuedAt: 20, finishedAt: 30 }
const begun: ReadonlyArray<Begun> = [
  { run: "a", fence: 1, key: "a:main", trace: "t" },
  { run: "b", fence: 2, key: "a:main", trace: "t" }
]

const brokenIn = (lines: ReadonlyArray<Begun>, attempts: ReadonlyArray<Attempt>) => judge(lines, attempts).broken

it("finds nothing where the key and the trace stay and each attempt has a new fence, and counts the ways", () => {
  const drained: Attempt = { ...second, outcome: "lost", failureKind: "drained" }
  const third: Attempt = { ...second, id: "c", retryOf: "b", enqueuedAt: 30, finishedAt: 40 }

  const { attempts, broken, ways, works } = judge(begun, [first, drained, third])

  expect(broken).toStrictEqual([])
  expect({ attempts, works, ways }).toStrictEqual({
    attempts: 3,
    works: 1,
    ways: { failure: 1, loss: 0, drain: 1, retry: 0 }
  })
})

it("finds a key that belongs to the attempt", () => {
  expect(brokenIn([begun[0]!, { ...begun[1]!, key: "b:main" }], [first, second])).toStrictEqual([
    "1 works were given a key that is not that of their first attempt."
  ])
})

it("finds an attempt with a trace of its own, in the database and in the environment", () => {
  const sentence = ["1 works have attempts with another trace."]

  expect(brokenIn(begun, [first, { ...second, traceId: "u" }])).toStrictEqual(sentence)
  expect(brokenIn([begun[0]!, { ...begun[1]!, trace: "u" }], [first, second])).toStrictEqual(sentence)
})

it("finds a fence that is not new", () => {
  expect(brokenIn([begun[0]!, { ...begun[1]!, fence: 1 }], [first, second])).toStrictEqual([
    "1 works began an attempt without a new fence."
  ])
})

it("finds two attempts that overlap, and one that never ended", () => {
  expect(brokenIn(begun, [first, { ...second, enqueuedAt: 19 }])).toStrictEqual([
    "1 works had two attempts that could end at once."
  ])
  expect(brokenIn(begun, [first, { ...second, outcome: null, finishedAt: null }])).toStrictEqual([
    "1 attempts never ended."
  ])
})

it("finds work for a run that is not there", () => {
  expect(brokenIn([...begun, { ...begun[0]!, run: "x" }], [first, second])).toStrictEqual([
    "1 times work began for a run that the database does not have."
  ])
})
