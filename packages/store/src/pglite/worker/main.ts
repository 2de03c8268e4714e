// The worker thread in which the embedded engine runs. It takes one message after the other and never does two things at
// once: what the engine says to a batch of statements goes back in one message, after everything they wrote is safe.
import { parentPort, workerData } from "node:worker_threads"
import type { Request, ToHost, ToWorker, WorkerSetup } from "./Message.ts"
import { openEngine } from "./openEngine.ts"
import type { Refusal } from "./Session.ts"

const setup = workerData as WorkerSetup
const begun = new Float64Array(setup.begun)
const host = parentPort!
const say = (message: ToHost, transfer: ReadonlyArray<ArrayBuffer> = []) => host.postMessage(message, [...transfer])

const waiting: Array<ToWorker> = []
let isBusy = false
let isCrashed = false

const crash = (error: unknown): void => {
  isCrashed = true
  say({ kind: "crashed", reason: error instanceof Error ? error.message : String(error) })
}

try {
  const engine = await openEngine(setup)
  const { files, postgres, session } = engine

  const run = (requests: ReadonlyArray<Request>, forget: ReadonlyArray<number>): void => {
    const ids: Array<number> = []
    const ends: Array<number> = []
    const refused: Array<Refusal & { readonly id: number }> = []
    let stopped: { readonly because: unknown } | undefined
    // The commits of one batch share one sync. Nobody is told of them before it.
    if (files !== undefined) files.deferring = requests.length > 1
    try {
      for (const request of requests) {
        begun[0] = request.id
        const refusal = session.run(request)
        if (refusal !== undefined) refused.push({ ...refusal, id: request.id })
        ids.push(request.id)
        ends.push(postgres.outputLength)
      }
      session.forget(forget)
    } catch (error) {
      // What came before it was done all the same.
      stopped = { because: error }
      postgres.rewind(ends.at(-1) ?? 0)
    }
    files?.flush()
    const bytes = postgres.takeOutput()
    say({ kind: "ran", ids, ends, bytes, refused }, [bytes.buffer])
    if (stopped !== undefined) throw stopped.because
  }

  const handle = async (message: Exclude<ToWorker, { readonly kind: "run" }>): Promise<void> => {
    switch (message.kind) {
      case "dump": {
        const archive = await engine.dump()
        return say({ kind: "dumped", archive }, [archive.buffer])
      }
      case "health":
        return say({ kind: "health", health: undefined })
      case "close":
        await engine.close()
        say({ kind: "closed" })
        return host.close()
    }
  }

  const drain = async (): Promise<void> => {
    isBusy = true
    try {
      for (let message = waiting.shift(); message !== undefined && !isCrashed; message = waiting.shift()) {
        // Without an `await` where there is nothing to wait for: it would cost every statement a turn of the loop.
        if (message.kind === "run") run(message.requests, message.forget)
        else await handle(message)
      }
    } catch (error) {
      crash(error)
    }
    isBusy = false
  }

  host.on("message", (message: ToWorker) => {
    waiting.push(message)
    if (!isBusy) void drain()
  })
  say({ kind: "ready", serverVersion: engine.serverVersion, wasm: setup.wasm === undefined ? engine.wasm : undefined })
} catch (error) {
  crash(error)
}
