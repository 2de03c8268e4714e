import { connect, type Socket } from "node:net"
import { onEveryBackend } from "@genie/store/testing"
import { Effect } from "effect"
import { expect } from "vitest"
import { Serving, servingLayer } from "./serving.ts"

/** Writes to a raw socket, and answers all that comes until the server closes it. */
const untilClosed = (target: { readonly port: number } | { readonly path: string }, text: string) =>
  Effect.callback<string, Error>((resume) => {
    const socket: Socket = connect({ host: "127.0.0.1", ...target }, () => socket.write(text))
    let heard = ""
    socket.setEncoding("utf8").on("data", (chunk) => {
      heard += chunk
    })
    socket.on("error", (error) => resume(Effect.fail(error)))
    socket.on("close", () => resume(Effect.succeed(heard)))
    return Effect.sync(() => socket.destroy())
  })

const upgrade = (protocol: string, port: number) =>
  `GET /status HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nconnection: upgrade, close\r\nupgrade: ${protocol}\r\n\r\n`

onEveryBackend("Connections", servingLayer, (it, backend) => {
  it.effect.each(["foo", "websocket", "h2c", "TLS/1.0", ""])(
    "a request to upgrade to %j is answered as any other, and closed",
    (protocol) =>
      Effect.gen(function* () {
        const { port, socket } = yield* Serving

        const overTcp = yield* untilClosed({ port }, upgrade(protocol, port))
        const overSocket = yield* untilClosed({ path: socket }, upgrade(protocol, port))

        expect(overTcp).toMatch(/^HTTP\/1\.1 401 /)
        expect(overSocket).toMatch(/^HTTP\/1\.1 200 /)
      })
  )

  it.effect("CONNECT and what is no HTTP are closed", () =>
    Effect.gen(function* () {
      const { port } = yield* Serving

      const tunnel = yield* untilClosed({ port }, "CONNECT example.com:443 HTTP/1.1\r\nhost: example.com\r\n\r\n")
      const noise = yield* untilClosed({ port }, "\u0016\u0003\u0001 hello\r\n\r\n")

      expect(tunnel).not.toMatch(/ 2\d\d /)
      expect(noise).toMatch(/^HTTP\/1\.1 400 /)
    })
  )

  // One backend: no database is asked.
  if (backend === "pglite")
    it.effect("a connection that says nothing, or half a request, is closed", () =>
      Effect.gen(function* () {
        const { port } = yield* Serving

        const heard = yield* Effect.all(
          [
            untilClosed({ port }, ""),
            untilClosed({ port }, "GET /status HTTP/1.1\r\nhost: 127.0.0.1\r\n"),
            untilClosed({ port }, "POST")
          ],
          { concurrency: "unbounded" }
        )

        for (const answer of heard) expect(answer).toMatch(/^$|^HTTP\/1\.1 408 /)
      })
    )
})
