import { Effect } from "effect"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import { problem } from "./problem.ts"

/**
 * Removes what another server left in a browser. The page has no service worker, so one that asks for its program was
 * installed by a server that had this port before, and would go on to answer in Genie's place.
 *
 * Browsers ask for that program past every worker, at a visit or within a day. The header that clears the origin takes the
 * worker away, with all that is stored there: its visitor signs in again.
 */
export const refuseServiceWorkers = <E, R>(
  app: Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>
): Effect.Effect<HttpServerResponse.HttpServerResponse, E, R | HttpServerRequest.HttpServerRequest> =>
  Effect.flatMap(HttpServerRequest.HttpServerRequest, ({ headers }) =>
    headers["service-worker"] === undefined
      ? app
      : Effect.succeed(
          HttpServerResponse.setHeader(
            problem(404, "no-service-worker", "No service worker", "Genie's page has no service worker."),
            "clear-site-data",
            '"cache", "storage"'
          )
        )
  )
