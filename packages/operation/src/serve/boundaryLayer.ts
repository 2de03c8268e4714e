// The server side of every operation: what is checked before a request is read, and what is said when it goes wrong.
import { ByteSize, Cause, Effect, Layer } from "effect"
import * as HttpIncomingMessage from "effect/http/HttpIncomingMessage"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as ProblemDetails from "effect/http/ProblemDetails"
import type * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import { HttpApiSchemaError } from "effect/http-api/HttpApiError"
import { invalidInputOf } from "../invalidInputOf.ts"
import { jsonDepth } from "../jsonDepth.ts"
import { bodyBytesMax, jsonDepthMax } from "../limits.ts"
import { OperationBoundary } from "../OperationBoundary.ts"
import { readsItems } from "../ReadsItems.ts"
import { InvalidInput } from "../refusals.ts"
import { internalProblem, reportDefects } from "./reportDefects.ts"
import { withRevisions } from "./revisions.ts"

/** Provided to every group that is served. */
export const boundaryLayer: Layer.Layer<OperationBoundary> = Layer.succeed(
  OperationBoundary,
  (handled, { endpoint }) =>
    checkBody(endpoint).pipe(
      Effect.andThen(withRevisions(endpoint, handled)),
      Effect.catch((error: unknown) => (HttpApiSchemaError.is(error) ? explained(error) : Effect.fail(error))),
      Effect.catchCause((cause) =>
        Effect.flatMap(reportDefects(cause), (reported) =>
          Cause.hasDies(reported)
            ? Effect.succeed(ProblemDetails.toResponse(internalProblem))
            : Effect.failCause(reported)
        )
      ),
      Effect.provideService(HttpIncomingMessage.MaxBodySize, ByteSize.bytes(bodyBytesMax))
    ) as never
)

/** A request that is not what the operation takes is the caller's mistake; an answer that is not is ours. */
const explained = (error: HttpApiSchemaError) => {
  if (error.kind === "Body" || error.kind === "ResponseHeaders") return Effect.die(error.cause)
  // A body that cannot be parsed never came to a schema.
  const isUnread = error.kind === "Payload" && error.cause.issue._tag === "InvalidValue"
  return Effect.fail(
    isUnread ? new InvalidInput({ reason: "The body is not valid JSON." }) : invalidInputOf(error.cause)
  )
}

/** Reads the body within its limits. The request keeps it, so that reading it again costs nothing. */
const checkBody = (endpoint: HttpApiEndpoint.Top) =>
  Effect.gen(function* () {
    if (endpoint.payload.size === 0 || endpoint.method === "GET" || endpoint.method === "HEAD") return
    const request = yield* HttpServerRequest.HttpServerRequest

    const contentType = (request.headers["content-type"] ?? "application/json").split(";", 1)[0]?.trim().toLowerCase()
    if (!endpoint.payload.has(contentType ?? "")) {
      const accepted = [...endpoint.payload.keys()].join(" or ")
      return yield* new InvalidInput({
        reason: `The body must be ${accepted}, and its content type says ${contentType}.`
      })
    }
    // Anything else is a file or a stream, which its operation reads with limits of its own.
    if (contentType !== "application/json") return
    if (Number(request.headers["content-length"] ?? 0) > bodyBytesMax) return yield* tooLarge
    const json = yield* Effect.catchTag(request.text, "HttpServerError", (error) =>
      error.reason._tag === "RequestParseError" && error.reason.reason === "BodyTooLarge" ? tooLarge : Effect.die(error)
    )
    if (!readsItems(endpoint) && jsonDepth(json) > jsonDepthMax) {
      return yield* new InvalidInput({
        reason: `The body is nested ${jsonDepth(json)} levels deep, and ${jsonDepthMax} is the most an operation reads.`
      })
    }
  })

const tooLarge = new InvalidInput({
  reason: `The body is larger than ${bodyBytesMax.toLocaleString("en-US")} bytes, which is the most an operation reads.`
})
