// Metrics are not an operation: a person asks for the status, and this is another writing of it. They are behind the same door.
import { Authorization, System } from "@genie/client/api"
import { type Operations, operationGroup } from "@genie/operation"
import { serve } from "@genie/operation/serve"
import { Context, Effect, Layer, Schema } from "effect"
import * as HttpApi from "effect/http-api/HttpApi"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import { prometheus } from "./prometheus.ts"

const Text = Schema.String.pipe(HttpApiSchema.asText({ contentType: "text/plain; version=0.0.4; charset=utf-8" }))

const MetricsGroup = operationGroup("metrics", HttpApiEndpoint.get("metrics", "/metrics", { success: Text }))

const MetricsApi = HttpApi.make("genie-metrics").add(MetricsGroup).middleware(Authorization)

class Metrics extends Context.Service<Metrics, Operations<typeof MetricsGroup>>()("@genie/server/Metrics") {
  static readonly layer = Layer.effect(
    Metrics,
    Effect.map(System, (system) => Metrics.of({ metrics: () => Effect.map(system.status({}), prometheus) }))
  )
}

/** The status for Prometheus, at `GET /metrics`. */
export const metricsLayer = HttpApiBuilder.layer(MetricsApi).pipe(
  Layer.provide(serve(MetricsApi, "metrics", Metrics)),
  Layer.provide(Metrics.layer)
)
