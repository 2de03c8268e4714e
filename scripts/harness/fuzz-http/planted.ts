// The control of the judge: the same requests against a server with two faults, which have to be found.
import { createServer, request } from "node:http"
import type { AddressInfo } from "node:net"
import type { Round, RoundOptions } from "./round.ts"
import { round } from "./round.ts"

/** How many requests find the faults: each operation comes once or twice. */
const SIZE = 160

/** Stands before a healthy server: `tasks/ready` answers 500, and `boards/templates` a status that nobody declared. */
export const planted = async (options: RoundOptions): Promise<Round> => {
  const { hostname, port } = new URL(options.url)
  const server = createServer((asked, answered) => {
    if (asked.url?.startsWith("/tasks/ready")) return void answered.writeHead(500).end()
    if (asked.url === "/boards/templates") return void answered.writeHead(418).end()
    const passed = request(
      { hostname, port, path: asked.url, method: asked.method, headers: asked.headers },
      (answer) => {
        answered.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(answered)
      }
    )
    passed.on("error", () => answered.destroy())
    answered.on("close", () => passed.destroy())
    asked.pipe(passed)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  // The host that it asks for is the other one.
  server.prependListener("request", (asked) => Object.assign(asked.headers, { host: `127.0.0.1:${port}` }))
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    return await round({ ...options, url, size: SIZE })
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

/** The faults that were not found. */
export const missedIn = ({ problems }: Round): ReadonlyArray<string> =>
  ["tasks.ready answers 500", "boards.templates answers 418, which it does not declare"].filter(
    (fault) => !problems.some(({ problem }) => problem === fault)
  )
