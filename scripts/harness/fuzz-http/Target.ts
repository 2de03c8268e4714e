import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { dataDirectory } from "@genie/store/owner"

/** The server that is asked, and what is known of its process. */
export class Target {
  readonly url: string
  readonly token: string
  readonly #program: ChildProcess
  #end: string | undefined

  private constructor(program: ChildProcess, url: string, token: string) {
    this.#program = program
    this.url = url
    this.token = token
    program.once("exit", (code, signal) => {
      this.#end = String(signal ?? code)
    })
  }

  static async start(home: string, database: string | undefined): Promise<Target> {
    const program = fork(
      join(import.meta.dirname, "program.ts"),
      [home, ...(database === undefined ? [] : [database])],
      {
        execArgv: ["--conditions=@genie/source"]
      }
    )
    const [{ url }] = (await Promise.race([
      once(program, "message"),
      once(program, "exit").then(([code]) => Promise.reject(new Error(`The server ended with ${code}.`)))
    ])) as [{ readonly url: string }]
    return new Target(program, url, readFileSync(dataDirectory(home).token, "utf8").trim())
  }

  /** How its process ended, if it has. */
  get end(): string | undefined {
    return this.#end
  }

  /** How much memory it has, in megabytes. */
  get megabytes(): number {
    const [, kilobytes = "0"] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${this.#program.pid}/status`, "utf8")) ?? []
    return Math.round(Number(kilobytes) / 1024)
  }

  async stop(): Promise<void> {
    if (this.#end !== undefined) return
    const exited = once(this.#program, "exit")
    this.#program.kill("SIGKILL")
    await exited
  }
}
