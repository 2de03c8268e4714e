import { readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import {
  type Caller,
  CurrentCaller,
  type Input,
  type Operations,
  type Output,
  type SharedRefusal,
  Unauthorized
} from "@genie/operation"
import { connect } from "@genie/operation/connect"
import type { Promised } from "@genie/operation/promised"
import { serve } from "@genie/operation/serve"
import { Effect, Layer, Redacted, type Stream } from "effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpApi from "effect/http-api/HttpApi"
import * as HttpApiMiddleware from "effect/http-api/HttpApiMiddleware"
import * as HttpApiSecurity from "effect/http-api/HttpApiSecurity"
import * as OpenApi from "effect/http-api/OpenApi"
import { describe, expect, expectTypeOf, it } from "vitest"
import { layer as notesLayer } from "./NotesService.ts"
import {
  Api,
  type Note,
  type NoteId,
  type NoteNotFound,
  type NoteOperations,
  type NotePinned,
  Notes,
  type NotesGroup
} from "./notes.ts"
import { Address, address, served } from "./server.ts"

type Endpoints = (typeof NotesGroup)["endpoints"]

describe("the types of a group", () => {
  it("have flat inputs and plain outputs", () => {
    expectTypeOf<Input<Endpoints["remove"]>>().toEqualTypeOf<{ readonly id: NoteId }>()
    expectTypeOf<Input<Endpoints["list"]>>().toEqualTypeOf<{
      readonly color?: "yellow" | "green"
      readonly limit?: number
    }>()
    expectTypeOf<Output<Endpoints["list"]>>().toEqualTypeOf<ReadonlyArray<Note>>()
    expectTypeOf<Output<Endpoints["watch"]>>().toEqualTypeOf<Stream.Stream<Note, SharedRefusal>>()
  })

  it("fail with what the endpoint declares and with what every operation shares", () => {
    expectTypeOf<NoteOperations["remove"]>().toEqualTypeOf<
      (input: { readonly id: NoteId }) => Effect.Effect<Note, NoteNotFound | NotePinned | SharedRefusal, CurrentCaller>
    >()
  })

  it("do not know brands or Effect as promises, and need no input where nothing is required", () => {
    type Calls = Promised<typeof NotesGroup>

    expectTypeOf<Calls["remove"]>().toBeCallableWith({ id: "n1" })
    expectTypeOf<Calls["list"]>().toBeCallableWith()
    expectTypeOf<ReturnType<Calls["list"]>>().toEqualTypeOf<Promise<ReadonlyArray<Note>>>()
    expectTypeOf<ReturnType<Calls["watch"]>>().toEqualTypeOf<AsyncIterable<Note>>()
  })

  it("are the same for the remote client, also when the api has middlewares of its own", () => {
    const remote = connect(GuardedApi, "notes", undefined as unknown as HttpClient.HttpClient)

    expectTypeOf<Effect.Success<typeof remote>>().toExtend<Operations<typeof NotesGroup>>()
    expectTypeOf<Effect.Success<typeof remote>>().toExtend<Notes["Service"]>()
  })

  it("ask for an actor unless a middleware provides one", () => {
    const open = serve(Api, "notes", Notes)
    const guarded = serve(GuardedApi, "notes", Notes)

    expectTypeOf<Layer.Services<typeof open>>().toEqualTypeOf<Notes | CurrentCaller>()
    expectTypeOf<Layer.Services<typeof guarded>>().toEqualTypeOf<Notes | Authorization>()
  })
})

class Authorization extends HttpApiMiddleware.Service<Authorization, { provides: CurrentCaller; requires: never }>()(
  "@genie/operation/test/Authorization",
  { security: { bearer: HttpApiSecurity.bearer }, error: Unauthorized }
) {}

class GuardedApi extends HttpApi.make("guarded")
  .add(...(Object.values(Api.groups) as [typeof NotesGroup]))
  .middleware(Authorization) {}

describe("a group behind a middleware", () => {
  const guard = Layer.succeed(Authorization, {
    bearer: (handled, { credential }) =>
      Redacted.value(credential) === "ana's"
        ? Effect.provideService(handled, CurrentCaller, { actor: { handle: "ana", kind: "human" }, via: "http" })
        : Effect.fail(new Unauthorized({ reason: "Say who you are: the token is not known here." }))
  })
  const asking = <A>(token: string, ask: (notes: NoteOperations) => Effect.Effect<A, unknown, CurrentCaller>) =>
    Effect.gen(function* () {
      const client = HttpClient.mapRequest(yield* HttpClient.HttpClient, HttpClientRequest.bearerToken(token))
      return yield* ask(yield* connect(GuardedApi, "notes", client, yield* Address))
    }).pipe(
      Effect.provideService(CurrentCaller, somebody),
      Effect.provide(FetchHttpClient.layer),
      Effect.provide(
        address.pipe(
          Layer.provide(served(GuardedApi, serve(GuardedApi, "notes", Notes).pipe(Layer.provide([notesLayer, guard]))))
        )
      ),
      Effect.runPromise
    )
  const somebody: Caller = { actor: { handle: "somebody", kind: "service" }, via: "http" }

  it("knows who asks from what the transport proves", async () => {
    const note = await asking("ana's", (notes) => notes.create({ text: "Water the plants" }))

    expect(note.id).toBe("ana-1")
  })

  it("refuses who proves nothing, as a refusal like any other", async () => {
    const refused = await asking("nobody's", (notes) => Effect.flip(notes.list({})))

    expect(refused).toBeInstanceOf(Unauthorized)
    expect((refused as Unauthorized).message).toBe("Say who you are: the token is not known here.")
  })
})

describe("the OpenAPI document", () => {
  it("describes refusals as problems", () => {
    const { paths, components } = OpenApi.fromApi(Api)
    const responses = paths["/notes/{id}"]?.delete?.responses as Record<string, { content?: object }>

    expect(Object.keys(responses)).toEqual(
      expect.arrayContaining(["200", "400", "401", "404", "409", "501", "503", "504"])
    )
    expect(Object.keys(responses["404"]?.content ?? {})).toEqual(["application/problem+json"])
    expect(Object.keys(components.schemas)).toEqual(expect.arrayContaining(["NoteNotFound", "InvalidInput"]))
  })
})

describe("the first door", () => {
  it("loads neither the server, the client, the command line nor Node", () => {
    const seen = new Set<string>()
    const loaded = new Set<string>()
    const visit = (file: string) => {
      if (seen.has(file)) return
      seen.add(file)
      for (const [, isType, from = ""] of readFileSync(file, "utf8").matchAll(
        /^(?:import|export) (type )?[^"]*?from "([^"]+)"/gms
      )) {
        if (isType) continue
        if (from.startsWith(".")) visit(join(dirname(file), from))
        else loaded.add(from)
      }
    }
    visit(join(import.meta.dirname, "../src/index.ts"))

    expect([...loaded].sort()).toEqual([
      "effect",
      "effect/http-api/HttpApi",
      "effect/http-api/HttpApiGroup",
      "effect/http-api/HttpApiMiddleware",
      "effect/http-api/HttpApiSchema"
    ])
  })
})
