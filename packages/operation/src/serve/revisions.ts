// Revisions in the words of HTTP: the answer's is its ETag, the one a caller has seen comes as If-Match, and whoever
// already has the newest is not sent it again.
import { Effect } from "effect"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import type * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import { ExpectedRevision } from "../ExpectedRevision.ts"
import { answersWith, fieldsOf } from "../fieldsOf.ts"
import { InvalidInput } from "../refusals.ts"

/** Reads `If-Match` for the operation, and answers `ETag` and 304 where an answer has a `revision`. */
export const withRevisions = <E, R>(
  endpoint: HttpApiEndpoint.Top,
  handled: Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>
): Effect.Effect<HttpServerResponse.HttpServerResponse, E | InvalidInput, R | HttpServerRequest.HttpServerRequest> =>
  Effect.gen(function* () {
    const { headers } = yield* HttpServerRequest.HttpServerRequest
    const expected = isRead(endpoint) ? undefined : yield* expectedIn(headers["if-match"], endpoint)
    const response = yield* Effect.provideService(handled, ExpectedRevision, expected)

    const revision = revisionOf(endpoint, response)
    if (revision === undefined) return response
    const etag = `"${revision}"`
    if (isRead(endpoint) && knows(headers["if-none-match"], etag)) {
      return HttpServerResponse.empty({ status: 304, headers: { etag, "cache-control": askAgain } })
    }
    return HttpServerResponse.setHeaders(response, { etag, "cache-control": askAgain })
  })

/** Kept by whoever asked and by nobody between, and used again only after asking whether it still holds. */
const askAgain = "private, no-cache"

const isRead = ({ method }: HttpApiEndpoint.Top) => method === "GET" || method === "HEAD"

const expectedIn = (
  ifMatch: string | undefined,
  endpoint: HttpApiEndpoint.Top
): Effect.Effect<number | undefined, InvalidInput> => {
  // "Whatever is there, as long as something is" is what every change asks for.
  if (ifMatch === undefined || ifMatch.trim() === "*") return Effect.succeed(undefined)
  if (!fieldsOf(endpoint).some(({ name }) => name === "revision")) {
    return refuse("This operation does not look at revisions: leave the header out.")
  }
  const [, digits] = /^\s*"(\d{1,15})"\s*$/.exec(ifMatch) ?? []
  return digits === undefined
    ? refuse('Send one revision as its ETag says it, in quotes and not weak: If-Match: "3".')
    : Effect.succeed(Number(digits))
}

const refuse = (reason: string) => Effect.fail(new InvalidInput({ field: "If-Match", reason }))

/** The revision of an answer that is one object. Only answers that can have one are read again. */
const revisionOf = (
  endpoint: HttpApiEndpoint.Top,
  { body, status }: HttpServerResponse.HttpServerResponse
): number | undefined => {
  if (status !== 200 && status !== 201) return undefined
  if (body._tag !== "Uint8Array" || !body.contentType.startsWith("application/json")) return undefined
  if (!answersWith(endpoint, "revision")) return undefined
  const answer: unknown = JSON.parse(body.text ?? new TextDecoder().decode(body.body))
  const revision = typeof answer === "object" && answer !== null && "revision" in answer ? answer.revision : undefined
  return Number.isSafeInteger(revision) ? (revision as number) : undefined
}

/** Whether one of the tags is this one. A weak tag is as good here: nothing is to be put together from two halves. */
const knows = (ifNoneMatch = "", etag: string): boolean =>
  ifNoneMatch.split(",").some((tag) => tag.trim() === "*" || tag.trim().replace(/^W\//, "") === etag)
