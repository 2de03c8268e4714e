import * as NodeHttpServerRequest from "@effect/platform-node/NodeHttpServerRequest"
import { NewSession, Session, SignedIn, SignInRefused } from "@genie/client/api"
import { Actors, actorOf } from "@genie/identity/contract"
import { CurrentCaller } from "@genie/operation"
import { Effect, Layer, Option } from "effect"
import * as HttpEffect from "effect/http/HttpEffect"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import type * as HttpServerResponse from "effect/http/HttpServerResponse"
import { CurrentListener, type Listener } from "../http/Listener.ts"
import { CurrentSession } from "./CurrentSession.ts"
import { isStranger } from "./isStranger.ts"
import { SignIns } from "./SignIns.ts"
import { expireSessionCookie, setSessionCookie } from "./sessionCookie.ts"

/** How a page signs in and out. */
export const sessionLayer: Layer.Layer<Session, never, SignIns | Actors> = Layer.effect(
  Session,
  Effect.gen(function* () {
    const signIns = yield* SignIns
    const actors = yield* Actors

    return Session.of({
      signIn: Effect.fn("Session.signIn")(function* ({ code }) {
        // Before it is used up, or a stranger could take it away from its owner.
        if (yield* isFromStranger) return yield* new SignInRefused({ because: "stranger" })
        const { actor, cookie, expiresAt, key } = yield* signIns.redeem(code, yield* pageOrigin)
        yield* onAnswer((response, listener) => setSessionCookie(response, listener, cookie))
        return new NewSession({ handle: actor.handle, kind: actor.kind, expiresAt, key })
      }),
      show: Effect.fn("Session.show")(function* () {
        const { handle, kind } = yield* Effect.provideService(actorOf((yield* CurrentCaller).actor), Actors, actors)
        const session = yield* CurrentSession
        return new SignedIn({ handle, kind, expiresAt: session?.expiresAt ?? null })
      }),
      signOut: Effect.fn("Session.signOut")(function* () {
        const session = yield* CurrentSession
        if (session !== undefined) yield* signIns.end(session.cookie)
        yield* onAnswer(expireSessionCookie)
      })
    })
  })
)

const isFromStranger = Effect.map(
  Effect.serviceOption(HttpServerRequest.HttpServerRequest),
  (request) => Option.isSome(request) && isStranger(NodeHttpServerRequest.toIncomingMessage(request.value))
)

/**
 * The origin of the page that asks, in the words of its browser, which no page can change. A request without it was not sent
 * by a page.
 */
const pageOrigin = Effect.map(Effect.serviceOption(HttpServerRequest.HttpServerRequest), (request) => {
  if (Option.isNone(request)) return undefined
  const { origin, "sec-fetch-site": site = "same-origin" } = request.value.headers
  return site === "same-origin" ? origin?.toLowerCase() : undefined
})

/** Cookies travel beside the answer, about which an operation knows nothing. */
const onAnswer = (
  change: (response: HttpServerResponse.HttpServerResponse, listener: Listener) => HttpServerResponse.HttpServerResponse
) =>
  Effect.gen(function* () {
    const listener = yield* CurrentListener
    HttpEffect.appendPreResponseHandlerUnsafe(yield* Effect.context<never>(), (_, response) =>
      Effect.succeed(change(response, listener))
    )
  })
