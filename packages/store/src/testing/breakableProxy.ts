// A network that breaks when a test says so, between a program and a real server.
import { once } from "node:events"
import { createServer, connect as open, type Socket } from "node:net"

/** A way to a PostgreSQL server that can be broken. */
export interface BreakableProxy extends AsyncDisposable {
  /** The server's address, by this way. */
  readonly url: string
  /** Breaks every connection as soon as a client sends this text: the server gets it, the client no answer. */
  readonly breakAt: (text: string) => void
  /** Ends the next connection in the same breath in which the server says that it is ready. */
  readonly endWhenReady: () => void
  /** Breaks every connection now, and refuses new ones. */
  readonly close: () => Promise<void>
}

/** Opens a way to the server at this address, on a free port of the loopback address. */
export const breakableProxy = async (address: string): Promise<BreakableProxy> => {
  const server = new URL(address)
  const sockets = new Set<Socket>()
  let text: string | undefined
  let isEnding = false
  const breakAll = () => {
    for (const socket of sockets) socket.destroy()
  }

  const proxy = createServer((client) => {
    const upstream = open(Number(server.port), server.hostname)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on("error", () => {})
      socket.on("close", () => {
        sockets.delete(socket)
        client.destroy()
        // What the server was sent reaches it.
        upstream.end()
      })
    }
    upstream.on("data", (chunk) => {
      const isLast = isEnding && chunk.subarray(-READY.length).equals(READY)
      if (isLast) isEnding = false
      client.write(isLast ? Buffer.concat([chunk, SHUTDOWN]) : chunk, () => isLast && client.destroy())
    })
    client.on("data", (chunk) => {
      const isLast = text !== undefined && chunk.includes(text)
      if (isLast) text = undefined
      if (isLast) upstream.removeAllListeners("data").resume()
      upstream.write(chunk, () => isLast && client.destroy())
    })
  })
  proxy.listen(0, "127.0.0.1")
  await once(proxy, "listening")

  const way = new URL(address)
  way.port = String((proxy.address() as { readonly port: number }).port)
  const close = async () => {
    proxy.close()
    breakAll()
  }
  return {
    url: way.href,
    breakAt: (given) => {
      text = given
    },
    endWhenReady: () => {
      isEnding = true
    },
    close,
    [Symbol.asyncDispose]: close
  }
}

/** ReadyForQuery, of a session that is in no transaction. */
const READY = Buffer.from([0x5a, 0, 0, 0, 5, 0x49])

/** ErrorResponse, as a server sends it that is told to stop. */
const SHUTDOWN = (() => {
  const fields = Buffer.from("SFATAL\0VFATAL\0C57P01\0Mterminating connection due to administrator command\0\0")
  const head = Buffer.from([0x45, 0, 0, 0, 0])
  head.writeInt32BE(4 + fields.length, 1)
  return Buffer.concat([head, fields])
})()
