import { createHash, timingSafeEqual } from "node:crypto"
import { Authorization, actorHeader, actorKindHeader, pageHeader } from "@genie/client/api"
import { readActor } from "@genie/identity/contract"
import { type Actor, CurrentCaller, InvalidInput, type NamedActor, Unauthorized } from "@genie/operation"
import { handleOf } from "@genie/store/model"
import { operatingSystemUser } from "@genie/store/owner"
import { Effect, Layer, Redacted } from "effect"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import { CurrentSession } from "../session/CurrentSession.ts"
import { SignIns } from "../session/SignIns.ts"
import { sessionCookie } from "../session/sessionCookie.ts"
import { CurrentListener, type Listener } from "./Listener.ts"

/** Who asks: whoever can open the socket, knows the token, or has signed in at the page. */
export const authorizationLayer = (token: Redacted.Redacted): Layer.Layer<Authorization, never, SignIns> =>
  Layer.effect(
    Authorization,
    Effect.map(SignIns, (signIns) => ({
      bearer: (handled, { credential }) =>
        Effect.gen(function* () {
          const listener = yield* CurrentListener
          const request = yield* HttpServerRequest.HttpServerRequest
          const given = Redacted.value(credential)
          if (listener.kind === "tcp" && given === "") {
            const { actor, session } = yield* pageSession(request, listener, signIns)
            return yield* handled.pipe(
              Effect.provideService(CurrentCaller, { actor, via: "page" }),
              Effect.provideService(CurrentSession, session)
            )
          }
          if (listener.kind === "tcp" && !areEqual(given, Redacted.value(token))) {
            return yield* new Unauthorized({ reason: "This is not the token of this data directory (run/token)." })
          }
          const actor = yield* actorOf(request.headers)
          return yield* Effect.provideService(handled, CurrentCaller, { actor, via: "http" })
        }) as never
    }))
  )

/** The session of the page that asks: the cookie of its browser, and the key that only the page has. */
const pageSession = (
  request: HttpServerRequest.HttpServerRequest,
  listener: Listener,
  signIns: SignIns["Service"]
): Effect.Effect<
  { readonly actor: Actor; readonly session: NonNullable<typeof CurrentSession.Service> },
  Unauthorized | InvalidInput
> =>
  Effect.gen(function* () {
    const cookie = sessionCookie(request, listener)
    const key = request.headers[pageHeader]
    if (cookie === undefined && key === undefined) {
      return yield* new Unauthorized({
        reason:
          'Send the token of the data directory: "Authorization: Bearer …" (run/token). A page is opened by: genie open'
      })
    }
    const found = cookie === undefined || key === undefined ? undefined : yield* signIns.find(cookie, key)
    if (cookie === undefined || found === undefined) {
      return yield* new Unauthorized({ reason: "This page is signed out. Sign in again with: genie open" })
    }
    if (request.headers[actorHeader] !== undefined || request.headers[actorKindHeader] !== undefined) {
      return yield* new InvalidInput({
        field: actorHeader,
        reason: `A page asks as whoever signed in, who is ${found.actor.handle}. Leave the header out.`
      })
    }
    return { actor: found.actor, session: { cookie, expiresAt: found.expiresAt } }
  })

/** In a time that says nothing about where they differ, or about their lengths. */
const areEqual = (left: string, right: string) => timingSafeEqual(digest(left), digest(right))

const digest = (text: string) => createHash("sha256").update(text).digest()

/** The actor that the headers say: the user of this machine where they say none. */
const actorOf = Effect.fnUntraced(function* (
  headers: Readonly<Record<string, string | undefined>>
): Effect.fn.Return<NamedActor, InvalidInput> {
  const written = headers[actorHeader]
  const kind = headers[actorKindHeader]
  if (written === undefined) {
    const user: NamedActor = { handle: handleOf(operatingSystemUser().handle), kind: "human" }
    return kind === undefined ? user : yield* ofKind(user, kind)
  }
  const text = decoded(written)
  if (text === undefined) return yield* new InvalidInput({ field: actorHeader, reason: "is not percent-encoded UTF-8" })
  const actor = yield* readActor(actorHeader, text)
  return kind === undefined ? actor : yield* ofKind(actor, kind)
})

/** The actor, of the kind that its own header says. */
const ofKind = (actor: NamedActor, kind: string): Effect.Effect<NamedActor, InvalidInput> =>
  actor.kind === undefined || actor.kind === kind
    ? readActor(actorKindHeader, `${kind}:${actor.handle}`)
    : Effect.fail(
        new InvalidInput({ field: actorKindHeader, reason: `says ${kind}, and ${actorHeader} ${actor.kind}` })
      )

const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
