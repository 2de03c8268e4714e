// A process that hangs still accepts connections: whoever waits for it is told in bounded time.
import { once } from "node:events"
import { createServer, type RequestListener } from "node:http"
import { assert, describe, it } from "@effect/vitest"
import { Unavailable, UnknownOutcome } from "@genie/operation"
import { Effect } from "effect"
import { httpClientTo } from "../src/httpClientTo.ts"
import { unlessSilent } from "../src/unlessSilent.ts"

/** A server with this listener, and how it is watched by somebody impatient. */
const watching = (listener: RequestListener, isRead: boolean) =>
  Effect.gen(function* () {
    const server = yield* Effect.acquireRelease(
      Effect.promise(async () => {
        const server = createServer(listener).listen(0, "127.0.0.1")
        await once(server, "listening")
        return server
      }),
      (server) =>
        Effect.sync(() => {
          server.close()
          server.closeAllConnections()
        })
    )
    const url = `http://127.0.0.1:${(server.address() as { readonly port: number }).port}`
    const client = yield* httpClientTo({ url, token: "none" })
    const watch = unlessSilent({
      client,
      origin: url,
      operation: "notes.write",
      isRead,
      patience: "20 millis",
      signWithin: "200 millis"
    })
    return watch(Effect.flatMap(client.get(`${url}/notes`), (response) => response.text))
  })

const hangs: RequestListener = () => {}

describe("unlessSilent", () => {
  it.live("says of a question to a process that hangs that nothing was done, and what to do", () =>
    Effect.gen(function* () {
      const refused = yield* Effect.flip(yield* watching(hangs, true))

      assert.instanceOf(refused, Unavailable)
      assert.match(refused.message, /does not answer\. It gave no sign of life for 200ms\. To see why: genie doctor$/)
    }).pipe(Effect.scoped)
  )

  it.live("says of a change sent to a process that hangs that it may have been done", () =>
    Effect.gen(function* () {
      const refused = yield* Effect.flip(yield* watching(hangs, false))

      assert.instanceOf(refused, UnknownOutcome)
    }).pipe(Effect.scoped)
  )

  it.live("waits for one that is slow but alive", () =>
    Effect.gen(function* () {
      let signs = 0
      let finish = () => {}
      const slow: RequestListener = (request, response) => {
        if (request.url === "/notes") finish = () => response.end("late")
        else response.end(() => ++signs === 3 && finish())
      }

      const answer = yield* yield* watching(slow, true)

      assert.equal(answer, "late")
    }).pipe(Effect.scoped)
  )
})
