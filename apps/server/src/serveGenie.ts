import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import type { Services } from "@genie/client/effect"
import { Deferred, Effect, type Redacted, Scope, Semaphore } from "effect"
import * as HttpMiddleware from "effect/http/HttpMiddleware"
import * as HttpRouter from "effect/http/HttpRouter"
import { type Activity, makeActivity } from "./http/Activity.ts"
import { answerProblems } from "./http/answerProblems.ts"
import type { CannotListen } from "./http/CannotListen.ts"
import { genieRoutes } from "./http/genieRoutes.ts"
import { handOutReceipts } from "./http/handOutReceipts.ts"
import { harden } from "./http/harden.ts"
import { keepStreaming } from "./http/keepStreaming.ts"
import type { LoopbackAddress } from "./http/LoopbackAddress.ts"
import { type App, listenOnSocket } from "./http/listen.ts"
import { listenAtPort } from "./http/listenAtPort.ts"
import { refuseForeign } from "./http/refuseForeign.ts"
import { refuseOtherSchema } from "./http/refuseOtherSchema.ts"
import { refuseServiceWorkers } from "./http/refuseServiceWorkers.ts"
import { resumeAt } from "./http/resumeAt.ts"
import { answerPage } from "./page/answerPage.ts"
import { openPage } from "./page/Page.ts"
import type { SignIns } from "./session/SignIns.ts"

/** Where to answer. */
export interface ServeOptions {
  /** What a client over TCP has to show. */
  readonly token: Redacted.Redacted
  /** Path of a Unix socket. Its directory is the caller's alone. */
  readonly socket?: string
  /** Port on loopback: 0 for any free one, `kept` for the one that `portFile` remembers. Absent: no TCP at all. */
  readonly port?: number | "kept"
  /** The file that remembers the port from one start to the next. Absent: any free port every time. */
  readonly portFile?: string
  /** Where the built page is, when it is not the one that came with this. */
  readonly page?: string
}

/** What is being answered, and where. */
export interface Serving {
  /** The address over TCP, when there is one. */
  readonly address: () => LoopbackAddress | undefined
  /** The address over TCP, from now on when there was none: a browser cannot open a socket. */
  readonly listen: Effect.Effect<LoopbackAddress, CannotListen>
  readonly activity: Activity
}

/** Begins to answer, where these options say. */
export type Serve = (
  options: Pick<ServeOptions, "socket" | "port" | "portFile">
) => Effect.Effect<Serving, CannotListen, Scope.Scope>

/**
 * Answers every operation over HTTP until the scope closes.
 *
 * Then nothing new is accepted, live streams end, and requests that have begun are finished within a few seconds.
 */
export const serveGenie = ({ token, page, ...listening }: ServeOptions) =>
  Effect.flatMap(prepareGenie({ token, ...(page !== undefined && { page }) }), (serve) => serve(listening))

/** Everything that answering takes, but for the listening itself. */
export const prepareGenie = ({
  token,
  page
}: Pick<ServeOptions, "token" | "page">): Effect.Effect<Serve, never, Services | SignIns | Scope.Scope> =>
  Effect.gen(function* () {
    const draining = yield* Deferred.make<void>()
    const activity = yield* makeActivity
    const routes = yield* Effect.provide(HttpRouter.toHttpEffect(genieRoutes(token)), NodeHttpServer.layerHttpServices)

    // From the inside out: the last one sees a request first.
    const app: App = routes.pipe(
      answerPage(openPage(page)),
      handOutReceipts,
      keepStreaming(draining),
      resumeAt("/audit/feed"),
      answerProblems,
      refuseOtherSchema,
      refuseServiceWorkers,
      refuseForeign,
      harden,
      activity.counted,
      HttpMiddleware.withLoggerDisabled
    )

    return ({ port, portFile, socket }) =>
      Effect.gen(function* () {
        // Closed after streams have been told to end, also where somebody began to listen later.
        const listeners = yield* Scope.fork(yield* Effect.scope)
        yield* Effect.addFinalizer(() => Deferred.succeed(draining, undefined))
        if (socket !== undefined) yield* Scope.provide(listenOnSocket(app, socket), listeners)

        let address: LoopbackAddress | undefined
        const listening = yield* Semaphore.make(1)
        // Of two who ask at once, the second waits for the port of the first.
        const listenAt = (port?: number) =>
          Effect.gen(function* () {
            address ??= yield* Scope.provide(listenAtPort(app, token, { port, portFile }), listeners)
            return address
          }).pipe(listening.withPermits(1))
        if (port !== undefined) yield* listenAt(port === "kept" ? undefined : port)
        return { address: () => address, listen: listenAt(), activity }
      })
  })
