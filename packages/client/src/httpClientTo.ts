// One connection to whoever serves Genie: over the owner's Unix socket, or over TCP with a token. Node's own HTTP client
// does both and costs a command line the least to load.
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { CurrentActor } from "@genie/operation"
import { Effect, Option, type Scope } from "effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import { actorHeader, actorKindHeader, schemaHeader, versionHeader } from "./contract/headers.ts"
import { schema, version } from "./contract/version.ts"

/** Where Genie is served. */
export type Target =
  | { readonly socketPath: string }
  | {
      readonly url: string
      /** What the data directory's `run/token` holds. */
      readonly token: string
    }

/** The origin requests are sent to. Over a socket nobody looks the name up. */
export const originOf = (target: Target): string => ("url" in target ? target.url : "http://localhost")

/** An HTTP client that says who asks and which version they are. */
export const httpClientTo = (target: Target): Effect.Effect<HttpClient.HttpClient, never, Scope.Scope> =>
  Effect.gen(function* () {
    const agent = yield* NodeHttpClient.makeAgent({
      keepAlive: true,
      ...("socketPath" in target ? { socketPath: target.socketPath } : {})
    })
    const client = yield* Effect.provideService(NodeHttpClient.makeNodeHttp, NodeHttpClient.HttpAgent, agent)
    return client.pipe(
      HttpClient.mapRequest(HttpClientRequest.setHeaders({ [versionHeader]: version, [schemaHeader]: schema })),
      HttpClient.mapRequest((request) =>
        "token" in target ? HttpClientRequest.bearerToken(request, target.token) : request
      ),
      HttpClient.mapRequestEffect((request) => Effect.map(Effect.serviceOption(CurrentActor), asActor(request)))
    )
  })

const asActor =
  (request: HttpClientRequest.HttpClientRequest) =>
  (actor: Option.Option<CurrentActor["Service"]>): HttpClientRequest.HttpClientRequest =>
    Option.isNone(actor)
      ? request
      : HttpClientRequest.setHeaders(request, {
          // A header holds ASCII, a handle anything.
          [actorHeader]: encodeURIComponent(actor.value.handle),
          [actorKindHeader]: actor.value.kind
        })
