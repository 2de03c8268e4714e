// Revisions in the words of HTTP: the answer's is its ETag, the one a caller has seen comes as If-Match, and whoever
// already has the newest is not sent it again.
import { Effect } from "effect"
import * as Hex from "effect/encoding/Hex"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import type * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import { ExpectedRevision } from "../ExpectedRevision.ts"
import { fieldsOf, placeInAnswer } from "../fieldsOf.ts"
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

    const etag = yield* etagOf(endpoint, response)
    if (etag === undefined) return response
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
  // What a person types is the revision alone; what an answer was tagged with says more, of which no change depends.
  const [, digits] = /^\s*"(\d{1,15})(?:-[\w-]+)?"\s*$/.exec(ifMatch) ?? []
  return digits === undefined
    ? refuse('Send one revision as its ETag says it, in quotes and not weak: If-Match: "3".')
    : Effect.succeed(Number(digits))
}

const refuse = (reason: string) => Effect.fail(new InvalidInput({ field: "If-Match", reason }))

/**
 * The tag of an answer that is, or is about, one thing with a revision: `"7-9f02c…"`. Some of what an answer says is derived
 * and changes without a revision, so the tag tells the whole of it apart. Only answers that can have one are read again.
 */
const etagOf = (
  endpoint: HttpApiEndpoint.Top,
  { body, status }: HttpServerResponse.HttpServerResponse
): Effect.Effect<string | undefined> => {
  const place = placeOf(endpoint)
  const isAnswer = status === 200 || status === 201
  if (place === undefined || !isAnswer || body._tag !== "Uint8Array") return Effect.succeed(undefined)
  const answer: unknown = JSON.parse(body.text ?? new TextDecoder().decode(body.body))
  const revision = place.reduce<unknown>((part, name) => (isObject(part) ? part[name] : undefined), answer)
  return Number.isSafeInteger(revision)
    ? Effect.map(digestOf(body.body), (digest) => `"${revision}-${digest}"`)
    : Effect.succeed(undefined)
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null

/** Read off each contract once. */
const placeOf = (endpoint: HttpApiEndpoint.Top): ReadonlyArray<string> | undefined => {
  if (!places.has(endpoint)) places.set(endpoint, placeInAnswer(endpoint, "revision"))
  return places.get(endpoint)
}

const places = new WeakMap<object, ReadonlyArray<string> | undefined>()

const digestOf = (bytes: Uint8Array): Effect.Effect<string> =>
  Effect.map(
    Effect.promise(() => crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>)),
    (digest) => Hex.encode(new Uint8Array(digest, 0, 8))
  )

/** Whether one of the tags is this one. A weak tag is as good here: nothing is to be put together from two halves. */
const knows = (ifNoneMatch = "", etag: string): boolean =>
  ifNoneMatch.split(",").some((tag) => tag.trim() === "*" || tag.trim().replace(/^W\//, "") === etag)
