import { Agent, request } from "node:http"
import type { Ask } from "./Ask.ts"

/** What came back. */
export type Reply =
  | { readonly kind: "answer"; readonly status: number; readonly body: unknown; readonly ms: number }
  /** The connection was closed without an answer. */
  | { readonly kind: "closed"; readonly reason: string; readonly ms: number; readonly isReused: boolean }
  | { readonly kind: "hang" }

/** An answer takes no longer than this on any machine. */
const HANG_MS = 60_000

/** So much of an answer is read. */
const READ_BYTES_MAX = 4 * 1024 * 1024

/** Sends one request and reads its answer; of a stream that does not end, only its beginning. */
export const send = async (url: string, agent: Agent, ask: Ask): Promise<Reply> => {
  const reply = await sendOnce(url, agent, ask)
  // A connection that was kept may be closed at the moment in which it is used again: HTTP has clients try once more.
  return reply.kind === "closed" && reply.isReused ? sendOnce(url, new Agent(), ask) : reply
}

const sendOnce = (url: string, agent: Agent, { body, headers, isCutOff, operation, path }: Ask): Promise<Reply> =>
  new Promise((resolve) => {
    const startedAt = performance.now()
    const ms = () => Math.round(performance.now() - startedAt)
    const { hostname, port } = new URL(url)
    const sent = request({
      hostname,
      port,
      path,
      method: operation.method,
      agent,
      headers: { ...headers, ...(isCutOff && { "content-length": "1000" }) } as Record<string, string>
    })
    const patience = setTimeout(() => done({ kind: "hang" }), HANG_MS)
    const done = (reply: Reply) => {
      clearTimeout(patience)
      resolve(reply)
      if (reply.kind === "hang") sent.destroy()
    }
    sent.on("error", (error) => done({ kind: "closed", reason: error.message, ms: ms(), isReused: sent.reusedSocket }))
    sent.on("upgrade", (_, socket) => {
      socket.destroy()
      done({ kind: "answer", status: 101, body: undefined, ms: ms() })
    })
    sent.on("response", (response) => {
      const status = response.statusCode ?? 0
      const type = String(response.headers["content-type"])
      if (type.includes("event-stream")) {
        done({ kind: "answer", status, body: undefined, ms: ms() })
        return sent.destroy()
      }
      const chunks: Array<Buffer> = []
      let bytes = 0
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length
        if (bytes <= READ_BYTES_MAX) chunks.push(chunk)
      })
      response.on("error", () =>
        done({ kind: "closed", reason: "in the middle of an answer", ms: ms(), isReused: false })
      )
      response.on("end", () =>
        done({ kind: "answer", status, body: read(Buffer.concat(chunks).toString(), type), ms: ms() })
      )
    })
    if (!isCutOff) return sent.end(body)
    sent.write("{")
    setImmediate(() => sent.destroy(new Error("cut off")))
  })

const read = (text: string, type: string): unknown => {
  if (!type.includes("json")) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return unreadable
  }
}

/** Stands for a body that says it is JSON and is not. */
export const unreadable = Symbol("unreadable")
