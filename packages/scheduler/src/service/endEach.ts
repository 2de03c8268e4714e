// How a batch of ends is recorded when one of them may be refused: together, and if that fails, without holding the
// healthy ones hostage.
import type { CurrentActor } from "@genie/operation"
import { Db, type SqlError, type Transaction } from "@genie/store/database"
import type { EndedRun, RunEnd } from "@genie/store/scheduler"
import { Effect } from "effect"
import { unstorableEnd } from "../storable/unstorableEnd.ts"
import { dataProblem, makeBisect } from "./bisect.ts"
import { makeEnding } from "./Ending.ts"

/** The runs that were ended, and why an end was not recorded as it was said, by run. */
export interface EachEnded {
  readonly ended: ReadonlyArray<EndedRun>
  readonly refused: ReadonlyMap<string, string>
}

/**
 * Ends the runs that are found, inside of one transaction. An end that the database refuses becomes a failure for that
 * reason; where even that is refused, the run is not ended and the others are.
 */
export const makeEndEach = Effect.gen(function* () {
  const db = yield* Db
  const end = yield* makeEnding
  const bisect = yield* makeBisect

  const together = (ends: ReadonlyArray<RunEnd>) =>
    Effect.map(end(ends), (ended): EachEnded => ({ ended, refused: new Map() }))

  const apart = Effect.fnUntraced(function* (ends: ReadonlyArray<RunEnd>) {
    const refused = new Map<string, string>()
    const ended = yield* bisect(ends, end, (one, reason) => {
      const problem = `The end of the run cannot be stored: ${reason}`
      refused.set(one.run, problem)
      return Effect.map(
        bisect([unstorableEnd(bareEnd(one), problem)], end, () => Effect.succeed(nothing)),
        (done) => done.flat()
      )
    })
    return { ended: ended.flat(), refused } satisfies EachEnded
  })

  return Effect.fn("EndEach.endEach")(function* (
    find: Effect.Effect<ReadonlyArray<RunEnd>, SqlError, Transaction>
  ): Effect.fn.Return<EachEnded, SqlError, CurrentActor> {
    const all = (how: typeof together) =>
      db.transaction(Effect.flatMap(find, (ends) => (ends.length === 0 ? Effect.succeed(noEnds) : how(ends))))
    return yield* Effect.catchCause(all(together), (cause) =>
      dataProblem(cause) === undefined ? Effect.failCause(cause) : all(apart)
    )
  })
})

const noEnds: EachEnded = { ended: [], refused: new Map() }

const nothing: ReadonlyArray<EndedRun> = []

/** An end without anything that its work handed back. */
const bareEnd = ({
  durationMs: _durationMs,
  exitCode: _exitCode,
  failureMessage: _failureMessage,
  outputBytes: _outputBytes,
  outputTail: _outputTail,
  result: _result,
  signal: _signal,
  startedAt: _startedAt,
  ...end
}: RunEnd): RunEnd => end
