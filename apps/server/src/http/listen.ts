import { chmodSync, rmSync } from "node:fs"
import { createServer, type Server } from "node:http"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { Duration, Effect, type Scope } from "effect"
import type * as HttpServerError from "effect/http/HttpServerError"
import type * as HttpServerRequest from "effect/http/HttpServerRequest"
import type * as HttpServerResponse from "effect/http/HttpServerResponse"
import { CannotListen } from "./CannotListen.ts"
import { CurrentListener, type Listener } from "./Listener.ts"

/** Every request answered. */
export type App = Effect.Effect<
  HttpServerResponse.HttpServerResponse,
  never,
  HttpServerRequest.HttpServerRequest | Scope.Scope
>

/** Answers on a Unix socket that only this user can open. The caller owns the directory, so a file there is a dead owner's. */
export const listenOnSocket = (app: App, path: string): Effect.Effect<void, CannotListen, Scope.Scope> =>
  Effect.gen(function* () {
    yield* Effect.sync(() => rmSync(path, { force: true }))
    const { serve } = yield* open({ path }, `the socket ${path}`)
    yield* Effect.sync(() => chmodSync(path, 0o600))
    yield* serve(app, { kind: "socket" })
  })

/** Answers on loopback. Port 0 takes a free one. */
export const listenOnLoopback = (app: App, port: number): Effect.Effect<string, CannotListen, Scope.Scope> =>
  Effect.gen(function* () {
    const { node, serve } = yield* open({ host: "127.0.0.1", port }, `port ${port}`)
    const address = node.address()
    const bound = typeof address === "object" && address !== null ? address.port : port
    yield* serve(app, { kind: "tcp", port: bound })
    return `http://127.0.0.1:${bound}`
  })

const open = (options: { readonly path: string } | { readonly host: string; readonly port: number }, place: string) =>
  Effect.gen(function* () {
    const node = createServer({
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      connectionsCheckingInterval: CONNECTIONS_CHECKED_EVERY_MS
    })
    node.maxConnections = CONNECTIONS_MAX
    answerUnreadable(node)
    const server = yield* Effect.mapError(
      NodeHttpServer.make(() => node, { ...options, disablePreemptiveShutdown: true }),
      (error) => new CannotListen({ place, reason: reasonOf(error) })
    )
    const serve = (app: App, listener: Listener) =>
      Effect.andThen(
        Effect.tap(server.serve(Effect.provideService(app, CurrentListener, listener)), refuseUpgrades(node)),
        // Added last, so it comes first: nothing new is accepted, what has begun is finished, and nobody waits for ever.
        Effect.addFinalizer(() => drain(node))
      )
    return { node, serve }
  })

/**
 * Genie speaks nothing but HTTP. A server that listens for upgrades hands over every socket that asks for one, which then
 * stays open without a word and without a token; without a listener, Node answers such a request as any other.
 */
const refuseUpgrades = (node: Server) => Effect.sync(() => node.removeAllListeners("upgrade"))

/** Within this the headers of a request are there, from the moment the connection is. */
export const HEADERS_TIMEOUT_MS = 10_000

/** Within this the whole request is there. An answer may take as long as it likes. */
const REQUEST_TIMEOUT_MS = 60_000

/** How often Node looks for connections that took too long. */
const CONNECTIONS_CHECKED_EVERY_MS = 1_000

/** How many connections are open at once. Each costs memory before anything is known of its other end. */
export const CONNECTIONS_MAX = 2_000

const drain = (node: Server): Effect.Effect<void> =>
  Effect.callback<void>((resume) => {
    node.close(() => resume(Effect.void))
    node.closeIdleConnections()
  }).pipe(Effect.timeoutOption(finishWithin), Effect.andThen(Effect.sync(() => node.closeAllConnections())))

/** What a request that has begun may take once the server stops. */
const finishWithin = Duration.seconds(3)

/** What Node cannot read never reaches the application. It is answered in the same words. */
const answerUnreadable = (node: Server) =>
  node.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    if (error.code === "ECONNRESET" || !socket.writable) return socket.destroy()
    const [status, title] = unreadable[error.code ?? ""] ?? ([400, "Bad Request"] as const)
    const body = JSON.stringify({
      type: "https://genie.dev/problems/unreadable-request",
      title: "Unreadable request",
      status,
      detail: "The request could not be read."
    })
    socket.end(
      `HTTP/1.1 ${status} ${title}\r\ncontent-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`
    )
  })

const unreadable: Readonly<Record<string, readonly [number, string]>> = {
  HPE_HEADER_OVERFLOW: [431, "Request Header Fields Too Large"],
  ERR_HTTP_REQUEST_TIMEOUT: [408, "Request Timeout"]
}

const reasonOf = ({ cause }: HttpServerError.ServeError): string => {
  const code = typeof cause === "object" && cause !== null && "code" in cause ? cause.code : undefined
  switch (code) {
    case "EADDRINUSE":
      return "something else listens there. Choose another port with --port, or 0 for any."
    case "EACCES":
      return "this user may not listen there."
    default:
      return cause instanceof Error ? `${cause.message}.` : `${cause}.`
  }
}
