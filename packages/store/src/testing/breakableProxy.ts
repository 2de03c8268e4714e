// A network that breaks when a test says so, between a program and a real server.
import { once } from "node:events"
import { createServer, connect as open, type Socket } from "node:net"

/** A way to a PostgreSQL server that can be broken. */
export interface BreakableProxy extends AsyncDisposable {
  /** The server's address, by this way. */
  readonly url: string
  /** Breaks every connection as soon as a client sends this text: the server gets it, the client no answer. */
  readonly breakAt: (text: string) => void
  /** Breaks every connection now, and refuses new ones. */
  readonly close: () => Promise<void>
}

/** Opens a way to the server at this address, on a free port of the loopback address. */
export const breakableProxy = async (address: string): Promise<BreakableProxy> => {
  const server = new URL(address)
  const sockets = new Set<Socket>()
  let text: string | undefined
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
    upstream.pipe(client)
    client.on("data", (chunk) => {
      const isLast = text !== undefined && chunk.includes(text)
      if (isLast) text = undefined
      if (isLast) upstream.unpipe(client)
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
    close,
    [Symbol.asyncDispose]: close
  }
}
