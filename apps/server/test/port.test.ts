import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { networkInterfaces, tmpdir } from "node:os"
import { join } from "node:path"
import { it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import { describe, expect } from "vitest"
import { keptPort } from "../src/http/keptPort.ts"
import { listenAtPort } from "../src/http/listenAtPort.ts"
import { pageHost } from "../src/http/pageHost.ts"
import { request } from "./request.ts"

const token = Redacted.make("a-token-that-only-this-test-knows-of")

const hello = Effect.succeed(HttpServerResponse.text("hello"))

const portOf = ({ url }: { readonly url: string }) => Number(new URL(url).port)

/** The file that remembers a port, in a directory of the test. */
const portFile = Effect.map(
  Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), "genie-port-"))),
    (directory) => Effect.sync(() => rmSync(directory, { recursive: true, force: true }))
  ),
  (directory) => join(directory, "run/port")
)

/** Somebody else at a port of one loopback address. */
const stranger = (port: number, host = "127.0.0.1") =>
  Effect.acquireRelease(
    Effect.callback<ReturnType<typeof createServer>>((resume) => {
      const server = createServer((socket) => socket.destroy()).listen(port, host, () => resume(Effect.succeed(server)))
    }),
    (server) => Effect.promise(() => new Promise((resolve) => server.close(resolve)))
  )

/** Loopback as this machine has it: a container may be without IPv6. */
const loopback = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === "::1"))
  ? ["127.0.0.1", "::1"]
  : ["127.0.0.1"]

describe("the port of a data directory", () => {
  it.effect("is chosen once, and is the same at every start", () =>
    Effect.gen(function* () {
      const file = yield* portFile
      const start = Effect.scoped(listenAtPort(hello, token, { portFile: file }))

      const first = yield* start
      const second = yield* start

      expect(second).toEqual(first)
      expect(keptPort(file)).toBe(portOf(first))
      expect(first).toEqual({
        url: `http://127.0.0.1:${portOf(first)}`,
        page: `http://${pageHost(token)}:${portOf(first)}`
      })
    })
  )

  it.effect.each(loopback)("that somebody else has at %s gives way to another for good, which is said", (host) =>
    Effect.gen(function* () {
      const file = yield* portFile
      const start = Effect.scoped(listenAtPort(hello, token, { portFile: file }))
      const before = portOf(yield* start)

      const moved = yield* Effect.scoped(Effect.andThen(stranger(before, host), start))
      const after = yield* start

      expect(moved.portBefore).toBe(before)
      expect(portOf(moved)).not.toBe(before)
      expect(after).toEqual({ url: moved.url, page: moved.page })
    })
  )

  it.effect("that was named is remembered, and 0 is any port for one time", () =>
    Effect.gen(function* () {
      const file = yield* portFile
      const named = portOf(yield* Effect.scoped(listenAtPort(hello, token, { port: 0, portFile: file })))
      expect(keptPort(file)).toBeUndefined()

      yield* Effect.scoped(listenAtPort(hello, token, { port: named, portFile: file }))
      yield* Effect.scoped(listenAtPort(hello, token, { port: 0, portFile: file }))

      expect(keptPort(file)).toBe(named)
    })
  )

  it.effect("that was named and is taken is refused, at either address, and nothing stays open", () =>
    Effect.gen(function* () {
      const file = yield* portFile
      const port = portOf(yield* Effect.scoped(listenAtPort(hello, token, { port: 0 })))

      const refusals = yield* Effect.forEach(loopback, (host) =>
        Effect.scoped(
          Effect.andThen(stranger(port, host), Effect.flip(listenAtPort(hello, token, { port, portFile: file })))
        )
      )
      const free = yield* Effect.scoped(listenAtPort(hello, token, { port }))

      for (const { message } of refusals) expect(message).toContain("something else listens there")
      expect(keptPort(file)).toBeUndefined()
      expect(portOf(free)).toBe(port)
    })
  )

  it.effect("is answered at both loopback addresses, because a browser tries ::1 first", () =>
    Effect.gen(function* () {
      const { url } = yield* listenAtPort(hello, token, { port: 0 })
      const port = Number(new URL(url).port)

      const answers = yield* Effect.forEach(loopback, (host) =>
        request(`http://${host.includes(":") ? `[${host}]` : host}:${port}/`)
      )

      expect(answers.map(({ text }) => text)).toEqual(loopback.map(() => "hello"))
    })
  )

  it.effect("counts as none where its file holds something else", () =>
    Effect.gen(function* () {
      const file = yield* portFile
      const first = portOf(yield* Effect.scoped(listenAtPort(hello, token, { portFile: file })))
      for (const written of ["", "http", "0", "70000", "-1", "12.5"]) {
        writeFileSync(file, written)
        expect(keptPort(file)).toBeUndefined()
      }

      const { portBefore, url } = yield* Effect.scoped(listenAtPort(hello, token, { portFile: file }))

      expect(first).toBeGreaterThan(0)
      expect(portBefore).toBeUndefined()
      expect(readFileSync(file, "utf8")).toBe(`${new URL(url).port}\n`)
    })
  )
})
