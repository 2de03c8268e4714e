// An HTTP server answers a whole group from the service that implements it.
import { type Context, Effect, Layer, Stream } from "effect"
import type * as HttpApi from "effect/http-api/HttpApi"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import type * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import type * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import type { CurrentCaller } from "./CurrentCaller.ts"
import type { OperationBoundary } from "./OperationBoundary.ts"
import type { Operations } from "./Operations.ts"
import { NotServed } from "./refusals.ts"
import { markChecked } from "./runner/checkedInputs.ts"
import { boundaryLayer } from "./serve/boundaryLayer.ts"
import { reportDefects } from "./serve/reportDefects.ts"

export { bodyBytesMax, jsonDepthMax } from "./limits.ts"

/** What the handlers of a group need: who asks, unless a middleware of the group provides it, and its other middlewares. */
export type ServeRequirements<Groups extends HttpApiGroup.Constraint, Name extends string> =
  | Exclude<CurrentCaller, HttpApiGroup.MiddlewareProvides<HttpApiGroup.WithIdentifier<Groups, Name>>>
  | Exclude<HttpApiEndpoint.Middleware<HttpApiGroup.EndpointsWithIdentifier<Groups, Name>>, OperationBoundary>

/**
 * Answers a whole group from the service that implements it.
 *
 * Requests that are not what the operation takes are refused with a sentence; a defect is logged and answered
 * with a problem that gives nothing away.
 */
export const serve = <
  ApiId extends string,
  Groups extends HttpApiGroup.Constraint,
  const Name extends HttpApiGroup.Identifier<Groups>,
  Self
>(
  api: HttpApi.HttpApi<ApiId, Groups>,
  name: Name,
  service: Context.Key<Self, Operations<HttpApiGroup.WithIdentifier<Groups, Name>>>
): Layer.Layer<HttpApiGroup.Service<ApiId, Name>, never, Self | ServeRequirements<Groups, Name>> =>
  handlers(
    api,
    name,
    Effect.map(service, (operations) => (operation) => Reflect.get(operations, operation) as Method)
  )

/** Answers every operation of a group with `NotServed`: what a program says for the parts of Genie it has not opened. */
export const notServed = <
  ApiId extends string,
  Groups extends HttpApiGroup.Constraint,
  const Name extends HttpApiGroup.Identifier<Groups>
>(
  api: HttpApi.HttpApi<ApiId, Groups>,
  name: Name
): Layer.Layer<HttpApiGroup.Service<ApiId, Name>, never, ServeRequirements<Groups, Name>> =>
  handlers(
    api,
    name,
    Effect.succeed((operation) => () => Effect.fail(new NotServed({ operation: `${name}.${operation}` })))
  )

type Method = (input: object) => Effect.Effect<unknown, unknown, unknown>

/** The builder's own types ask for each handler by name; ours come as a family, so they end here. */
const handlers = <Provided, R, Needed>(
  api: object,
  name: string,
  operations: Effect.Effect<(operation: string) => Method, never, R>
): Layer.Layer<Provided, never, Needed> =>
  HttpApiBuilder.group(
    api as HttpApi.HttpApi<string, HttpApiGroup.Top>,
    name as never,
    ((group: { readonly group: HttpApiGroup.Top; readonly handleAll: (handlers: object) => object }) =>
      Effect.map(operations, (method) =>
        group.handleAll(
          Object.fromEntries(
            Object.keys(group.group.endpoints).map((operation) => [operation, handler(method(operation))])
          )
        )
      )) as never
  ).pipe(Layer.provide(boundaryLayer)) as never

const handler =
  (method: Method) =>
  ({ params, query, payload }: Readonly<Record<"params" | "query" | "payload", object>>) =>
    Effect.map(method(markChecked({ ...params, ...query, ...payload })), (answer) =>
      Stream.isStream(answer)
        ? Stream.catchCause(answer as Stream.Stream<unknown, unknown>, (cause) =>
            Stream.unwrap(Effect.map(reportDefects(cause), Stream.failCause))
          )
        : answer
    )
