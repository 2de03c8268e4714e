import { Effect } from "effect"
import * as HttpServerResponse from "effect/http/HttpServerResponse"

/** Tells the browser to take no liberties with an answer, whatever it is. What an answer says of itself stays. */
export const harden = <E, R>(
  app: Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>
): Effect.Effect<HttpServerResponse.HttpServerResponse, E, R> =>
  Effect.map(app, (response) =>
    HttpServerResponse.setHeaders(response, {
      "cache-control": "no-store",
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
      ...response.headers,
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff"
    })
  )
