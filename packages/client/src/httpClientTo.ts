// One connection to whoever serves Genie: over the owner's Unix socket, or over TCP with a token. Node's own HTTP client
// does both and costs a command line the least to load.
import type { Agent as HttpsAgent } from "node:https"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { CurrentCaller, type NamedActor } from "@genie/operation"
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
    const agents = yield* agentsFor(target)
    const client = yield* Effect.provideService(NodeHttpClient.makeNodeHttp, NodeHttpClient.HttpAgent, agents)
    return client.pipe(
      HttpClient.mapRequest(HttpClientRequest.setHeaders({ [versionHeader]: version, [schemaHeader]: schema })),
      HttpClient.mapRequest((request) =>
        "token" in target ? HttpClientRequest.bearerToken(request, target.token) : request
      ),
      HttpClient.mapRequestEffect((request) => Effect.map(Effect.serviceOption(CurrentCaller), asActor(request)))
    )
  })

/** The agents for one origin: for a socket or `http:`, TLS and its cryptography stay unloaded, which is 12 ms. */
const agentsFor = (target: Target): Effect.Effect<NodeHttpClient.HttpAgent["Service"], never, Scope.Scope> => {
  if (originOf(target).startsWith("https:")) return NodeHttpClient.makeAgent({ keepAlive: true })
  // Imported in the ordinary way it would load its WebSocket too, which is 35 ms.
  const { Agent } = process.getBuiltinModule("node:http")
  const options = { keepAlive: true, ...("socketPath" in target && { socketPath: target.socketPath }) }
  return Effect.acquireRelease(
    Effect.sync(() => new Agent(options)),
    (agent) => Effect.sync(() => agent.destroy())
  ).pipe(Effect.map((agent) => ({ http: agent, https: agent as HttpsAgent })))
}

const asActor =
  (request: HttpClientRequest.HttpClientRequest) =>
  (caller: Option.Option<CurrentCaller["Service"]>): HttpClientRequest.HttpClientRequest =>
    Option.isNone(caller) ? request : HttpClientRequest.setHeaders(request, headersOf(caller.value.actor))

/** A header holds ASCII, and a handle any letters. */
const headersOf = ({ handle, kind }: NamedActor) => ({
  [actorHeader]: encodeURIComponent(handle),
  ...(kind !== undefined && { [actorKindHeader]: kind })
})
