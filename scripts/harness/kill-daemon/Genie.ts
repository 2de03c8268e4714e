import { type ChildProcess, spawn } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { text } from "node:stream/consumers"
import { setTimeout as after } from "node:timers/promises"

const program = join(import.meta.dirname, "../../../apps/cli/dist/genie.js")

/** The built command line on one database, with a data directory of its own. */
export class Genie {
  readonly #home: string
  readonly #database: string | undefined

  constructor({ database, home }: { readonly home: string; readonly database: string | undefined }) {
    this.#home = home
    this.#database = database
  }

  start(...args: ReadonlyArray<string>): ChildProcess {
    const database = this.#database === undefined ? [] : ["--database", this.#database]
    const { HOME, PATH } = process.env
    return spawn(process.execPath, [program, ...args, ...database], {
      cwd: this.#home,
      env: { HOME, PATH, GENIE_HOME: this.#home, GENIE_IDLE: "10s" },
      stdio: ["ignore", "pipe", "pipe"]
    })
  }

  /** Runs a command to its end. */
  async run(...args: ReadonlyArray<string>): Promise<{ readonly exitCode: number | null; readonly output: string }> {
    const child = this.start(...args)
    const exited = new Promise<number | null>((resolve) => child.once("exit", resolve))
    const [exitCode, out, err] = await Promise.all([exited, text(child.stdout!), text(child.stderr!)])
    return { exitCode, output: (out + err).trim() }
  }

  /** Whether no run is unfinished. */
  async isQuiet(): Promise<boolean> {
    const { exitCode, output } = await this.run("status", "--json")
    if (exitCode !== 0) return false
    const { counts } = JSON.parse(output)
    return counts.queuedRuns + counts.runningRuns === 0
  }

  /** A worker that comes back while the owner is dead starts one in the background, as every command does. */
  async killBackground(): Promise<void> {
    await this.#endOwner("SIGKILL")
  }

  async stopBackground(): Promise<void> {
    await this.#endOwner("SIGTERM")
  }

  async #endOwner(signal: NodeJS.Signals): Promise<void> {
    const pid = this.#ownerPid()
    if (pid === undefined || !isThere(pid, this.#home)) return
    process.kill(pid, signal)
    while (isThere(pid, this.#home)) await after(20)
  }

  #ownerPid(): number | undefined {
    try {
      return JSON.parse(readFileSync(join(this.#home, "owner.json"), "utf8")).pid
    } catch {
      return undefined
    }
  }
}

/** Whether the process is still the one that works in this directory: a number may be somebody else's by now. */
const isThere = (pid: number, home: string): boolean => {
  try {
    const environment = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0")
    return pid !== process.pid && environment.includes(`GENIE_HOME=${home}`)
  } catch {
    return false
  }
}
