import { createServer, type IncomingMessage, type RequestListener } from "node:http"
import type { AddressInfo } from "node:net"
import { proofOf } from "@genie/client/api"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { proveListener } from "../src/commands/proveListener.ts"

const token = "the token of this directory"

/** Asks a listener for its proof, and answers whether it is believed and what it was sent. */
const ask = async (answer: (port: number, nonce: string) => unknown) => {
  const heard: Array<IncomingMessage> = []
  const listen: RequestListener = (asked, answered) => {
    heard.push(asked)
    const nonce = new URL(asked.url ?? "", "http://localhost").searchParams.get("nonce") ?? ""
    answered.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer(port(), nonce)))
  }
  const server = createServer(listen)
  const port = () => (server.address() as AddressInfo).port
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  try {
    const refused = await Effect.runPromise(
      proveListener(`http://127.0.0.1:${port()}`, token).pipe(
        Effect.as(""),
        Effect.catch(({ message }) => Effect.succeed(message))
      )
    )
    return { refused, sent: heard.map(({ headers, url }) => JSON.stringify({ headers, url })).join() }
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

describe("A listener that is to get the token", () => {
  it("is believed when it has the token", async () => {
    const { refused } = await ask((port, nonce) => ({ proof: proofOf(token, port, nonce) }))

    expect(refused).toBe("")
  })

  it.each([
    ["says nothing", () => ({})],
    ["has another token", (port: number, nonce: string) => ({ proof: proofOf("another", port, nonce) })],
    [
      "passes the question on to another port",
      (port: number, nonce: string) => ({ proof: proofOf(token, port + 1, nonce) })
    ],
    ["answers an older question", (port: number) => ({ proof: proofOf(token, port, "0".repeat(64)) })],
    ["answers null", () => null]
  ])("is refused when it %s, and the token was not sent", async (_, answer) => {
    const { refused, sent } = await ask(answer)

    expect(refused).toContain("which was not sent")
    expect(sent).not.toContain(token)
  })
})
