import { createServer } from "node:http"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { CurrentCaller } from "@genie/operation"
import { connect } from "@genie/operation/connect"
import { serve } from "@genie/operation/serve"
import { Context, Effect, Layer } from "effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServer from "effect/http/HttpServer"
import type * as HttpApi from "effect/http-api/HttpApi"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import type * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import { layer as notesLayer } from "./NotesService.ts"
import { Api, Notes } from "./notes.ts"

export const ana = { actor: { handle: "ana", kind: "human" }, via: "library" } as const

export const actor = Layer.succeed(CurrentCaller, ana)

/** A server of an api on a port of its own. */
export const served = <Id extends string, Groups extends HttpApiGroup.Constraint, E>(
  api: HttpApi.HttpApi<Id, Groups>,
  handlers: Layer.Layer<HttpApiGroup.ToService<Id, Groups>, E, CurrentCaller>
) =>
  HttpRouter.serve(HttpApiBuilder.layer(api).pipe(Layer.provide(handlers)), {
    disableLogger: true,
    disableListenLog: true
  }).pipe(
    Layer.provideMerge(NodeHttpServer.layer(createServer, { port: 0, host: "127.0.0.1" })),
    Layer.provide([actor, NodeServices.layer])
  )

/** A server of notes. */
export const servedNotes = served(Api, serve(Api, "notes", Notes).pipe(Layer.provide(notesLayer)))

export class Address extends Context.Service<Address, string>()("@genie/operation/test/Address") {}

export const address = Layer.effect(
  Address,
  Effect.map(HttpServer.HttpServer, ({ address }) =>
    address._tag === "InetAddressV4" ? `http://127.0.0.1:${address.port}` : "http://nowhere.invalid"
  )
)

/** The notes of a server somewhere else. */
export const remoteNotes = Layer.effect(
  Notes,
  Effect.gen(function* () {
    return yield* connect(Api, "notes", yield* HttpClient.HttpClient, yield* Address)
  })
).pipe(Layer.provide(FetchHttpClient.layer))
