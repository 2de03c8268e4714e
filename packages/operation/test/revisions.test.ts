import { CurrentCaller, ExpectedRevision, type Operations, operationGroup } from "@genie/operation"
import { serve } from "@genie/operation/serve"
import { Context, Effect, Layer, Schema } from "effect"
import * as HttpApi from "effect/http-api/HttpApi"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import { describe, expect, it } from "vitest"
import { Address, address, served } from "./server.ts"

class Page extends Schema.Class<Page>("Page")({ text: Schema.String, revision: Schema.Number }) {}

const PagesGroup = operationGroup(
  "pages",
  HttpApiEndpoint.get("show", "/pages/first", { success: Page }),
  HttpApiEndpoint.get("list", "/pages", { success: Schema.Struct({ items: Schema.Array(Page) }) }),
  HttpApiEndpoint.get("around", "/pages/first/around", {
    success: Schema.Struct({ page: Page, readers: Schema.Array(Schema.String) })
  }),
  HttpApiEndpoint.post("write", "/pages/first", {
    payload: Schema.Struct({ text: Schema.String, revision: Schema.optionalKey(Schema.Number) }),
    success: Page
  }),
  HttpApiEndpoint.post("burn", "/pages/first/burn", { success: Page })
)

class Pages extends Context.Service<Pages, Operations<typeof PagesGroup>>()("@genie/operation/test/Pages") {}

const Api = HttpApi.make("pages").add(PagesGroup)

let weather = "sunny"

/** A page at revision 7, whose weather nobody writes. Writing it answers what the writer has seen, so that a test sees it too. */
const pages = Layer.succeed(Pages, {
  show: () => Effect.sync(() => new Page({ text: `hello, ${weather}`, revision: 7 })),
  around: () => Effect.succeed({ page: new Page({ text: "hello", revision: 7 }), readers: ["ana"] }),
  list: () => Effect.succeed({ items: [new Page({ text: "hello", revision: 7 })] }),
  write: Effect.fnUntraced(function* ({ revision }) {
    const {
      actor: { handle }
    } = yield* CurrentCaller
    const expected = revision ?? (yield* ExpectedRevision)
    return new Page({ text: `${handle} has seen ${expected ?? "nothing"}`, revision: 8 })
  }),
  burn: () => Effect.succeed(new Page({ text: "", revision: 9 }))
})

const send = (method: string, path: string, headers: Record<string, string> = {}, body?: object) =>
  Effect.gen(function* () {
    const base = yield* Address
    const response = yield* Effect.promise(() =>
      fetch(base + path, {
        method,
        headers: { "content-type": "application/json", ...headers },
        ...(body && { body: JSON.stringify(body) })
      })
    )
    const text = yield* Effect.promise(() => response.text())
    return { status: response.status, etag: response.headers.get("etag"), text, json: text && JSON.parse(text) }
  }).pipe(
    Effect.provide(address.pipe(Layer.provide(served(Api, serve(Api, "pages", Pages).pipe(Layer.provide(pages)))))),
    Effect.runPromise
  )

describe("revisions over HTTP", () => {
  it("what has a revision, or is about one thing that has one, has an ETag that begins with it; a list has none", async () => {
    const [page, list] = [await send("GET", "/pages/first"), await send("GET", "/pages")]
    const around = await send("GET", "/pages/first/around")

    expect([page.status, page.etag]).toEqual([200, expect.stringMatching(/^"7-[0-9a-f]{16}"$/)])
    expect([around.status, around.etag]).toEqual([200, expect.stringMatching(/^"7-[0-9a-f]{16}"$/)])
    expect([list.status, list.etag]).toEqual([200, null])
  })

  it("whoever has the newest is not sent it again, and whoever has an older one is", async () => {
    const { etag } = await send("GET", "/pages/first")
    const ask = (ifNoneMatch: string) => send("GET", "/pages/first", { "if-none-match": ifNoneMatch })

    const [same, weak, older] = [await ask(etag!), await ask(`"6-x", W/${etag}`), await ask('"6-x"')]

    expect([same.status, same.etag, same.text]).toEqual([304, etag, ""])
    expect(weak.status).toBe(304)
    expect([older.status, older.json.text]).toEqual([200, "hello, sunny"])
  })

  it("what is derived can change without a revision, and then it is sent again", async () => {
    const { etag } = await send("GET", "/pages/first")
    weather = "rainy"

    const later = await send("GET", "/pages/first", { "if-none-match": etag! })

    expect([later.status, later.json.text]).toEqual([200, "hello, rainy"])
  })

  it("a change is told which revision its caller has seen, by the input or else by If-Match", async () => {
    const write = (headers: Record<string, string>, body: object = {}) =>
      send("POST", "/pages/first", headers, { text: "bye", ...body })

    expect((await write({})).json.text).toBe("ana has seen nothing")
    expect((await write({ "if-match": '"6"' })).json.text).toBe("ana has seen 6")
    expect((await write({ "if-match": "*" })).json.text).toBe("ana has seen nothing")
    expect((await write({ "if-match": '"6"' }, { revision: 5 })).json.text).toBe("ana has seen 5")
    const { etag } = await write({})
    expect((await write({ "if-match": etag! })).json.text).toBe("ana has seen 8")
  })

  it("an If-Match that is no revision, or that nobody would look at, is refused with what to send", async () => {
    for (const ifMatch of ["6", 'W/"6"', '"6", "7"', '"six"', '""']) {
      const refused = await send("POST", "/pages/first", { "if-match": ifMatch }, { text: "bye" })

      expect([refused.status, refused.json.field]).toEqual([400, "If-Match"])
      expect(refused.json.detail).toContain('If-Match: "3"')
    }
    const unread = await send("POST", "/pages/first/burn", { "if-match": '"7"' })
    expect([unread.status, unread.json.detail]).toEqual([
      400,
      "If-Match: This operation does not look at revisions: leave the header out."
    ])
  })
})
