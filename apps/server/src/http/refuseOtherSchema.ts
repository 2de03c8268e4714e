import { schema, schemaHeader, version, versionHeader } from "@genie/client/api"
import { VersionMismatch } from "@genie/operation"
import { Effect, Schema } from "effect"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"

/**
 * Turns away a client that says it knows another schema: it would read wrong what it gets. One that says nothing speaks
 * plain HTTP and is judged by its requests. What a process is and whether it leaves can be asked by any version.
 */
export const refuseOtherSchema = <E, R>(
  app: Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>
): Effect.Effect<HttpServerResponse.HttpServerResponse, E, R | HttpServerRequest.HttpServerRequest> =>
  Effect.gen(function* () {
    const { headers, url } = yield* HttpServerRequest.HttpServerRequest
    const theirs = headers[schemaHeader]
    if (theirs === undefined || theirs === schema || anyVersionPaths.includes(url)) return yield* app
    // The client reads it, so `ours` is the client's.
    const refusal = new VersionMismatch({
      ours: `${headers[versionHeader] ?? "unknown"} (${theirs})`,
      theirs: `${version} (${schema})`
    })
    return HttpServerResponse.jsonUnsafe(encode(refusal), {
      status: refusal.status,
      contentType: "application/problem+json"
    })
  })

const anyVersionPaths = ["/status", "/yield", "/stop", "/health"]

const encode = Schema.encodeUnknownSync(Schema.toCodecJson(VersionMismatch))
