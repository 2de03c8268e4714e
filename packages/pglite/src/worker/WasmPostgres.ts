// The engine, driven directly: bytes of the wire protocol go in, bytes come out, and whatever goes wrong is seen. PGlite's own
// `query` sends five messages a statement and waits after each, and its protocol loop swallows every exception, so that an
// engine that has aborted looks like one that found no rows.
import type { PGlite } from "@electric-sql/pglite"
import { ReadyForQuery } from "../wire/messages.ts"

/** The output of one run of the protocol. */
export interface Answer {
  readonly start: number
  readonly end: number
  /** The answer was longer than allowed. Nothing of it was kept. */
  readonly isTooLarge: boolean
}

/** The engine can no longer be trusted: its memory is what an aborted program left behind. */
export class EngineStopped extends Error {
  override readonly name = "EngineStopped"

  constructor(cause: unknown) {
    super(`the engine stopped: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}

/** The part of PGlite's Emscripten module that is used here. */
interface Wasm {
  readonly HEAPU8: Uint8Array
  addFunction(call: (pointer: number, length: number) => number, signature: string): number
  stackSave(): number
  stackRestore(pointer: number): void
  _malloc(length: number): number
  _free(pointer: number): void
  _find_option(name: number, mayCreate: number, isQuiet: number, level: number): number
  _pgl_set_rw_cbs(read: number, write: number): void
  _PostgresMainLoopOnce(): void
  _PostgresMainLongJmp(): void
  _PostgresSendReadyForQueryIfNecessary(): void
  _pgl_pq_flush(): void
  _pq_buffer_remaining_data(): number
  _IsTransactionBlock(): number
}

/** How PGlite says that PostgreSQL raised an error and jumps back into its main loop. */
const LONG_JUMP = 100

export class WasmPostgres {
  readonly #wasm: Wasm
  readonly #answerBytesMax: number
  #input: Uint8Array = new Uint8Array(0)
  #inputAt = 0
  #output = Buffer.allocUnsafe(OUTPUT_BYTES)
  #outputAt = 0
  #answerStart = 0
  #isTooLarge = false

  /** Takes over a PGlite that is ready. Its own ways to send statements are out of use from now on. */
  constructor(pglite: PGlite, answerBytesMax: number) {
    this.#wasm = pglite.Module as unknown as Wasm
    this.#answerBytesMax = answerBytesMax
    const { addFunction } = this.#wasm
    this.#wasm._pgl_set_rw_cbs(
      addFunction((pointer, length) => this.#read(pointer, length), "ipi"),
      addFunction((pointer, length) => this.#write(pointer, length), "ipi")
    )
  }

  get isInTransaction(): boolean {
    return this.#wasm._IsTransactionBlock() !== 0
  }

  /** How much was said since `takeOutput`. */
  get outputLength(): number {
    return this.#outputAt
  }

  /** Everything said since `takeOutput`, valid until then. */
  get output(): Buffer {
    return this.#output
  }

  /** Runs the messages, of which the last must make the engine ready for the next: Sync or Query. */
  run(messages: Uint8Array): Answer {
    const wasm = this.#wasm
    this.#input = messages
    this.#inputAt = 0
    this.#answerStart = this.#outputAt
    this.#isTooLarge = false
    try {
      while (this.#inputAt < messages.length || wasm._pq_buffer_remaining_data() > 0) {
        const stack = wasm.stackSave()
        try {
          wasm._PostgresMainLoopOnce()
        } catch (error) {
          wasm.stackRestore(stack)
          if ((error as { readonly status?: number } | null)?.status !== LONG_JUMP) throw error
          wasm._PostgresMainLongJmp()
        }
      }
      wasm._PostgresSendReadyForQueryIfNecessary()
      wasm._pgl_pq_flush()
    } catch (error) {
      throw new EngineStopped(error)
    }
    if (!this.#isTooLarge && !this.#endsReady()) throw new EngineStopped("it did not finish its answer.")
    return { start: this.#answerStart, end: this.#outputAt, isTooLarge: this.#isTooLarge }
  }

  /** Puts a message of ours behind what the engine has said. */
  say(message: Uint8Array): void {
    this.#append(message)
  }

  /** Forgets everything from here on, to say something else in its place. */
  rewind(to: number): void {
    this.#outputAt = to
  }

  /** The bytes of every answer since the last time, to be handed to another thread. */
  takeOutput(): Uint8Array<ArrayBuffer> {
    const taken = new Uint8Array(this.#outputAt)
    taken.set(this.#output.subarray(0, this.#outputAt))
    this.#outputAt = 0
    // One huge answer must not keep its memory for ever.
    if (this.#output.length > OUTPUT_BYTES_KEPT) this.#output = Buffer.allocUnsafe(OUTPUT_BYTES)
    return taken
  }

  /** Makes a setting one that nobody can change any more, in whatever way: what it is now, it stays. */
  holdSetting(name: string): void {
    const wasm = this.#wasm
    const bytes = Buffer.from(`${name}\0`)
    const text = wasm._malloc(bytes.length)
    wasm.HEAPU8.set(bytes, text)
    const setting = wasm._find_option(text, 0, 1, 0)
    wasm._free(text)
    if (setting === 0) throw new Error(`PostgreSQL has no setting "${name}".`)
    wasm.HEAPU8.fill(0, setting + CONTEXT_AT, setting + CONTEXT_AT + 4)
  }

  #read(pointer: number, length: number): number {
    const part = this.#input.subarray(this.#inputAt, this.#inputAt + length)
    this.#wasm.HEAPU8.set(part, pointer)
    this.#inputAt += part.length
    return part.length
  }

  #write(pointer: number, length: number): number {
    // Said to have been sent all the same: an error here would make the engine think its client is gone, and end it.
    if (this.#isTooLarge) return length
    if (this.#outputAt - this.#answerStart + length > this.#answerBytesMax) {
      this.#isTooLarge = true
      this.#outputAt = this.#answerStart
      return length
    }
    this.#append(this.#wasm.HEAPU8.subarray(pointer, pointer + length))
    return length
  }

  #append(bytes: Uint8Array): void {
    const end = this.#outputAt + bytes.length
    if (end > this.#output.length) {
      const larger = Buffer.allocUnsafe(Math.max(end, this.#output.length * 2))
      this.#output.copy(larger, 0, 0, this.#outputAt)
      this.#output = larger
    }
    this.#output.set(bytes, this.#outputAt)
    this.#outputAt = end
  }

  /** The last message says that the engine is ready: `Z`, its length, and how its transaction stands. */
  #endsReady(): boolean {
    return this.#outputAt - this.#answerStart >= 6 && this.#output[this.#outputAt - 6] === ReadyForQuery
  }
}

const OUTPUT_BYTES = 256 * 1024
const OUTPUT_BYTES_KEPT = 4 * 1024 * 1024

/** The place where a setting says who may change it, behind the pointer to its name. 0 is PGC_INTERNAL: nobody. */
const CONTEXT_AT = 4
