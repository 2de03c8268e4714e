import { type Operations, operationGroup, Refusal } from "@genie/operation"
import { Context, Effect, Layer, Schema } from "effect"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as OpenApi from "effect/http-api/OpenApi"

export class NobodyThere extends Refusal<NobodyThere>()(
  "NobodyThere",
  { status: 404, title: "Nobody there" },
  { name: Schema.String }
) {
  override get message() {
    return `There is nobody called "${this.name}" here.`
  }
}

export const GreetingsGroup = operationGroup(
  "greetings",
  HttpApiEndpoint.post("greet", "/:name", {
    params: { name: Schema.String.annotate({ description: "Who is greeted" }) },
    payload: Schema.Struct({
      language: Schema.optionalKey(Schema.Literals(["en", "pt"]).annotate({ description: "In which language" }))
    }),
    success: Schema.String,
    error: [NobodyThere]
  }).annotate(OpenApi.Summary, "Say hello to somebody")
).prefix("/greetings")

export interface GreetingOperations extends Operations<typeof GreetingsGroup> {}

export class Greetings extends Context.Service<Greetings, GreetingOperations>()("example/Greetings") {}

export const greetings = Layer.succeed(Greetings, {
  greet: Effect.fn("Greetings.greet")(function* ({ name, language = "en" }) {
    if (name !== "Ana") return yield* new NobodyThere({ name })

    return language === "pt" ? `Olá, ${name}.` : `Hello, ${name}.`
  })
})
