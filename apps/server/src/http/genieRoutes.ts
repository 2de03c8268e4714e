import { AuditLog } from "@genie/audit/contract"
import { Api, Session, System } from "@genie/client/api"
import { Actors, Projects } from "@genie/identity/contract"
import { serve } from "@genie/operation/serve"
import { Runs, Schedules, Workers } from "@genie/scheduler/contract"
import { Boards, Tasks } from "@genie/tasks/contract"
import { Effect, Layer, type Redacted } from "effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { openApi } from "../openApi.ts"
import { sessionLayer } from "../session/sessionLayer.ts"
import { metricsLayer } from "../system/metricsLayer.ts"
import { authorizationLayer } from "./authorizationLayer.ts"
import { methodNotAllowed } from "./methodNotAllowed.ts"
import { proofRoute } from "./proofRoute.ts"

/** Every operation at its path, the description of all of them, metrics, and a sign of life. */
export const genieRoutes = (token: Redacted.Redacted) =>
  Layer.mergeAll(
    HttpApiBuilder.layer(Api).pipe(
      Layer.provide([
        serve(Api, "projects", Projects),
        serve(Api, "boards", Boards),
        serve(Api, "tasks", Tasks),
        serve(Api, "actors", Actors),
        serve(Api, "schedules", Schedules),
        serve(Api, "runs", Runs),
        serve(Api, "workers", Workers),
        serve(Api, "audit", AuditLog),
        serve(Api, "system", System),
        Layer.provide(serve(Api, "session", Session), sessionLayer)
      ]),
      Layer.merge(metricsLayer),
      Layer.provide(authorizationLayer(token))
    ),
    methodNotAllowed(Api),
    proofRoute(token),
    HttpRouter.add(
      "GET",
      "/openapi.json",
      Effect.sync(() => HttpServerResponse.jsonUnsafe(openApi()))
    ),
    HttpRouter.add("GET", "/health", Effect.succeed(HttpServerResponse.jsonUnsafe({ status: "ok" })))
  )
