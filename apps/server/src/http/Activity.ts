// How an owner that nobody asked to stay knows that nobody needs it any more.
import { Clock, Effect, type Scope } from "effect"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import type * as HttpServerResponse from "effect/http/HttpServerResponse"

/** Who is being answered, and when somebody last was. */
export interface Activity {
  /** Counts a request from its arrival until the last byte of its answer. */
  readonly counted: <E, R>(
    app: Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>
  ) => Effect.Effect<HttpServerResponse.HttpServerResponse, E, R | HttpServerRequest.HttpServerRequest | Scope.Scope>
  /** For how long nobody has asked anything; 0 while somebody is being answered. */
  readonly quietForMs: Effect.Effect<number>
}

export const makeActivity: Effect.Effect<Activity> = Effect.gen(function* () {
  let open = 0
  let lastAt = yield* Clock.currentTimeMillis

  return {
    counted: (app) =>
      Effect.gen(function* () {
        const { url } = yield* HttpServerRequest.HttpServerRequest
        // A probe is no client.
        if (url === "/health") return yield* app
        open++
        // The scope of a request ends with the last byte of its answer: an open page is one that follows a stream.
        yield* Effect.addFinalizer(() =>
          Effect.map(Clock.currentTimeMillis, (now) => {
            open--
            lastAt = now
          })
        )
        return yield* app
      }),
    quietForMs: Effect.map(Clock.currentTimeMillis, (now) => (open > 0 ? 0 : now - lastAt))
  }
})
