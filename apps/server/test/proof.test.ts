import { createHmac, randomBytes } from "node:crypto"
import { onEveryBackend } from "@genie/store/testing"
import { Effect } from "effect"
import { expect } from "vitest"
import { request } from "./request.ts"
import { Serving, servingLayer } from "./serving.ts"

onEveryBackend("The proof of a listener", servingLayer, (it) => {
  it.effect("is of its token, its port and the question, and is asked without the token", () =>
    Effect.gen(function* () {
      const { port, socket, token, url } = yield* Serving
      const nonce = randomBytes(32).toString("hex")

      const answer = yield* request(`${url}/proof?nonce=${nonce}`)
      const wrong = yield* Effect.forEach(["", "?nonce=", "?nonce=zz", `?nonce=${nonce}00`], (query) =>
        request(`${url}/proof${query}`)
      )
      const overSocket = yield* request(`http://localhost/proof?nonce=${nonce}`, { socketPath: socket })

      const proof = createHmac("sha256", token).update(`genie-proof:${port}:${nonce}`).digest("hex")
      expect(answer).toMatchObject({ status: 200, json: { proof } })
      expect(wrong.map(({ status }) => status)).toStrictEqual([400, 400, 400, 400])
      expect(overSocket.status).toBe(404)
      expect(answer.text).not.toContain(token)
    })
  )
})
