import type { CurrentCaller } from "@genie/operation"
import { connect } from "@genie/operation/connect"
import { serve } from "@genie/operation/serve"
import { Db } from "@genie/store/database"
import { onEveryBackend } from "@genie/store/testing"
import { Effect, Layer, Stream } from "effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServer from "effect/http/HttpServer"
import * as HttpApi from "effect/http-api/HttpApi"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { expect } from "vitest"
import { AuditGroup, AuditLog } from "../src/contract/AuditGroup.ts"
import { Audit } from "../src/service/Audit.ts"
import { AuditLogLive } from "../src/service/AuditLogLive.ts"
import { auditLayer, created, project } from "./fixtures.ts"

const Api = HttpApi.make("audit").add(AuditGroup)

onEveryBackend("The audit log over HTTP", Layer.provideMerge(AuditLogLive, auditLayer), (it) => {
  it.effect("answers what it answers in process", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const audit = yield* Audit
      const local = yield* AuditLog
      const { remote } = yield* served
      const shop = yield* project("HTTP")
      yield* audit.append(created("backup", shop)).pipe(db.transaction)

      expect(yield* remote.verify({})).toEqual(yield* local.verify({}))
      expect(yield* remote.list({ limit: 1 })).toEqual(yield* local.list({ limit: 1 }))
      expect(yield* remote.position({})).toEqual(yield* local.position({}))
      const [event] = (yield* local.list({ limit: 1 })).items
      expect(yield* remote.show({ event: event!.id })).toEqual(yield* local.show({ event: event!.id }))
    })
  )

  it.effect("refuses in the same words", () =>
    Effect.gen(function* () {
      const local = yield* AuditLog
      const { remote } = yield* served

      expect(yield* Effect.flip(remote.show({ event: "x" }))).toEqual(yield* Effect.flip(local.show({ event: "x" })))
      expect(yield* Effect.flip(remote.verify({ log: "x" }))).toEqual(yield* Effect.flip(local.verify({ log: "x" })))
      expect(yield* Effect.flip(remote.feed({ after: "x" }))).toEqual(yield* Effect.flip(local.feed({ after: "x" })))
    })
  )

  it.effect("streams the feed as server-sent events whose id is the cursor", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const audit = yield* Audit
      const { handler, remote } = yield* served
      const shop = yield* project("SSE")
      const { cursor } = yield* remote.position({})
      yield* audit.append(created("backup", shop)).pipe(db.transaction)

      const items = yield* Stream.runCollect(Stream.take(yield* remote.feed({ after: cursor }), 2))
      const response = yield* Effect.promise(() => handler(new Request(`http://genie.test/audit/feed?after=${cursor}`)))
      const reader = response.body!.getReader()
      const { value } = yield* Effect.promise(() => reader.read())
      yield* Effect.promise(() => reader.cancel())

      expect(items.map(({ data }) => data.action)).toEqual(["log.created", "schedule.created"])
      expect(response.headers.get("content-type")).toContain("text/event-stream")
      expect(new TextDecoder().decode(value)).toContain(`id: ${items[0]!.id}\n`)
    })
  )
})

/** The log behind a handler of web requests, and a client of it. */
const served = Effect.gen(function* () {
  const services = yield* Effect.context<AuditLog | CurrentCaller>()
  const routes = HttpApiBuilder.layer(Api).pipe(
    Layer.provide(serve(Api, "audit", AuditLog)),
    Layer.provide(Layer.succeedContext(services)),
    Layer.provide(HttpServer.layerServices)
  )
  const { dispose, handler } = HttpRouter.toWebHandler(routes, { disableLogger: true })
  yield* Effect.addFinalizer(() => Effect.promise(dispose))
  const remote = yield* Effect.gen(function* () {
    return yield* connect(Api, "audit", yield* HttpClient.HttpClient, "http://genie.test")
  }).pipe(
    Effect.provide(FetchHttpClient.layer),
    Effect.provideService(FetchHttpClient.Fetch, (input, init) => handler(new Request(input as string, init)))
  )
  return { handler: (request: Request) => handler(request), remote }
})
