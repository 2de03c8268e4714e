import { Effect, Schedule } from "effect"

/** From a tenth of a second to five. */
const patience = Schedule.min([Schedule.exponential(100), Schedule.spaced(5_000)])

/** Tries again for as long as it takes: who works on a database outlives its restart, and nothing is lost meanwhile. */
export const patiently =
  (who: string) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, never, R> =>
    effect.pipe(
      Effect.tapCause((cause) => Effect.logWarning(`${who} tries again:`, cause)),
      Effect.retry(patience)
    ) as Effect.Effect<A, never, R>
