// How ended runs are reported over a connection that refuses: no batch twice as it was, no healthy end held hostage.
import { CurrentCaller, InvalidInput, Unavailable } from "@genie/operation"
import { uuidv7, type WorkerId } from "@genie/store/model"
import { Effect } from "effect"
import { expect, it } from "vitest"
import { type WorkerOperations, Workers } from "../src/contract/Workers.ts"
import { BATCH_MAX, type Completion } from "../src/contract/WorkersGroup.ts"
import { END_REFUSALS_MAX, ENDS_BYTES_MAX, makeEndReporter } from "../src/service/EndReporter.ts"

type Complete = WorkerOperations["complete"]

const completion = (rest: Partial<Completion> = {}): Completion =>
  ({ run: uuidv7(), fence: 1, outcome: "succeeded", ...rest }) as Completion

const recorded = Effect.succeed({ lost: [], refused: [] })

/** Reports until all is done, and answers the batches that were sent and those that are done. */
const reported = (ends: ReadonlyArray<Completion>, complete: Complete) => {
  const batches: Array<ReadonlyArray<Completion>> = []
  const done: Array<string> = []
  const workers = {
    complete: (input) => {
      batches.push(input.completions)
      return complete(input)
    }
  } as Pick<WorkerOperations, "complete"> as WorkerOperations
  return Effect.gen(function* () {
    const { add, report } = yield* makeEndReporter(() => uuidv7() as WorkerId)
    for (const end of ends)
      yield* add(
        end,
        Effect.sync(() => done.push(end.run))
      )
    // As a worker does it, again and again whatever happened, but without its patience.
    yield* report.pipe(
      Effect.sandbox,
      Effect.retry({ while: () => true }),
      Effect.repeat({ until: () => done.length === ends.length })
    )
    return { batches, done }
  }).pipe(
    Effect.provideService(Workers, workers),
    Effect.provideService(CurrentCaller, { actor: { kind: "service", handle: "test" }, via: "worker" }),
    Effect.runPromise
  )
}

const sizes = (batches: ReadonlyArray<ReadonlyArray<Completion>>) => batches.map(({ length }) => length)

it("ends are sent together, at most so many and so many bytes at once", async () => {
  const many = await reported(
    Array.from({ length: BATCH_MAX + 1 }, () => completion()),
    () => recorded
  )
  const large = Array.from({ length: 20 }, () => completion({ outputTail: "\u0001".repeat(61 * 1024) }))
  const { batches } = await reported(large, () => recorded)

  expect(sizes(many.batches)).toStrictEqual([BATCH_MAX, 1])
  expect(sizes(batches).reduce((sum, size) => sum + size)).toBe(20)
  for (const batch of batches) {
    expect(batch.length === 1 || Buffer.byteLength(JSON.stringify(batch)) <= ENDS_BYTES_MAX).toBe(true)
  }
})

it("a batch that is refused is halved until the end at fault is alone, and that one says only that it ended", async () => {
  const poison = completion({ result: "poison" })
  const ends = [
    ...Array.from({ length: 9 }, () => completion()),
    poison,
    ...Array.from({ length: 10 }, () => completion())
  ]

  const { batches, done } = await reported(ends, ({ completions }) =>
    completions.some(({ result }) => result === "poison") ? Effect.die(new Error("Internal error")) : recorded
  )

  expect(done.at(-1)).toBe(poison.run)
  expect(batches.at(-1)).toMatchObject(
    [{ run: poison.run, outcome: "failed", failureKind: "unstorable", failureMessage: /Internal error/ }].map(
      (end) => ({ ...end, failureMessage: expect.stringMatching(end.failureMessage) })
    )
  )
  expectNoneTwice(batches)
})

it("an end that nobody takes is given up, and the others are reported meanwhile", async () => {
  const poison = completion()
  const others = Array.from({ length: 5 }, () => completion())

  const { batches, done } = await reported([poison, ...others], ({ completions }) =>
    completions.some(({ run }) => run === poison.run)
      ? Effect.fail(new InvalidInput({ reason: "The body is larger than 1,048,576 bytes." }))
      : recorded
  )

  expect(done.slice(0, 5).sort()).toStrictEqual(others.map(({ run }) => run).sort())
  expect(done.at(-1)).toBe(poison.run)
  expect(batches.filter((batch) => batch.length === 1 && batch[0]!.run === poison.run)).toHaveLength(
    END_REFUSALS_MAX + 1
  )
})

it("a connection that fails is waited for, and loses nothing", async () => {
  let failures = 4
  const ends = Array.from({ length: 10 }, () => completion({ result: 7 }))

  const { batches, done } = await reported(ends, () =>
    failures-- > 0 ? Effect.fail(new Unavailable({ reason: "Nobody answers." })) : recorded
  )

  expect(new Set(done).size).toBe(10)
  expect(sizes(batches).slice(0, 5)).toStrictEqual([10, 5, 2, 1, 1])
  expect(batches.flat().every(({ result }) => result === 7)).toBe(true)
})

it("an end that breaks the connection goes behind the others, and keeps its result", async () => {
  const others = Array.from({ length: 12 }, () => completion())
  const poison = completion({ result: 7 })

  const { batches, done } = await reported([poison, ...others], ({ completions }) =>
    completions.length > 1 && completions.some(({ result }) => result === 7)
      ? Effect.fail(new Unavailable({ reason: "The connection was lost." }))
      : recorded
  )

  expect(done.at(-1)).toBe(poison.run)
  expect(batches.at(-1)).toStrictEqual([poison])
})

const expectNoneTwice = (batches: ReadonlyArray<ReadonlyArray<Completion>>) => {
  const sent = batches.map((batch) => JSON.stringify(batch))
  expect(new Set(sent).size).toBe(sent.length)
}
