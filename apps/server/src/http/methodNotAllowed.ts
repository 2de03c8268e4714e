import { Effect, type Layer } from "effect"
import type * as HttpMethod from "effect/http/HttpMethod"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import type * as HttpApi from "effect/http-api/HttpApi"
import type * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import { problem } from "./problem.ts"

/** A path that exists, asked with a method it does not take, says which it takes. */
export const methodNotAllowed = <Id extends string, Groups extends HttpApiGroup.Constraint>(
  api: HttpApi.HttpApi<Id, Groups>
): Layer.Layer<never, never, HttpRouter.HttpRouter> =>
  HttpRouter.use((router) =>
    Effect.forEach(
      methodsByPath(api),
      ([path, taken]) =>
        Effect.forEach(
          methods.filter((method) => !taken.has(method)),
          (method) => router.add(method, path as `/${string}`, refused(method, path, [...taken]))
        ),
      { discard: true }
    )
  )

const refused = (method: string, path: string, taken: ReadonlyArray<string>) => {
  const allow = taken.join(", ")
  return Effect.succeed(
    HttpServerResponse.setHeader(
      problem(405, "method-not-allowed", "Method not allowed", `${path} does not take ${method}. It takes ${allow}.`),
      "allow",
      allow
    )
  )
}

const methods = [
  "GET",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "OPTIONS"
] as const satisfies ReadonlyArray<HttpMethod.HttpMethod>

/** Parameters at the same place are one path to a router, whatever they are called. */
const methodsByPath = <Id extends string, Groups extends HttpApiGroup.Constraint>(api: HttpApi.HttpApi<Id, Groups>) => {
  const found = new Map<string, Set<string>>()
  for (const { endpoints } of Object.values(api.groups) as ReadonlyArray<HttpApiGroup.Top>) {
    for (const { path, method } of Object.values(endpoints)) {
      found.set(path, (found.get(path) ?? new Set()).add(method))
    }
  }
  return found
}
