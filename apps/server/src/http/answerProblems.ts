import { Cause, Effect } from "effect"
import type * as HttpServerError from "effect/http/HttpServerError"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import type * as HttpServerResponse from "effect/http/HttpServerResponse"
import { problem } from "./problem.ts"

/** Whatever was not answered by an operation is answered as a problem too. */
export const answerProblems = <R>(
  app: Effect.Effect<HttpServerResponse.HttpServerResponse, unknown, R>
): Effect.Effect<HttpServerResponse.HttpServerResponse, never, R | HttpServerRequest.HttpServerRequest> =>
  Effect.catchCause(app, (cause) => {
    // The other side left: nobody reads an answer.
    if (Cause.hasInterruptsOnly(cause)) return Effect.failCause(cause as Cause.Cause<never>)
    const error = Cause.squash(cause)
    switch (isHttpServerError(error) ? error.reason._tag : undefined) {
      case "RouteNotFound":
        return Effect.map(HttpServerRequest.HttpServerRequest, ({ method, url }) =>
          problem(
            404,
            "route-not-found",
            "Nothing here",
            `There is nothing at ${method} ${url.split("?", 1)[0]}. See /openapi.json.`
          )
        )
      case "RequestParseError":
        return Effect.succeed(
          problem(400, "unreadable-request", "Unreadable request", "The request could not be read.")
        )
      default:
        return Effect.as(
          Effect.logError("A request failed", cause),
          problem(500, "internal-error", "Internal error", "Something went wrong inside Genie. Its log says what.")
        )
    }
  })

const isHttpServerError = (error: unknown): error is HttpServerError.HttpServerError =>
  typeof error === "object" && error !== null && "_tag" in error && error._tag === "HttpServerError"
