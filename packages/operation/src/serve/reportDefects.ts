import { Cause, Effect } from "effect"

/** What the other side is told about a bug on this side. */
export const internalProblem = {
  type: "https://genie.dev/problems/internal-error",
  title: "Internal error",
  status: 500,
  detail: "Something went wrong inside Genie. Its log says what."
} as const

/** Logs what nobody expected and takes it out of the cause, so that nothing inside is shown outside. */
export const reportDefects = <E>(cause: Cause.Cause<E>): Effect.Effect<Cause.Cause<E>> =>
  Cause.hasDies(cause)
    ? Effect.as(Effect.logError("An operation died", cause), Cause.die(new Error(internalProblem.detail)))
    : Effect.succeed(cause)
