import { type ChildProcess, fork } from "node:child_process"
import { existsSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { HANG_LIMIT_MS } from "../hangLimit.ts"
import { type Fault, PLAN, struckBeside } from "./Fault.ts"
import type { Answer, Ask } from "./program.ts"

export interface ProductOptions {
  /** The user that it becomes. */
  readonly user?: number
  /** How much memory JavaScript gets in each thread. */
  readonly heapMb?: number
}

type Opening = Extract<Ask, { readonly do: "open" }>["options"]

/** A process that uses the product, on a machine whose disk does what the harness says. */
export class Product {
  readonly #child: ChildProcess
  readonly #plan: string
  readonly #waiting = new Map<number, (answer: Answer) => void>()
  readonly #exited = Promise.withResolvers<void>()
  #said = ""
  #lastId = 0
  #plans = 0

  private constructor(directory: string, { heapMb, user }: ProductOptions) {
    this.#plan = `${directory}.plan`
    this.lift()
    this.#child = fork(join(import.meta.dirname, "program.ts"), [directory], {
      execArgv: [
        "--conditions=@genie/source",
        "--import",
        join(import.meta.dirname, "faults.ts"),
        ...(heapMb === undefined ? [] : [`--max-old-space-size=${heapMb}`])
      ],
      env: { ...process.env, [PLAN]: this.#plan, ...(user !== undefined && { BAD_DAYS_USER: String(user) }) },
      serialization: "advanced",
      stdio: ["ignore", "pipe", "pipe", "ipc"]
    })
    const hear = (chunk: Buffer) => {
      this.#said = (this.#said + chunk).slice(-5_000)
    }
    this.#child.stdout?.on("data", hear)
    this.#child.stderr?.on("data", hear)
    this.#child.on("message", ({ id, ...answer }: Answer & { readonly id: number }) => {
      this.#waiting.get(id)?.(answer)
      this.#waiting.delete(id)
    })
    this.#child.once("exit", (code, signal) => {
      const error = { name: "Exit", message: `The program ended (${signal ?? code}). It said: ${this.#said}` }
      for (const resolve of this.#waiting.values()) resolve({ error })
      this.#exited.resolve()
    })
  }

  /** Starts it, without opening anything. */
  static async start(directory: string, options: ProductOptions = {}): Promise<Product> {
    const product = new Product(directory, options)
    await product.#answerTo(0)
    return product
  }

  static async open(directory: string, options: Opening = {}, started: ProductOptions = {}) {
    const product = await Product.start(directory, started)
    await product.must({ do: "open", options })
    return product
  }

  ask(ask: Ask): Promise<Answer> {
    const id = ++this.#lastId
    const answered = this.#answerTo(id)
    this.#child.send({ id, ask })
    return answered
  }

  query(text: string, parameters: ReadonlyArray<unknown> = []): Promise<Answer> {
    return this.ask({ do: "query", text, parameters })
  }

  /** Asks what has to succeed. */
  async must(ask: Ask): Promise<ReadonlyArray<Readonly<Record<string, unknown>>>> {
    const answer = await this.ask(ask)
    if ("error" in answer) throw new Error(`${ask.do}: ${answer.error.name}: ${answer.error.message}`)
    return answer.rows
  }

  rows(text: string, parameters: ReadonlyArray<unknown> = []) {
    return this.must({ do: "query", text, parameters })
  }

  /** From now on the system fails like this. */
  plan(fault: Omit<Fault, "id">): void {
    rmSync(struckBeside(this.#plan), { force: true })
    writeFileSync(this.#plan, JSON.stringify({ ...fault, id: String(++this.#plans) }))
  }

  /** Whether a call has failed as planned. */
  get isStruck(): boolean {
    return existsSync(struckBeside(this.#plan))
  }

  lift(): void {
    rmSync(this.#plan, { force: true })
    rmSync(struckBeside(this.#plan), { force: true })
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  async kill(): Promise<void> {
    this.#child.kill("SIGKILL")
    await this.#exited.promise
    this.lift()
  }

  /** Lets it close the database and end. */
  async close(): Promise<Answer> {
    const answer = await this.ask({ do: "close" })
    await this.kill()
    return answer
  }

  #answerTo(id: number): Promise<Answer> {
    const { promise, resolve } = Promise.withResolvers<Answer>()
    const timer = setTimeout(() => {
      this.#waiting.delete(id)
      resolve({ error: { name: "Hang", message: `Nothing came within ${HANG_LIMIT_MS / 1_000} s. ${this.#said}` } })
    }, HANG_LIMIT_MS)
    this.#waiting.set(id, (answer) => {
      clearTimeout(timer)
      resolve(answer)
    })
    return promise
  }
}
