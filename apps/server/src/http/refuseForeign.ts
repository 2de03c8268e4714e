import { Effect } from "effect"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import type * as HttpServerResponse from "effect/http/HttpServerResponse"
import { CurrentListener, type Listener } from "./Listener.ts"
import { problem } from "./problem.ts"

/**
 * Turns away what a web page of somewhere else sends to this machine.
 *
 * A name that was made to point at 127.0.0.1 (DNS rebinding) shows in `Host`, a page that may not read the answer but
 * sends anyway shows in `Origin`. There is no CORS: no other origin is ever allowed.
 */
export const refuseForeign = <E, R>(
  app: Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>
): Effect.Effect<HttpServerResponse.HttpServerResponse, E, R | HttpServerRequest.HttpServerRequest> =>
  Effect.gen(function* () {
    const listener = yield* CurrentListener
    if (listener.kind === "socket") return yield* app
    const { headers } = yield* HttpServerRequest.HttpServerRequest

    const host = headers.host ?? ""
    if (!hostsOf(listener).includes(host.toLowerCase())) {
      return problem(
        403,
        "foreign-host",
        "Foreign host",
        `This is Genie on 127.0.0.1 and the request asks for "${host}". Use the address that "genie up" printed.`
      )
    }
    const { origin } = headers
    if (origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`) {
      return problem(
        403,
        "foreign-origin",
        "Foreign origin",
        `A page from "${origin}" asked, and Genie answers its own pages only.`
      )
    }
    return yield* app
  })

/** Programs ask by an address or as "localhost". A browser has the name of this installation, and no other name is ours. */
const hostsOf = ({ page, port }: Extract<Listener, { readonly kind: "tcp" }>): ReadonlyArray<string> =>
  ["127.0.0.1", "localhost", "[::1]", page].map((name) => `${name}:${port}`)
