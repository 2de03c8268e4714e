import { onEveryBackend } from "@genie/store/testing"
import { Effect } from "effect"
import { expect } from "vitest"
import { request } from "./request.ts"
import { Serving, servingLayer } from "./serving.ts"

const long = "x".repeat(900_000)

onEveryBackend("Inputs over HTTP", servingLayer, (it) => {
  it.effect.each([
    ["POST", "/runs", { queue: "\0" }, "queue"],
    ["POST", "/runs", { queue: " " }, "queue"],
    ["POST", "/runs", { queue: "a\nb" }, "queue"],
    ["POST", "/runs", { queue: "mail", name: "\ud800" }, "name"],
    ["POST", "/runs", { queue: "mail", idempotencyKey: "a\0" }, "idempotencyKey"],
    ["POST", "/runs", { queue: "mail", attempts: 1.5 }, "attempts"],
    ["POST", "/runs", { queue: "mail", env: { A: "\0" } }, "env.A"],
    ["POST", "/runs", { queue: "mail", payload: { a: "\ud800" } }, "payload"],
    ["POST", "/runs/x/cancel", { reason: "a\0" }, "reason"],
    ["POST", "/schedules", { name: "a\u2028b", every: "1h", queue: "mail" }, "name"],
    ["POST", "/tasks/SHOP-1/ask", { of: long }, "of"],
    ["POST", "/tasks", { title: "docs", externalUrl: "javascript:alert(1)" }, "externalUrl"],
    ["POST", "/actors", { handle: "an\u200ba", kind: "human" }, "handle"],
    ["GET", "/runs?queue=%00", undefined, "queue"],
    ["GET", "/runs?limit=NaN", undefined, "limit"],
    ["GET", "/runs/%00", undefined, "run"],
    ["GET", "/audit/%00", undefined, "event"],
    ["POST", "/workers/1/leave", undefined, "worker"]
  ] as const)("%s %s %j is refused by the name of its field", ([method, path, body, field]) =>
    Effect.gen(function* () {
      const { socket } = yield* Serving

      const answer = yield* request(`http://genie${path}`, {
        method,
        socketPath: socket,
        ...(body !== undefined && { body: JSON.stringify(body) })
      })

      expect(answer).toMatchObject({ status: 400, json: { _tag: "InvalidInput", field } })
    })
  )

  it.effect.each(["%00", "a%0ab", "an%E2%80%8Ba", "%ff", "", "%D0%B0na"])("nobody acts as %j", (handle) =>
    Effect.gen(function* () {
      const { socket } = yield* Serving

      const answer = yield* request("http://genie/runs", { socketPath: socket, headers: { "genie-actor": handle } })

      expect(answer).toMatchObject({ status: 400, json: { _tag: "InvalidInput", field: "genie-actor" } })
    })
  )
})
