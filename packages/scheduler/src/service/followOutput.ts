import { Notifications, type SqlError } from "@genie/store/database"
import type { RunEvent } from "@genie/store/model"
import { RunEventRepository } from "@genie/store/scheduler"
import { Effect, Latch, Option, Stream } from "effect"

/** How many events are read at once. They are held in memory. */
export const OUTPUT_PAGE_LIMIT = 100

/** How long a follower waits before it looks for itself: a hint may be lost, and a run without output ends without one. */
export const OUTPUT_POLL_MS = 2_000

/** Says that there is something to read of a run's output, or that the run has ended. */
export const outputHint = (run: string): string => `output:${run}`

/** What a run said, page by page, and what it goes on saying until it has ended. */
export const makeFollowOutput = Effect.gen(function* () {
  const notifications = yield* Notifications
  const events = yield* RunEventRepository

  /** What is there after this event. */
  const kept = (run: string, after: number): Stream.Stream<RunEvent, SqlError> =>
    Stream.paginate(after, (seq) =>
      Effect.map(events.after(run, seq, OUTPUT_PAGE_LIMIT), (page) => [
        page.events,
        page.events.length < OUTPUT_PAGE_LIMIT ? Option.none() : Option.some(page.events.at(-1)!.seq)
      ])
    )

  /** The same, and what comes. Ends with the run. */
  const followed = (run: string, after: number): Stream.Stream<RunEvent, SqlError> =>
    Stream.unwrap(
      Effect.gen(function* () {
        const hint = yield* Latch.make(false)
        yield* notifications.subscribe("genie_run", (payload) => {
          if (payload === undefined || payload === "" || payload === outputHint(run)) hint.openUnsafe()
        })
        return Stream.paginate(after, (seq) =>
          Effect.gen(function* () {
            // Closed before it looks: what comes while it looks opens it again.
            yield* hint.close
            const page = yield* events.after(run, seq, OUTPUT_PAGE_LIMIT)
            const isAll = page.events.length < OUTPUT_PAGE_LIMIT
            if (isAll && page.isLive && page.events.length === 0)
              yield* Effect.timeoutOption(hint.await, OUTPUT_POLL_MS)
            return [
              page.events,
              isAll && !page.isLive ? Option.none() : Option.some(page.events.at(-1)?.seq ?? seq)
            ] as const
          })
        )
      })
    )

  return { kept, followed }
})
