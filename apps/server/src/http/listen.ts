import { chmodSync, rmSync } from "node:fs"
import { createServer, type Server } from "node:http"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { Duration, Effect, Exit, Scope } from "effect"
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
    const { serve } = yield* named(`the socket ${path}`, open({ path }))
    yield* Effect.sync(() => chmodSync(path, 0o600))
    yield* serve(app, { kind: "socket" })
  })

/**
 * Answers on loopback, and gives back the port. Port 0 takes a free one.
 *
 * A browser that looks for a name under `localhost` tries ::1 first. So both addresses are ours, or none is: the other one
 * would be a stranger's, who then had the page's name.
 */
export const listenOnLoopback = (
  app: App,
  port: number,
  page: string
): Effect.Effect<number, CannotListen, Scope.Scope> =>
  allOrNothing(
    Effect.gen(function* () {
      const { node, serve } = yield* named(`port ${port}`, open({ host: "127.0.0.1", port }))
      const address = node.address()
      const bound = typeof address === "object" && address !== null ? address.port : port
      const listener = { kind: "tcp", port: bound, page } as const
      const overSix = yield* named(
        `port ${bound} of ::1`,
        Effect.catchIf(open({ host: "::1", port: bound }), hasNoSix, () => Effect.succeed(undefined))
      )
      yield* serve(app, listener)
      if (overSix !== undefined) yield* overSix.serve(app, listener)
      return bound
    })
  )

/** What was opened on the way to a failure is closed at once, and not with the process. */
const allOrNothing = <A, E>(opening: Effect.Effect<A, E, Scope.Scope>): Effect.Effect<A, E, Scope.Scope> =>
  Effect.gen(function* () {
    const scope = yield* Scope.fork(yield* Effect.scope)
    return yield* Effect.tapError(Scope.provide(opening, scope), () => Scope.close(scope, Exit.void))
  })

const named = <A, R>(place: string, opening: Effect.Effect<A, HttpServerError.ServeError, R>) =>
  Effect.mapError(opening, (error) => new CannotListen({ place, reason: reasonOf(error) }))

const open = (options: { readonly path: string } | { readonly host: string; readonly port: number }) =>
  Effect.gen(function* () {
    const node = createServer({
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      connectionsCheckingInterval: CONNECTIONS_CHECKED_EVERY_MS
    })
    node.maxConnections = CONNECTIONS_MAX
    answerUnreadable(node)
    const server = yield* NodeHttpServer.make(() => node, { ...options, disablePreemptiveShutdown: true })
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

const codeOf = ({ cause }: HttpServerError.ServeError): unknown =>
  typeof cause === "object" && cause !== null && "code" in cause ? cause.code : undefined

/** This machine has no IPv6, so nobody else has ::1 either. */
const hasNoSix = (error: HttpServerError.ServeError): boolean =>
  ["EADDRNOTAVAIL", "EAFNOSUPPORT"].includes(String(codeOf(error)))

const reasonOf = (error: HttpServerError.ServeError): string => {
  const { cause } = error
  switch (codeOf(error)) {
    case "EADDRINUSE":
      return "something else listens there. Choose another port with --port, or 0 for any."
    case "EACCES":
      return "this user may not listen there."
    default:
      return cause instanceof Error ? `${cause.message}.` : `${cause}.`
  }
}
