import { notServed } from "@genie/operation/serve"
import { Effect, Layer } from "effect"
import type * as HttpServer from "effect/http/HttpServer"
import * as Logger from "effect/Logger"
import { describe, expect, it } from "vitest"
import { Api } from "./notes.ts"
import { Address, address, served, servedNotes } from "./server.ts"

/** Asks a server of its own over plain HTTP. */
const asking = <A>(
  ask: (
    send: (
      method: string,
      path: string,
      body?: string | ReadableStream,
      headers?: Record<string, string>
    ) => Promise<Response>
  ) => Promise<A>,
  server: Layer.Layer<HttpServer.HttpServer, unknown> = servedNotes
) =>
  Effect.gen(function* () {
    const base = yield* Address
    return yield* Effect.promise(() =>
      ask((method, path, body, headers = { "content-type": "application/json" }) =>
        fetch(`${base}${path}`, { method, headers, duplex: "half", ...(body === undefined ? {} : { body }) })
      )
    )
  }).pipe(Effect.provide(address.pipe(Layer.provide(server))), Effect.provide(Logger.layer([])), Effect.runPromise)

const problem = async (response: Response) => {
  expect(response.headers.get("content-type")).toBe("application/problem+json")
  const body = (await response.json()) as Record<string, unknown>
  expect(body.status).toBe(response.status)
  return body
}

describe("a group over HTTP", () => {
  it("answers a refusal as a problem", () =>
    asking(async (send) => {
      const response = await send("DELETE", "/notes/n9")

      expect(await problem(response)).toEqual({
        type: "https://genie.dev/problems/note-not-found",
        title: "No such note",
        status: 404,
        detail: 'There is no note "n9".',
        _tag: "NoteNotFound",
        id: "n9"
      })
    }))

  it("says which field of a request is wrong and what is wrong with it", () =>
    asking(async (send) => {
      const detail = async (method: string, path: string, body?: string) => {
        const { _tag, detail } = await problem(await send(method, path, body))
        expect(_tag).toBe("InvalidInput")
        return detail
      }

      expect(await detail("POST", "/notes", "{}")).toBe("text: This field is required.")
      expect(await detail("POST", "/notes", '{"text":""}')).toBe("text: is empty.")
      expect(await detail("POST", "/notes", '{"text":"a","color":"red"}')).toBe(
        'color: must be "yellow" or "green", and is "red".'
      )
      expect(await detail("POST", "/notes", '{"text":"a","titel":"b"}')).toBe("titel: There is no such field here.")
      expect(await detail("POST", "/notes", '{"text":"a","remindAt":"soon"}')).toBe(
        "remindAt: must be a time such as 2027-01-01T09:00:00Z."
      )
      expect(await detail("POST", "/notes", '{"text"')).toBe("The body is not valid JSON.")
      expect(await detail("GET", "/notes?limit=many")).toBe('limit: must be a whole number, and is "many".')
      expect(await detail("GET", "/notes?limit=1.5")).toBe("limit: must be a whole number, and is 1.5.")
      expect(await detail("POST", "/notes", "[]")).toBe("The input must be an object, and is a list.")
      expect(await detail("GET", "/notes?colour=green")).toBe("colour: There is no such field here.")
    }))

  it("refuses a body of another type, above 1 MiB or nested deeper than 64", () =>
    asking(async (send) => {
      const big = `{"text":"${"x".repeat(1024 * 1024)}"}`
      const deep = `{"text":${"[".repeat(64)}${"]".repeat(64)}}`

      expect((await problem(await send("POST", "/notes", "<a/>", { "content-type": "text/xml" }))).detail).toBe(
        "The body must be application/json, and its content type says text/xml."
      )
      expect((await problem(await send("POST", "/notes", big))).detail).toContain("larger than 1,048,576 bytes")
      expect((await problem(await send("POST", "/notes", deep))).detail).toContain("nested 65 levels deep, and 64")
    }))

  it("refuses a body above 1 MiB that does not say how long it is", () =>
    asking(async (send) => {
      const chunk = new TextEncoder().encode("x".repeat(64 * 1024))
      let chunks = 0
      const endless = new ReadableStream({
        pull: (controller) => (++chunks > 64 ? controller.close() : controller.enqueue(chunk))
      })

      expect((await problem(await send("POST", "/notes", endless))).detail).toContain("larger than 1,048,576 bytes")
    }))

  it("gives nothing away about a bug", () =>
    asking(async (send) => {
      const response = await send("POST", "/notes", '{"text":"boom"}')

      expect(response.status).toBe(500)
      expect(JSON.stringify(await problem(response))).not.toContain("secret")
    }))

  it("gives nothing away about a bug in a stream", () =>
    asking(async (send) => {
      await send("POST", "/notes", '{"text":"bug"}')

      const events = await (await send("GET", "/notes/watch")).text()

      expect(events).toContain("Something went wrong inside Genie")
      expect(events).not.toMatch(/secret|\.ts:/)
    }))

  it("answers NotServed for a group that nobody serves", () =>
    asking(
      async (send) => {
        const body = await problem(await send("GET", "/notes"))

        expect(body).toMatchObject({ status: 501, _tag: "NotServed", operation: "notes.list" })
      },
      served(Api, notServed(Api, "notes"))
    ))
})
