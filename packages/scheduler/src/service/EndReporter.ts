// How ended runs are reported: together, in batches bounded in number and in bytes. A batch that is refused is never sent
// again as it was: it is halved, what failed waits behind the rest, and one end that fails by itself is given up.
import { bodyBytesMax, type CurrentCaller, type SharedRefusal } from "@genie/operation"
import type { WorkerId } from "@genie/store/model"
import { Cause, Effect, Latch } from "effect"
import { Workers } from "../contract/Workers.ts"
import { BATCH_MAX, type Completion, type WorkerNotFound } from "../contract/WorkersGroup.ts"
import { messageOf } from "../storable/messageOf.ts"
import { unstorableEnd } from "../storable/unstorableEnd.ts"

/** How large one batch of ends may be as JSON: half of what a server reads. One end alone always fits beside the rest. */
export const ENDS_BYTES_MAX = bodyBytesMax / 2

/** How often one end is sent alone before it is given up: its lease ends then, and the run counts as lost. */
export const END_REFUSALS_MAX = 8

/** Reports ended runs. */
export interface EndReporter {
  /** Never waits. `done` runs once the end is recorded, or given up. */
  readonly add: (completion: Completion, done: Effect.Effect<unknown>) => Effect.Effect<void>
  /** Waits for ends, and reports all there are. To be repeated, also after it failed. */
  readonly report: Effect.Effect<void, SharedRefusal | WorkerNotFound, CurrentCaller>
}

interface Ended {
  readonly completion: Completion
  readonly done: Effect.Effect<unknown>
  readonly bytes: number
  /** How often it was sent alone and refused. */
  readonly refusals: number
}

/** The reporter of one worker, whose id may change. */
export const makeEndReporter = (worker: () => WorkerId): Effect.Effect<EndReporter, never, Workers> =>
  Effect.gen(function* () {
    const workers = yield* Workers
    const somethingEnded = yield* Latch.make(false)
    const waiting: Array<Ended> = []
    let batchMax = BATCH_MAX

    const add: EndReporter["add"] = (completion, done) =>
      Effect.suspend(() => {
        waiting.push({ completion, done, bytes: bytesOf(completion), refusals: 0 })
        return Effect.asVoid(somethingEnded.open)
      })

    /** What was refused before goes alone, so that it takes nothing along. */
    const take = (): ReadonlyArray<Ended> => {
      let bytes = 0
      let count = 0
      for (const one of waiting) {
        bytes += one.bytes
        if (count > 0 && (count === batchMax || bytes > ENDS_BYTES_MAX || one.refusals > 0)) break
        count++
        if (one.refusals > 0) break
      }
      return waiting.splice(0, count)
    }

    const reportSome = Effect.gen(function* () {
      const batch = take()
      const completions = batch.map(({ completion }) => completion)
      const answer = yield* workers.complete({ worker: worker(), completions }).pipe(
        // Also when this is interrupted: no end is forgotten.
        Effect.tapCause((cause) => putBack(batch, cause)),
        // What was refused goes on in another form at once, unless it was alone; anything else waits for better times.
        Effect.catchCause((cause) =>
          isRefused(cause) && (batch.length > 1 || isGivenUp(batch[0]))
            ? Effect.succeed(undefined)
            : Effect.failCause(cause)
        )
      )
      if (answer === undefined) return
      const { lost, refused } = answer
      batchMax = Math.min(BATCH_MAX, batchMax * 2)
      yield* Effect.forEach(batch, ({ done }) => done, { discard: true })
      for (const { index, reason } of refused)
        yield* Effect.logWarning(`The end of run ${batch[index]?.completion.run} was not stored as it was: ${reason}`)
      if (lost.length > 0) yield* Effect.logWarning(`The ends of ${lost.length} runs came too late: ${lost.join(", ")}`)
    })

    const putBack = (batch: ReadonlyArray<Ended>, cause: Cause.Cause<unknown>): Effect.Effect<void> => {
      batchMax = Math.max(1, Math.floor(batch.length / 2))
      const [one] = batch
      if (batch.length > 1 || one === undefined || !isRefused(cause))
        return Effect.sync(() => void waiting.push(...batch))
      if (!isGivenUp(one)) return Effect.sync(() => void waiting.push(refusedOnce(one, cause)))
      return Effect.andThen(
        Effect.logError(`The end of run ${one.completion.run} is given up, and the run will count as lost:`, cause),
        one.done
      )
    }

    const report = Effect.gen(function* () {
      yield* somethingEnded.await
      yield* somethingEnded.close
      while (waiting.length > 0) yield* reportSome
    }).pipe(Effect.ensuring(Effect.suspend(() => (waiting.length > 0 ? somethingEnded.open : Effect.void))))

    return { add, report }
  })

/** The other side had the request and will not have it: not a matter of time. */
const isRefused = (cause: Cause.Cause<unknown>): boolean =>
  cause.reasons.some(
    (reason) =>
      Cause.isDieReason(reason) ||
      (Cause.isFailReason(reason) && Reflect.get(Object(reason.error), "_tag") === "InvalidInput")
  )

const isGivenUp = (one: Ended | undefined): boolean => one !== undefined && one.refusals >= END_REFUSALS_MAX

/** The next attempt says only that the run ended, and why no more is said. */
const refusedOnce = (one: Ended, cause: Cause.Cause<unknown>): Ended => {
  const refusals = one.refusals + 1
  if (one.refusals > 0) return { ...one, refusals }
  const { fence, outcome, run, startedAt } = one.completion
  const bare = { run, fence, outcome, ...(startedAt === undefined ? {} : { startedAt }) }
  const problem = `The end of the run could not be reported: ${messageOf(Cause.squash(cause))}`
  const completion = unstorableEnd<Completion>(bare, problem)
  return { ...one, completion, bytes: bytesOf(completion), refusals }
}

const bytesOf = (completion: Completion): number => Buffer.byteLength(JSON.stringify(completion))
