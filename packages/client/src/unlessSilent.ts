// An owner that hangs still has an open socket: the kernel takes the connection and nobody ever answers. Waiting for it
// without an end would hang every command, so somebody who waits long asks whether anybody is there.
import { Unavailable, UnknownOutcome } from "@genie/operation"
import { Duration, Effect, Option } from "effect"
import type * as HttpClient from "effect/http/HttpClient"

/** Who is asked, and for what. */
export interface Asked {
  readonly client: HttpClient.HttpClient
  readonly origin: string
  readonly operation: string
  readonly isRead: boolean
  /** After how long somebody who waits grows suspicious. */
  readonly patience?: Duration.Input
  /** How long a sign of life may take: one long statement of the embedded database keeps its process busy. */
  readonly signWithin?: Duration.Input
}

/** The answer, unless the other side gives no sign of life any more. One that is slow but alive is waited for. */
export const unlessSilent =
  ({ client, isRead, operation, origin, patience = PATIENCE, signWithin = SIGN_WITHIN }: Asked) =>
  <A, E, R>(answer: Effect.Effect<A, E, R>): Effect.Effect<A, E | Unavailable | UnknownOutcome, R> => {
    const signOfLife = client
      .get(`${origin}/health`)
      .pipe(Effect.ignore, Effect.timeoutOption(signWithin), Effect.map(Option.isSome))
    const silence = Effect.gen(function* () {
      do yield* Effect.sleep(patience)
      while (yield* signOfLife)
      const reason = `It gave no sign of life for ${Duration.format(Duration.fromInputUnsafe(signWithin))}.`
      return isRead
        ? yield* new Unavailable({
            reason: `The process that has the database does not answer. ${reason} To see why: genie doctor`
          })
        : yield* new UnknownOutcome({ operation, reason })
    })
    return Effect.raceFirst(answer, silence)
  }

const PATIENCE = Duration.seconds(10)
const SIGN_WITHIN = Duration.seconds(30)
