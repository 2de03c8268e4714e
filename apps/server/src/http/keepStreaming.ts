import { Deferred, Duration, Effect, Stream } from "effect"
import * as HttpBody from "effect/http/HttpBody"
import * as HttpServerResponse from "effect/http/HttpServerResponse"

/**
 * Keeps event streams alive, and ends them when the server drains.
 *
 * A quiet stream says something now and then: otherwise whatever stands between forgets the connection, and neither
 * side hears that the other has gone.
 */
export const keepStreaming =
  (draining: Deferred.Deferred<void>) =>
  <E, R>(
    app: Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>
  ): Effect.Effect<HttpServerResponse.HttpServerResponse, E, R> =>
    Effect.map(app, (response) => {
      const { body } = response
      if (body._tag !== "Stream" || !body.contentType.startsWith("text/event-stream")) return response
      const kept = body.stream.pipe(
        Stream.merge(comments, { haltStrategy: "left" }),
        Stream.interruptWhen(Deferred.await(draining))
      )
      return response.pipe(
        HttpServerResponse.setBody(HttpBody.stream(kept, body.contentType)),
        // A proxy that waits for more before it passes anything on makes a live stream dead.
        HttpServerResponse.setHeaders({ "cache-control": "no-store", "x-accel-buffering": "no" })
      )
    })

/** Shorter than the half minute after which the impatient ones close. */
const quietFor = Duration.seconds(15)

const comments = Stream.tick(quietFor).pipe(Stream.map(() => new TextEncoder().encode(": still here\n\n")))
