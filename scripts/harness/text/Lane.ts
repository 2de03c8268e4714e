import { spawn } from "node:child_process"
import { createServer, request } from "node:http"
import { join } from "node:path"
import type { Case, Outcome, Request } from "./Case.ts"

/** Runs one command after the other, and sees everything that each of them asks the owner. */
export interface Lane extends AsyncDisposable {
  readonly run: (given: Pick<Case, "args" | "stdin">) => Promise<Outcome>
}

/** Where the commands run, and who answers them. */
export interface LaneOptions {
  readonly directory: string
  readonly name: string
  /** The owner's. */
  readonly socket: string
  readonly program: string
  readonly env: NodeJS.ProcessEnv
  readonly signal: AbortSignal
}

/** Opens a lane: a socket of its own, which passes on everything to the owner and writes it down. */
export const openLane = async ({ directory, env, name, program, signal, socket }: LaneOptions): Promise<Lane> => {
  const path = join(directory, `${name}.sock`)
  let seen: Array<Request> = []
  const server = createServer(async (incoming, outgoing) => {
    const body = await bytesOf(incoming)
    const forward = request(
      { socketPath: socket, path: incoming.url, method: incoming.method, headers: incoming.headers },
      async (answer) => {
        const answered = await bytesOf(answer)
        seen.push({
          method: incoming.method ?? "",
          path: new URL(incoming.url ?? "/", "http://genie").pathname,
          fields: fieldsIn(incoming.url ?? "/", body),
          status: answer.statusCode ?? 0,
          answer: jsonIn(answered)
        })
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers).end(answered)
      }
    )
    forward.once("error", (error) => outgoing.destroy(error))
    forward.end(body)
  })
  await new Promise<void>((resolve) => server.listen(path, resolve))

  return {
    run: ({ args, stdin = "" }) =>
      new Promise((resolve, reject) => {
        seen = []
        const child = spawn(process.execPath, [program, ...args], {
          cwd: directory,
          env: { ...env, GENIE_SOCKET: path },
          stdio: ["pipe", "ignore", "pipe"],
          signal
        })
        let stderr = ""
        child.stderr.on("data", (chunk) => (stderr += chunk))
        child.once("error", reject)
        child.once("close", (code) => resolve({ exitCode: code ?? -1, stderr, requests: seen }))
        // One that reads nothing has ended before all of it was written.
        child.stdin.on("error", () => {})
        child.stdin.end(stdin)
      }),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    }
  }
}

const bytesOf = async (stream: AsyncIterable<Buffer>): Promise<Buffer> => {
  const chunks: Array<Buffer> = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}

const jsonIn = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(bytes.toString())
  } catch {
    return undefined
  }
}

/** The body, the query, and the parts of the path, under a name that no field has. */
const fieldsIn = (url: string, body: Buffer): Record<string, unknown> => {
  const { pathname, searchParams } = new URL(url, "http://genie")
  const json = jsonIn(body)
  const query: Record<string, unknown> = {}
  for (const name of new Set(searchParams.keys())) {
    const values = searchParams.getAll(name)
    query[name] = values.length === 1 ? values[0] : values
  }
  return {
    ...query,
    ...(typeof json === "object" && json !== null ? json : {}),
    [PATH]: pathname.split("/").map(decodeURIComponent)
  }
}

/** Where the parts of the path are. */
export const PATH = "the path"
