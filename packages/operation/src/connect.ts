// A group over HTTP is the same service: the same methods, the same failures. What the network can do to a request is
// told as `Unavailable` (nothing was done) or `UnknownOutcome` (it may have been).
import { Effect, Stream } from "effect"
import type * as HttpClient from "effect/http/HttpClient"
import type * as HttpApi from "effect/http-api/HttpApi"
import * as HttpApiClient from "effect/http-api/HttpApiClient"
import type * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import type * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import { failureOf, streamFailureOf } from "./connect/failureOf.ts"
import { fieldsOf, isStreaming, type RequestPart } from "./fieldsOf.ts"
import { inputOf } from "./inputOf.ts"
import type { Operations } from "./Operations.ts"
import { InvalidInput } from "./refusals.ts"

/**
 * A group as a remote client.
 *
 * The client proves who asks by what `httpClient` sends along; the `CurrentCaller` of the caller stays here.
 * Nothing is retried: whoever retries must know that it is safe.
 *
 * An operation compiles its schemas when it is first asked: a command line asks one operation once.
 */
export const connect = <
  ApiId extends string,
  Groups extends HttpApiGroup.Constraint,
  const Name extends HttpApiGroup.Identifier<Groups>
>(
  api: HttpApi.HttpApi<ApiId, Groups>,
  name: Name,
  httpClient: HttpClient.HttpClient,
  baseUrl?: string | URL
): Effect.Effect<Operations<HttpApiGroup.WithIdentifier<Groups, Name>>> =>
  Effect.contextWith((context) => {
    const { endpoints } = (api.groups as unknown as Record<string, HttpApiGroup.Top>)[name]!
    const methods = Object.entries(endpoints as Record<string, HttpApiEndpoint.Top>).map(([operation, endpoint]) => {
      const sending = HttpApiClient.endpoint(api as unknown as HttpApi.HttpApi<ApiId, HttpApiGroup.Top>, {
        group: name,
        endpoint: operation,
        httpClient,
        baseUrl
      }) as unknown as Effect.Effect<Send>
      const made = memoized(() => remote(`${name}.${operation}`, endpoint, Effect.runSyncWith(context)(sending)))
      return [operation, (input?: object) => Effect.suspend(() => made()(input))]
    })
    return Effect.succeed(Object.fromEntries(methods) as Operations<HttpApiGroup.WithIdentifier<Groups, Name>>)
  })

type Send = (request: object) => Effect.Effect<unknown, unknown>

const memoized = <A extends object>(make: () => A): (() => A) => {
  let made: A | undefined
  return () => (made ??= make())
}

const remote = (operation: string, endpoint: HttpApiEndpoint.Top, send: Send) => {
  const isRead = endpoint.method === "GET" || endpoint.method === "HEAD"
  const spread = spreader(endpoint)

  return Effect.fnUntraced(function* (input: object = {}) {
    const answer = yield* Effect.catch(send(yield* spread(input)), (error) => failureOf(error, { operation, isRead }))
    return isStreaming(endpoint)
      ? Stream.catch(answer as Stream.Stream<unknown, unknown>, (error) => Stream.fail(streamFailureOf(error)))
      : answer
  })
}

/** Sends every field where its endpoint says it travels. What is wrong is said here, without asking the other side. */
const spreader = (endpoint: HttpApiEndpoint.Top) => {
  const fields = fieldsOf(endpoint)
  const check = inputOf(endpoint)
  return Effect.fnUntraced(function* (given: object) {
    const input = yield* check(given)
    const request: Record<RequestPart, Record<string, unknown>> = { params: {}, query: {}, payload: {} }
    for (const { name, part } of fields) {
      const value = Reflect.get(input, name)
      if (value === undefined) continue
      // These would be another path once the address is put together.
      if (part === "params" && (value === "" || value === "." || value === "..")) {
        return yield* new InvalidInput({ field: name, reason: `"${value}" is not a name.` })
      }
      request[part][name] = value
    }
    return request
  })
}
