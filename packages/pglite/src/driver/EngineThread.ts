// One life of the engine: the worker thread that runs it, from its opening to its death.
import { Worker } from "node:worker_threads"
import { BEGUN, RUNNING, type ToHost, type ToWorker, type WorkerSetup } from "../worker/Message.ts"
import { EngineUnavailable } from "./errors.ts"
import { Inbox } from "./Inbox.ts"
import { workerFile } from "./workerFile.ts"

type Ran = Extract<ToHost, { readonly kind: "ran" }>
type Ready = Extract<ToHost, { readonly kind: "ready" }>
type Answer = Exclude<ToHost, Ran | Ready | { readonly kind: "crashed" }>

/** Events of a thread, for whoever started it. */
export interface EngineEvents {
  readonly onRan: (ran: Ran) => void
  /** It died by itself, after it was open. Said once. */
  readonly onCrash: (reason: string) => void
}

export class EngineThread {
  readonly #worker: Worker
  readonly #marks: Float64Array
  readonly #ended = Promise.withResolvers<undefined>()
  #asking: Promise<unknown> = Promise.resolve()
  #asked = 0
  #isNeeded = true
  #answer: (answer: Answer) => void = () => {}
  #isDone = false

  private constructor(worker: Worker, marks: Float64Array) {
    this.#worker = worker
    this.#marks = marks
  }

  /** Starts a thread and waits until its engine is open. */
  static async open(
    setup: Omit<WorkerSetup, "marks">,
    events: EngineEvents
  ): Promise<{ readonly thread: EngineThread; readonly ready: Ready }> {
    const marks = new SharedArrayBuffer(2 * Float64Array.BYTES_PER_ELEMENT)
    // The archive goes to the thread, which forgets it. The caller's own may start others.
    const template = setup.template === undefined ? undefined : Uint8Array.from(setup.template)
    const worker = new Worker(workerFile(), {
      workerData: { ...setup, template, marks } satisfies WorkerSetup,
      ...(template !== undefined && { transferList: [template.buffer] }),
      name: "pglite",
      ...execArgv(),
      resourceLimits: { stackSizeMb: STACK_MB }
    })
    const thread = new EngineThread(worker, new Float64Array(marks))
    const opening = Promise.withResolvers<Ready>()
    const where = setup.directory === undefined ? "memory" : `"${setup.directory}"`
    let isOpen = false
    const died = (reason: string) => {
      opening.reject(new EngineUnavailable(`The embedded database in ${where} cannot be opened: ${reason}`))
      // The thread may live on, but answers nothing any more.
      thread.#ended.resolve(undefined)
      if (thread.#isDone) return
      thread.#isDone = true
      if (isOpen) events.onCrash(reason)
    }
    const hear = (message: ToHost) => {
      // Whatever a thread still says after it was given up is nobody's answer any more.
      if (thread.#isDone) return
      switch (message.kind) {
        case "ready":
          isOpen = true
          return opening.resolve(message)
        case "ran":
          return events.onRan(message)
        case "crashed":
          return died(message.reason)
        default:
          return thread.#answer(message)
      }
    }
    const inbox = new Inbox()
    worker.on("message", (message: ToHost) => inbox.push(() => hear(message)))
    worker.on("error", (error) => inbox.push(() => died(error.message)))
    worker.on("messageerror", (error) => inbox.push(() => died(error.message)))
    worker.on("exit", (code) => inbox.push(() => died(`its thread ended with code ${code}.`)))
    try {
      return { thread, ready: await opening.promise }
    } catch (error) {
      await worker.terminate()
      throw error
    }
  }

  /** The id of the request that the engine began last. */
  get begun(): number {
    return this.#marks[BEGUN]!
  }

  /** The id of the request that the engine runs at this moment. 0: none. */
  get running(): number {
    return this.#marks[RUNNING]!
  }

  /** Whether the thread keeps the process alive, beside the questions that it has not answered. */
  keepAlive(isNeeded: boolean): void {
    this.#isNeeded = isNeeded
    if (isNeeded || this.#asked > 0) this.#worker.ref()
    else this.#worker.unref()
  }

  run(requests: Extract<ToWorker, { readonly kind: "run" }>): void {
    this.#worker.postMessage(requests)
  }

  /** One question at a time, answered behind everything that was sent before. Undefined: the thread ended meanwhile. */
  ask(question: Exclude<ToWorker, { readonly kind: "run" }>): Promise<Answer | undefined> {
    this.#asked++
    this.keepAlive(this.#isNeeded)
    const asked = this.#asking.then(async () => {
      const { promise, resolve } = Promise.withResolvers<Answer>()
      this.#answer = resolve
      this.#worker.postMessage(question)
      const answer = await Promise.race([promise, this.#ended.promise])
      this.#asked--
      this.keepAlive(this.#isNeeded)
      return answer
    })
    this.#asking = asked
    return asked
  }

  /** Ends it wherever it is. When this resolves, it does nothing any more. */
  async terminate(): Promise<void> {
    this.#isDone = true
    await this.#worker.terminate()
  }
}

/**
 * A thread starts as its process did. No thread can start as `node --input-type=module --eval` did, and most other options
 * cannot be handed on: of such a process it gets those that say which modules are meant.
 */
const execArgv = (): { readonly execArgv?: Array<string> } =>
  process.execArgv.some((argument) => argument.startsWith("--input-type"))
    ? { execArgv: process.execArgv.filter((argument) => /^--(conditions|import|require)=/.test(argument)) }
    : {}

/** PostgreSQL refuses what nests too deep before its stack is full, if the stack is as large as it believes. */
const STACK_MB = 256
