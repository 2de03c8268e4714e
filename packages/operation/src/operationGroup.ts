import * as HttpApi from "effect/http-api/HttpApi"
import type * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import { strictly } from "./invalidInputOf.ts"
import { OperationBoundary } from "./OperationBoundary.ts"

/**
 * A group of operations. Each endpoint declares its own refusals; what every operation can fail with
 * (`Unavailable`, `InvalidInput`, …) comes with the group. A field the operation does not know is refused.
 */
export const operationGroup = <
  const Name extends string,
  const Endpoints extends readonly [HttpApiEndpoint.Constraint, ...Array<HttpApiEndpoint.Constraint>]
>(
  name: Name,
  ...endpoints: Endpoints
): HttpApiGroup.HttpApiGroup<Name, HttpApiEndpoint.AddMiddleware<Endpoints[number], OperationBoundary>> =>
  HttpApiGroup.make(name)
    .add(...endpoints)
    .middleware(OperationBoundary)
    .annotate(HttpApi.ParamsParseOptions, strictly)
    .annotate(HttpApi.QueryParseOptions, strictly)
    .annotate(HttpApi.PayloadParseOptions, strictly)
