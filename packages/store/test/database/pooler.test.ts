// What a pooler says when it refuses, and what it is asked for when the address says that it is one.
import { once } from "node:events"
import { createServer, type Server } from "node:net"
import { Effect } from "effect"
import { afterEach, describe, expect, it } from "vitest"
import { postgresEngine } from "../../src/database/engines/postgres.ts"

let server: Server | undefined
afterEach(() => void server?.close())

const message = (kind: string, body: string): Buffer => {
  const bytes = Buffer.from(body, "latin1")
  const head = Buffer.alloc(5)
  head.write(kind)
  head.writeInt32BE(bytes.length + 4, 1)
  return Buffer.concat([head, bytes])
}

/** A pooler that refuses whoever it speaks to, in these words. Gives its port, and what it was asked for at the start. */
const refusing = async (code: string, words: string) => {
  const startups: Array<string> = []
  server = createServer((socket) => {
    socket.on("error", () => {})
    socket.on("data", (data) => {
      // A client that goes says so in five bytes.
      if (data.length < 8) return
      if (data.readInt32BE(4) === SSL_REQUEST) return void socket.write("N")
      startups.push(data.toString("latin1"))
      socket.end(message("E", `SFATAL\0C${code}\0M${words}\0\0`))
    })
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  return { port: typeof address === "object" ? (address?.port ?? 0) : 0, startups }
}

const SSL_REQUEST = 80877103

const refusalAt = (url: string) => Effect.runPromise(Effect.flip(Effect.scoped(postgresEngine({ url }))))

describe("a pooler", () => {
  it.each(["unsupported startup parameter: statement_timeout", "unsupported startup parameter in options: datestyle"])(
    "that says %j is quoted, with the option to add",
    async (words) => {
      const { port } = await refusing("08P01", words)

      const refusal = await refusalAt(`postgres://app:s3cret@127.0.0.1:${port}/shop`)

      expect(refusal.message).toContain(words)
      expect(refusal.message).toContain("pgbouncer=true")
      expect(refusal.message).not.toMatch(/within 10 s|s3cret/)
    }
  )

  it("that is named as one is asked for a style of dates and a zone, and for nothing else", async () => {
    const { port, startups } = await refusing("08P01", "go away")

    const refusal = await refusalAt(`postgres://app:s3cret@127.0.0.1:${port}/shop?pgbouncer=true`)

    expect(refusal.message).toContain("go away")
    expect(startups.at(-1)).toContain("DateStyle\0ISO\0")
    expect(startups.at(-1)).toContain("TimeZone\0UTC\0")
    expect(startups.at(-1)).not.toMatch(/statement_timeout|options/)
  })
})
