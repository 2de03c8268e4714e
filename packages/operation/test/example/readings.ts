import { CurrentCaller } from "@genie/operation"
import { commands } from "@genie/operation/commands"
import { connect } from "@genie/operation/connect"
import { promised } from "@genie/operation/promised"
import { serve } from "@genie/operation/serve"
import { Effect, Layer, ManagedRuntime } from "effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpApi from "effect/http-api/HttpApi"
import { Greetings, GreetingsGroup, greetings } from "./greetings.ts"

export const Api = HttpApi.make("example").add(GreetingsGroup)

// HTTP handlers, for `HttpApiBuilder.layer(Api)`.
export const handlers = serve(Api, "greetings", Greetings).pipe(Layer.provide(greetings))

// The same service, at the other end of an HTTP connection.
export const remote = (url: string) =>
  Layer.effect(
    Greetings,
    Effect.flatMap(HttpClient.HttpClient, (client) => connect(Api, "greetings", client, url))
  )

// Promises: `await calls.greet({ name: "Ana" })`.
const actor = Layer.succeed(CurrentCaller, { actor: { handle: "ana", kind: "human" }, via: "library" })
export const calls = promised(GreetingsGroup, Greetings, ManagedRuntime.make(Layer.merge(greetings, actor)))

// Commands: `genie greeting greet Ana --language pt`.
export const greeting = commands("greeting", GreetingsGroup, Greetings, { greet: (sentence) => sentence })
