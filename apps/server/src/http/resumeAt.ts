import { Effect } from "effect"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import type * as HttpServerResponse from "effect/http/HttpServerResponse"

/**
 * A browser that follows the feed and loses its connection comes back with `Last-Event-ID`, which is the cursor the
 * feed goes on after. It says more than the `after` of its first request.
 */
export const resumeAt =
  (feed: string) =>
  <E, R>(
    app: Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>
  ): Effect.Effect<HttpServerResponse.HttpServerResponse, E, R | HttpServerRequest.HttpServerRequest> =>
    Effect.gen(function* () {
      const request = yield* HttpServerRequest.HttpServerRequest
      const cursor = request.headers["last-event-id"]
      const [path, query] = request.url.split("?", 2)
      if (cursor === undefined || path !== feed) return yield* app

      const search = new URLSearchParams(query)
      search.set("after", cursor)
      return yield* Effect.provideService(
        app,
        HttpServerRequest.HttpServerRequest,
        request.modify({ url: `${path}?${search}` })
      )
    })
