import { createServer, type RequestListener } from "node:http"
import type { AddressInfo } from "node:net"
import { type CurrentCaller, InvalidInput, Unavailable, UnknownOutcome } from "@genie/operation"
import { connect } from "@genie/operation/connect"
import { Effect, Layer } from "effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import { describe, expect, it } from "vitest"
import { Api, NoteId, type NoteOperations } from "./notes.ts"
import { actor } from "./server.ts"

/** What an operation fails with when the other side behaves like this. */
const failureAgainst = async (
  listener: RequestListener | undefined,
  ask: (notes: NoteOperations) => Effect.Effect<unknown, unknown, CurrentCaller>
) => {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  if (!listener) await new Promise((resolve) => server.close(resolve))
  try {
    return await Effect.gen(function* () {
      const notes = yield* connect(Api, "notes", yield* HttpClient.HttpClient, `http://127.0.0.1:${port}`)
      return yield* Effect.flip(ask(notes))
    }).pipe(Effect.provide(Layer.merge(FetchHttpClient.layer, actor)), Effect.runPromise)
  } finally {
    server.close()
  }
}

const hangUp: RequestListener = (request) => request.socket.destroy()
const proxyError: RequestListener = (_, response) => response.writeHead(502).end("<h1>Bad gateway</h1>")
const stranger: RequestListener = (_, response) => response.writeHead(404).end("nothing here")
const nonsense: RequestListener = (_, response) =>
  response.writeHead(200, { "content-type": "application/json" }).end('{"hello":"world"}')

const create = (notes: NoteOperations) => notes.create({ text: "Water the plants" })
const list = (notes: NoteOperations) => notes.list({})

describe("a group as a remote client", () => {
  it("is unavailable when nobody listens, for reads and writes alike", async () => {
    expect(await failureAgainst(undefined, list)).toBeInstanceOf(Unavailable)
    expect(await failureAgainst(undefined, create)).toBeInstanceOf(Unavailable)
  })

  it("has an unknown outcome when the answer to a write is lost", async () => {
    const lost = await failureAgainst(hangUp, create)

    expect(lost).toBeInstanceOf(UnknownOutcome)
    expect((lost as UnknownOutcome).message).toContain('"notes.create" was sent')
    expect(await failureAgainst(proxyError, create)).toBeInstanceOf(UnknownOutcome)
    expect(await failureAgainst(nonsense, create)).toBeInstanceOf(UnknownOutcome)
  })

  it("is unavailable when the answer to a read is lost", async () => {
    expect(await failureAgainst(hangUp, list)).toBeInstanceOf(Unavailable)
    expect(await failureAgainst(proxyError, list)).toBeInstanceOf(Unavailable)
    expect(await failureAgainst(nonsense, list)).toBeInstanceOf(Unavailable)
  })

  it("is unavailable when something else answers", async () => {
    const other = await failureAgainst(stranger, create)

    expect(other).toBeInstanceOf(Unavailable)
    expect((other as Unavailable).message).toContain("answered 404, which is not an answer of Genie")
  })

  it("dies of a bug on the other side, and knows nothing about it", async () => {
    const bug: RequestListener = (_, response) => response.writeHead(500).end("the secret is 42")

    await expect(failureAgainst(bug, create)).rejects.toThrow("Something went wrong inside Genie, on the other side.")
  })

  it("refuses a name that would become another path, without asking", async () => {
    for (const id of ["", ".", ".."]) {
      const refused = await failureAgainst(undefined, (notes) => notes.remove({ id: NoteId.make(id) }))
      expect(refused).toBeInstanceOf(InvalidInput)
    }
  })
})
