import * as Result from "effect/Result"
import { parseDuration } from "./parseDuration.ts"
import { quoted } from "./quoted.ts"
import { type Refusal, refusal } from "./Refusal.ts"

/** Each firing is a transaction and a run; anything quicker is a loop inside one run. */
export const INTERVAL_MIN_MS = 1_000

/** Reads how often an interval fires: a duration of one second to one year. Answers milliseconds. */
export const parseInterval = (text: string): Result.Result<number, Refusal> =>
  Result.flatMap(parseDuration(text), (everyMs) =>
    everyMs < INTERVAL_MIN_MS
      ? Result.fail(refusal(`the interval ${quoted(text)} is too short: the shortest is 1s`, { token: text }))
      : Result.succeed(everyMs)
  )
