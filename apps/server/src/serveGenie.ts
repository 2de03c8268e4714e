import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import type { Services } from "@genie/client/effect"
import { Deferred, Effect, type Redacted, type Scope } from "effect"
import * as HttpMiddleware from "effect/http/HttpMiddleware"
import * as HttpRouter from "effect/http/HttpRouter"
import { type Activity, makeActivity } from "./http/Activity.ts"
import { answerProblems } from "./http/answerProblems.ts"
import type { CannotListen } from "./http/CannotListen.ts"
import { genieRoutes } from "./http/genieRoutes.ts"
import { handOutReceipts } from "./http/handOutReceipts.ts"
import { keepStreaming } from "./http/keepStreaming.ts"
import { type App, listenOnLoopback, listenOnSocket } from "./http/listen.ts"
import { refuseForeign } from "./http/refuseForeign.ts"
import { refuseOtherSchema } from "./http/refuseOtherSchema.ts"
import { resumeAt } from "./http/resumeAt.ts"

/** Where to answer. */
export interface ServeOptions {
  /** What a client over TCP has to show. */
  readonly token: Redacted.Redacted
  /** Path of a Unix socket. Its directory is the caller's alone. */
  readonly socket?: string
  /** Port on loopback, 0 for any free one. Absent: no TCP at all. */
  readonly port?: number
}

/** What is being answered, and where. */
export interface Serving {
  /** The address over TCP, when there is one. */
  readonly url: string | undefined
  readonly activity: Activity
}

/**
 * Answers every operation over HTTP until the scope closes.
 *
 * Then nothing new is accepted, live streams end, and requests that have begun are finished within a few seconds.
 */
export const serveGenie = ({
  token,
  socket,
  port
}: ServeOptions): Effect.Effect<Serving, CannotListen, Services | Scope.Scope> =>
  Effect.gen(function* () {
    const draining = yield* Deferred.make<void>()
    const activity = yield* makeActivity
    const routes = yield* Effect.provide(HttpRouter.toHttpEffect(genieRoutes(token)), NodeHttpServer.layerHttpServices)

    // From the inside out: the last one sees a request first.
    const app: App = routes.pipe(
      handOutReceipts,
      keepStreaming(draining),
      resumeAt("/audit/feed"),
      answerProblems,
      refuseOtherSchema,
      refuseForeign,
      activity.counted,
      HttpMiddleware.withLoggerDisabled
    )

    if (socket !== undefined) yield* listenOnSocket(app, socket)
    const url = port === undefined ? undefined : yield* listenOnLoopback(app, port)
    yield* Effect.addFinalizer(() => Deferred.succeed(draining, undefined))
    return { url, activity }
  })
