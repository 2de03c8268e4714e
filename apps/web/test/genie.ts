// The real Genie in a process of its own, as `genie up` starts it, and people who ask it for things.
import { spawn } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { type Client, openClient } from "@genie/client"
import { EVENT_LIMIT_MS } from "@genie/store/testing"

export interface Genie extends AsyncDisposable {
  /** The address of its page. */
  readonly url: string
  /** Its address for programs. */
  readonly api: string
  readonly home: string
  /** Somebody who asks over HTTP, not through the page. */
  readonly as: (handle: string, kind?: "human" | "agent") => Promise<Client>
  /** A link as `genie open` makes it, which signs one browser in. */
  readonly link: () => Promise<string>
  /** A command of the command line that goes on until the test is over. */
  readonly keepRunning: (...args: ReadonlyArray<string>) => void
  readonly stop: () => Promise<void>
}

/** Starts Genie in an empty home, or once more in the home of another one. */
export const startGenie = async ({
  home = mkdtempSync(join(tmpdir(), "genie-web-")),
  port
}: {
  readonly home?: string
  readonly port?: number
} = {}): Promise<Genie> => {
  const children = new Set<Child>()
  const clients: Array<Client> = []
  const as: Genie["as"] = async (handle, kind = "human") => {
    const client = await openClient({ url: api, token, actor: { handle, kind } })
    clients.push(client)
    return client
  }
  const start = (args: ReadonlyArray<string>) => {
    const child = run(home, args)
    children.add(child)
    return child
  }
  const up = start(["up", ...(port === undefined ? [] : ["--port", String(port)])])
  const api = await up.said(/HTTP API\s+(http:\S+)/)
  const token = readFileSync(join(home, "run/token"), "utf8").trim()
  const asked = as("ana")
  const link = async () => (await (await asked).system.open()).url
  const stop = async () => {
    await Promise.all([...children].map((child) => child.stop()))
  }

  return {
    url: new URL(await link()).origin,
    api,
    home,
    as,
    link,
    keepRunning: (...args) => void start(args),
    stop,
    [Symbol.asyncDispose]: async () => {
      await Promise.all(clients.map((client) => client.close()))
      await stop()
      rmSync(home, { recursive: true, force: true })
    }
  }
}

type Child = ReturnType<typeof run>

const program = fileURLToPath(new URL("../../cli/src/genie.ts", import.meta.url))

const run = (home: string, args: ReadonlyArray<string>) => {
  const { DATABASE_URL: _, GENIE_AUDIT_KEY: __, GENIE_SOCKET: ___, ...inherited } = process.env
  const child = spawn(process.execPath, ["--conditions=@genie/source", program, ...args], {
    cwd: home,
    env: { ...inherited, GENIE_HOME: home, GENIE_ACTOR: "human:ana", NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"]
  })
  let output = ""
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()))
  child.stdout.on("data", (chunk) => (output += chunk))
  child.stderr.on("data", (chunk) => (output += chunk))
  return {
    /** Waits until it has printed this, and gives back what is in the parentheses. */
    said: (what: RegExp) =>
      new Promise<string>((resolve, reject) => {
        const look = () => {
          const found = what.exec(output)?.[1]
          if (found !== undefined) resolve(found)
        }
        child.stdout.on("data", look)
        void ended.then(() => reject(new Error(`genie ${args.join(" ")} ended without saying ${what}:\n${output}`)))
        look()
      }),
    stop: async () => {
      child.kill("SIGTERM")
      const last = setTimeout(() => child.kill("SIGKILL"), EVENT_LIMIT_MS)
      await ended
      clearTimeout(last)
    }
  }
}
