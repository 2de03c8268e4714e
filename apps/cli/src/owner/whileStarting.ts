import { CommandFailed } from "@genie/operation/runCommand"
import { Console, Duration, Effect } from "effect"

/** An owner that is starting, as people are told of it. */
export interface Starting {
  readonly pid: number
  /** Its log file, or the directory of its logs. */
  readonly log: string
}

/**
 * Waits for an owner that is starting: as long as its process lives, which the caller watches. A person who waits for a
 * while is told why, once.
 */
export const whileStarting =
  ({ log, pid }: Starting) =>
  <A, E, R>(wait: Effect.Effect<A, E, R>): Effect.Effect<A, E | CommandFailed, R> => {
    const tell = Effect.sleep(TELL_AFTER).pipe(
      Effect.andThen(Console.error(`genie: the owner (process ${pid}) is still starting: waiting for it`)),
      Effect.andThen(Effect.never)
    )
    const giveUp = Effect.gen(function* () {
      yield* Console.error(
        `genie: the owner (process ${pid}) has been starting for ${Duration.format(START_MAX)} and does not answer. Look into ${log}, or end it and try again.`
      )
      return yield* new CommandFailed({ exitCode: 5 })
    })
    return Effect.raceFirst(wait, tell).pipe(Effect.timeoutOrElse({ duration: START_MAX, orElse: () => giveUp }))
  }

/** A start takes a second, and some seconds on a busy machine. A person who waits longer wonders what happens. */
const TELL_AFTER = Duration.seconds(10)

/** A machine that swaps, or a recovery of much work, takes minutes. One that takes longer than this hangs. */
export const START_MAX = Duration.minutes(10)
