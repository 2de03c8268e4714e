import { noncePattern, proofOf } from "@genie/client/api"
import { Effect, Redacted } from "effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import { CurrentListener } from "./Listener.ts"
import { problem } from "./problem.ts"

/** Proves to a caller that this listener has the token, before the caller sends it. */
export const proofRoute = (token: Redacted.Redacted) =>
  HttpRouter.add(
    "GET",
    "/proof",
    Effect.gen(function* () {
      const listener = yield* CurrentListener
      const { url } = yield* HttpServerRequest.HttpServerRequest
      const nonce = URL.parse(url, "http://localhost")?.searchParams.get("nonce") ?? ""
      if (listener.kind !== "tcp") return problem(404, "route-not-found", "Nothing here", "A socket needs no proof.")
      if (!noncePattern.test(nonce)) {
        return problem(400, "invalid-input", "Invalid input", "nonce: Expected 64 hexadecimal digits.")
      }
      return HttpServerResponse.jsonUnsafe({ proof: proofOf(Redacted.value(token), listener.port, nonce) })
    })
  )
