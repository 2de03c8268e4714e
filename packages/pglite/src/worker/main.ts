// The worker thread in which the embedded engine runs. It takes one message after the other and never does two things at
// once. The answer to a statement goes back after everything that it wrote is safe.
import fs from "node:fs"
import { enableCompileCache } from "node:module"
import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads"
import type { PgliteHealth } from "../driver/PgliteHealth.ts"
import { Maintenance } from "./Maintenance.ts"
import {
  BEGUN,
  type Request,
  RUNNING,
  type ToHost,
  type ToWorker,
  type WasmModule,
  type WorkerSetup
} from "./Message.ts"
import { roomOnDisk } from "./roomOnDisk.ts"
import type { Refusal } from "./Session.ts"

// Compiling the engine takes longest, and another thread does it: it begins before its JavaScript is read. The host keeps what
// comes out, for the engine that comes after a crash.
enableCompileCache()
const setup = workerData as WorkerSetup
const compiling: Promise<WasmModule> =
  setup.wasm === undefined
    ? wasm().compile(fs.readFileSync(new URL("pglite.wasm", import.meta.resolve("@electric-sql/pglite"))))
    : Promise.resolve(setup.wasm)
const marks = new Float64Array(setup.marks)
const host = parentPort!
const say = (message: ToHost, transfer: ReadonlyArray<ArrayBuffer> = []) => host.postMessage(message, [...transfer])

/** Answers that are larger together are not collected any further. */
const ANSWER_BYTES_MANY = 16 * 1024 * 1024

/** Answers that are so old are sent before the next statement begins: the host reads them while the engine goes on. */
const ANSWER_EVERY_MS = 0.15

/** For so long it looks for the next message by itself: to fall asleep and to be woken takes as long as ten statements. */
const LINGER_MS = 0.05

/** Nothing came for so long: there is time for something else. */
const IDLE_AFTER_MS = 20

/** Messages that came while the answer to a question was waited for. */
const waiting: Array<ToWorker> = []
let isBusy = false
let isCrashed = false

const crash = (error: unknown): void => {
  isCrashed = true
  say({ kind: "crashed", reason: reasonOf(error) })
}

try {
  const { openEngine } = await import("./openEngine.ts")
  const engine = await openEngine(setup, compiling)
  const { files, lastWords, postgres, session } = engine
  const maintenance = setup.maintenance
    ? new Maintenance({
        postgres: session,
        walSegment: () => files?.walSegment,
        clock: () => performance.now(),
        date: () => Date.now()
      })
    : undefined

  const run = (requests: ReadonlyArray<Request>, forget: ReadonlyArray<number>): void => {
    let ends: Array<number> = []
    let refused: Array<Refusal & { readonly id: number }> = []
    let stopped: { readonly because: unknown } | undefined
    let answeredAt = performance.now()

    const answer = (isLast: boolean) => {
      if (files !== undefined) {
        files.deferring = false
        files.flush()
      }
      const bytes = postgres.takeOutput()
      say({ kind: "ran", ends, bytes, refused, isLast }, [bytes.buffer])
      ends = []
      refused = []
      answeredAt = performance.now()
    }
    /** Commits share a sync, so where one is owed the others are waited for. */
    const isTimeToAnswer = () =>
      postgres.outputLength > ANSWER_BYTES_MANY ||
      (files?.isSyncOwed !== true && performance.now() - answeredAt > ANSWER_EVERY_MS)

    try {
      session.forget(forget)
      for (const [index, request] of requests.entries()) {
        // One sync is for the writes of many commits. They are acknowledged after it.
        if (files !== undefined) files.deferring = requests.length > 1
        marks[BEGUN] = request.id
        marks[RUNNING] = request.id
        const refusal = session.run(request)
        marks[RUNNING] = 0
        if (refusal !== undefined) refused.push({ ...refusal, id: request.id })
        ends.push(postgres.outputLength)
        maintenance?.afterStatement({ isInTransaction: session.isInTransaction })
        if (index < requests.length - 1 && isTimeToAnswer()) answer(false)
      }
    } catch (error) {
      // Requests that came before it were done all the same.
      stopped = { because: error }
      postgres.rewind(ends.at(-1) ?? 0)
    }
    answer(true)
    if (stopped !== undefined) throw stopped.because
  }

  const health = (): Omit<PgliteHealth, "restarts"> | undefined => {
    if (maintenance === undefined || files === undefined || setup.directory === undefined) return undefined
    // A transaction that is open may have failed, or see the past: its end is not far.
    if (session.isInTransaction) return undefined
    return {
      ...maintenance.health(),
      durability: setup.durability,
      diskFreeBytes: roomOnDisk(setup.directory),
      fsyncs: { files: files.counts.syncs - files.counts.directorySyncs, directories: files.counts.directorySyncs }
    }
  }

  const handle = async (message: Exclude<ToWorker, { readonly kind: "run" }>): Promise<void> => {
    switch (message.kind) {
      case "dump": {
        const archive = await engine.dump()
        return say({ kind: "dumped", archive }, [archive.buffer])
      }
      case "health":
        return say({ kind: "health", health: unlessRefused(health) })
      case "close":
        await engine.close()
        say({ kind: "closed" })
        return host.close()
    }
  }

  const next = (): ToWorker | undefined => {
    const until = performance.now() + LINGER_MS
    let message = waiting.shift()
    while (message === undefined && performance.now() < until) message = receiveMessageOnPort(host)?.message
    return message
  }

  const drain = async (): Promise<void> => {
    isBusy = true
    try {
      for (let message = next(); message !== undefined && !isCrashed; message = next()) {
        // Without an `await` where there is nothing to wait for: it would cost every statement a turn of the loop.
        if (message.kind === "run") run(message.requests, message.forget)
        else await handle(message)
      }
    } catch (error) {
      crash(lastWords.explain(error))
    }
    isBusy = false
    idleSoon(IDLE_AFTER_MS)
  }

  let idling: NodeJS.Timeout | undefined
  const idleSoon = (ms: number | undefined): void => {
    if (maintenance === undefined || isCrashed) return
    clearTimeout(idling)
    if (ms === undefined) return
    idling = setTimeout(() => {
      if (isBusy || session.isInTransaction) return
      try {
        idleSoon(maintenance.idle())
      } catch (error) {
        crash(lastWords.explain(error))
      }
    }, ms)
    idling.unref()
  }

  host.on("message", (message: ToWorker) => {
    waiting.push(message)
    if (!isBusy) void drain()
  })
  idleSoon(IDLE_AFTER_MS)
  say({ kind: "ready", serverVersion: engine.serverVersion, wasm: setup.wasm === undefined ? engine.wasm : undefined })
} catch (error) {
  crash(error)
}

/** Not everything that the engine throws is an error: of what its file system refuses it throws the number. */
function reasonOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message
  const { errno } = Object(thrown) as { readonly errno?: unknown }
  return typeof errno === "number" ? `its file system failed (${errno}).` : String(thrown)
}

/** Node's types know the names in it, and not that it is there. */
function wasm(): { compile(bytes: Uint8Array): Promise<WasmModule> } {
  return Reflect.get(globalThis, "WebAssembly")
}

/** An answer that PostgreSQL refuses to the role that somebody has set is not known. Anything else that is thrown is a crash. */
function unlessRefused<A>(ask: () => A): A | undefined {
  try {
    return ask()
  } catch (error) {
    if (typeof (error as { readonly code?: unknown }).code === "string") return undefined
    throw error
  }
}
