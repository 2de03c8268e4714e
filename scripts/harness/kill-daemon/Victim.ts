import type { ChildProcess } from "node:child_process"
import { HANG_LIMIT_MS } from "../hangLimit.ts"

/** A process of Genie that is killed, and started again, as a service manager would. */
export class Victim {
  readonly name: string
  /** How often it was killed. */
  kills = 0
  /** How often it ended by itself. */
  leftByItself = 0
  /** What it said when it did, and how often. */
  readonly lastWords = new Map<string, number>()

  readonly #spawn: () => ChildProcess
  readonly #readyText: string
  #child: ChildProcess | undefined
  #said = ""
  #isWanted = false

  /** It is ready once it has said `readyText`. */
  constructor(name: string, spawn: () => ChildProcess, readyText: string) {
    this.name = name
    this.#spawn = spawn
    this.#readyText = readyText
  }

  /** A second one of the same kind. */
  another(): Victim {
    return new Victim(`${this.name} 2`, this.#spawn, this.#readyText)
  }

  start(): void {
    this.#isWanted = true
    this.#said = ""
    const child = this.#spawn()
    this.#child = child
    const listen = (chunk: Buffer) => {
      this.#said = (this.#said + chunk).slice(-10_000)
      child.emit("said")
    }
    child.stdout?.on("data", listen)
    child.stderr?.on("data", listen)
    child.once("exit", () => {
      if (this.#child !== child || !this.#isWanted) return
      this.leftByItself++
      const words = this.#said.trim().split("\n").at(-1)!.replaceAll(/\d+/g, "#").slice(0, 200)
      this.lastWords.set(words, (this.lastWords.get(words) ?? 0) + 1)
      this.start()
    })
  }

  /** Resolves when it is at work. */
  async ready(): Promise<void> {
    const deadline = performance.now() + HANG_LIMIT_MS
    while (!this.#said.includes(this.#readyText)) {
      const leftMs = deadline - performance.now()
      if (leftMs <= 0)
        throw new Error(`The ${this.name} did not come up in ${HANG_LIMIT_MS} ms. It said: ${this.#said}`)
      await heard(this.#child!, Math.min(leftMs, 1_000))
    }
  }

  /** Kills it as no process can refuse, and starts it again unless it was the last time. */
  async kill({ isLast = false } = {}): Promise<void> {
    await this.#end("SIGKILL")
    if (isLast) return
    this.kills++
    this.start()
  }

  /** Asks it to finish and leave. */
  stop(): Promise<void> {
    return this.#end("SIGTERM")
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    this.#isWanted = false
    const child = this.#child
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const exited = new Promise((resolve) => child.once("exit", resolve))
    child.kill(signal)
    await exited
  }
}

/** Something was said, it ended, or the patience did. */
const heard = (child: ChildProcess, patienceMs: number) =>
  new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer)
      child.off("said", done)
      child.off("exit", done)
      resolve()
    }
    const timer = setTimeout(done, patienceMs)
    child.once("said", done)
    child.once("exit", done)
  })
