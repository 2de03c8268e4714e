import { type ChildProcess, fork } from "node:child_process"
import { join } from "node:path"
import type { Answer, Question } from "./verify.ts"

/** Longer than any opening takes: an engine on ruins may never come back. */
const ANSWER_WITHIN_MS = 60_000
/** An engine that is not used any more keeps its memory for a while. */
const QUESTIONS_PER_PROCESS = 40

/** Processes that open databases, a few at a time. */
export class Verifiers implements Disposable {
  readonly #idle: Array<Verifier>
  readonly #waiting: Array<(verifier: Verifier) => void> = []
  readonly #all: ReadonlyArray<Verifier>

  constructor(count: number) {
    this.#all = Array.from({ length: count }, () => new Verifier())
    this.#idle = [...this.#all]
  }

  async ask(question: Question): Promise<Answer> {
    const verifier = this.#idle.pop() ?? (await new Promise<Verifier>((resolve) => this.#waiting.push(resolve)))
    try {
      return await verifier.ask(question)
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#idle.push(verifier)
      else next(verifier)
    }
  }

  [Symbol.dispose](): void {
    for (const verifier of this.#all) verifier.stop()
  }
}

class Verifier {
  #child: ChildProcess | undefined
  #asked = 0

  async ask(question: Question): Promise<Answer> {
    if (this.#asked++ >= QUESTIONS_PER_PROCESS) this.stop()
    this.#child ??= await started()
    const child = this.#child
    const { promise, resolve } = Promise.withResolvers<Answer>()
    const onMessage = (answer: Answer) => resolve(answer)
    const onExit = (code: number | null, signal: string | null) =>
      resolve({ error: `the engine ended its process (${signal ?? code}).` })
    const timer = setTimeout(
      () => resolve({ error: `the engine did not answer in ${ANSWER_WITHIN_MS} ms.` }),
      ANSWER_WITHIN_MS
    )
    child.once("message", onMessage)
    child.once("exit", onExit)
    child.send(question)
    const answer = await promise
    clearTimeout(timer)
    child.off("message", onMessage)
    child.off("exit", onExit)
    // Whatever an engine that failed has left in the process is not for the next one.
    if ("error" in answer) this.stop()
    return answer
  }

  stop(): void {
    this.#child?.kill("SIGKILL")
    this.#child = undefined
    this.#asked = 0
  }
}

const started = (): Promise<ChildProcess> => {
  const child = fork(join(import.meta.dirname, "verify.ts"), { stdio: ["ignore", "ignore", "ignore", "ipc"] })
  return new Promise((resolve, reject) => {
    child.once("message", () => resolve(child))
    child.once("exit", (code) => reject(new Error(`A process that opens databases ended with ${code} at its start.`)))
  })
}
