import { createHash, timingSafeEqual } from "node:crypto"
import { userInfo } from "node:os"
import { Authorization, actorHeader, actorKindHeader } from "@genie/client/api"
import { type Actor, CurrentActor, InvalidInput, Unauthorized } from "@genie/operation"
import { Effect, Layer, Redacted } from "effect"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import { CurrentListener } from "./Listener.ts"

/** Who asks: whoever can open the socket, or knows the token. */
export const authorizationLayer = (token: Redacted.Redacted): Layer.Layer<Authorization> =>
  Layer.succeed(Authorization, {
    bearer: (handled, { credential }) =>
      Effect.gen(function* () {
        const listener = yield* CurrentListener
        if (listener.kind === "tcp") yield* requireToken(credential, token)
        const request = yield* HttpServerRequest.HttpServerRequest
        const actor = yield* actorOf(request.headers)
        return yield* Effect.provideService(handled, CurrentActor, actor)
      }) as never
  })

const requireToken = (given: Redacted.Redacted, token: Redacted.Redacted) => {
  const text = Redacted.value(given)
  if (text === "") {
    return Effect.fail(
      new Unauthorized({ reason: 'Send the token of the data directory: "Authorization: Bearer …" (run/token).' })
    )
  }
  return areEqual(text, Redacted.value(token))
    ? Effect.void
    : Effect.fail(new Unauthorized({ reason: "This is not the token of this data directory (run/token)." }))
}

/** In a time that says nothing about where they differ, or about their lengths. */
const areEqual = (left: string, right: string) => timingSafeEqual(digest(left), digest(right))

const digest = (text: string) => createHash("sha256").update(text).digest()

const actorOf = (headers: Readonly<Record<string, string | undefined>>): Effect.Effect<Actor, InvalidInput> => {
  const written = headers[actorHeader]
  const kind = headers[actorKindHeader] ?? "human"
  if (!isKind(kind)) {
    return Effect.fail(
      new InvalidInput({ field: actorKindHeader, reason: `"${kind}" is none of ${actorKinds.join(", ")}.` })
    )
  }
  if (written === undefined) return Effect.succeed({ handle: operatingSystemUser(), kind })
  const handle = decoded(written)
  return handle === undefined || handle.length === 0 || handle.length > handleLengthMax
    ? Effect.fail(
        new InvalidInput({
          field: actorHeader,
          reason: `A handle has 1 to ${handleLengthMax} characters, percent-encoded.`
        })
      )
    : Effect.succeed({ handle, kind })
}

/** A handle is a name people type. */
const handleLengthMax = 200

/** `system` is Genie itself, and nobody else. */
const actorKinds = ["human", "agent", "service", "team"] as const

const isKind = (kind: string): kind is (typeof actorKinds)[number] => actorKinds.some((known) => known === kind)

const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

const operatingSystemUser = () => {
  try {
    return userInfo().username
  } catch {
    return `uid-${process.getuid?.() ?? 0}`
  }
}
