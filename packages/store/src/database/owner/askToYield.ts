import { request } from "node:http"
import { Duration, Effect } from "effect"
import type { Newcomer } from "./OwnerInfo.ts"

/**
 * Asks the owner behind this socket to drain and leave: `POST /yield` with who is asking. True when it will. The owner
 * decides by the same rule; one that does not answer in time, or does not know the question, stays.
 */
export const askToYield = (socket: string, newcomer: Newcomer): Effect.Effect<boolean> =>
  Effect.callback<boolean>((resume) => {
    const body = JSON.stringify(newcomer)
    const asked = request({
      socketPath: socket,
      method: "POST",
      path: "/yield",
      // A connection kept alive would hold up the drain that it asks for.
      agent: false,
      headers: { host: "localhost", "content-type": "application/json", "content-length": Buffer.byteLength(body) }
    })
    asked.on("response", (response) => {
      response.resume()
      resume(Effect.succeed(response.statusCode !== undefined && response.statusCode < 300))
    })
    asked.on("error", () => resume(Effect.succeed(false)))
    asked.end(body)
    return Effect.sync(() => asked.destroy())
  }).pipe(Effect.timeoutOrElse({ duration: answerWithin, orElse: () => Effect.succeed(false) }))

/** An owner answers at once and drains afterwards. */
const answerWithin = Duration.seconds(2)
