// Messages between the two threads.

import type { Role } from "../driver/Pending.ts"
import type { PgliteHealth } from "../driver/PgliteHealth.ts"
import type { Durability } from "../driver/PgliteOptions.ts"

/** The place of the id of the request that the worker began last. */
export const BEGUN = 0

/** The place of the id of the request that runs now. 0: none does, and the worker is doing something of its own. */
export const RUNNING = 1

/** A compiled `WebAssembly.Module`, whose type not every program knows that uses this one. */
export type WasmModule = object

/** Data that the worker is started with. */
export interface WorkerSetup {
  readonly directory: string | undefined
  /** Forgotten once the engine has read it. */
  template: Uint8Array | undefined
  readonly durability: Durability
  readonly extensions: Readonly<Record<string, string>>
  readonly maintenance: boolean
  /** Compiled by the first worker, so that the ones after a crash start faster. */
  readonly wasm: WasmModule | undefined
  /** Two ids of requests, at `BEGUN` and `RUNNING`, for both threads to see: the host reads them when the worker is busy or dead. */
  readonly marks: SharedArrayBuffer
}

/** One statement. The first time it comes with its text, later its number is enough. */
export interface Request {
  readonly id: number
  readonly statement: number
  readonly text?: string
  readonly parameters: ReadonlyArray<string | null>
  /** Its part in its transaction, by its text. The engine knows better, and is asked afterwards. */
  readonly role: Role
}

/** To the worker. */
export type ToWorker =
  /** Statements, to run one after the other; and those that will not be used again. */
  | { readonly kind: "run"; readonly requests: ReadonlyArray<Request>; readonly forget: ReadonlyArray<number> }
  | { readonly kind: "dump" }
  | { readonly kind: "health" }
  | { readonly kind: "close" }

/** To the host. */
export type ToHost =
  | { readonly kind: "ready"; readonly serverVersion: string; readonly wasm: WasmModule | undefined }
  /** Answers of the engine to the oldest requests that were not answered, one behind the other: `ends` is where each ends. */
  | {
      readonly kind: "ran"
      readonly ends: ReadonlyArray<number>
      readonly bytes: Uint8Array<ArrayBuffer>
      /** Requests that the worker did not give to the engine, or whose answer it threw away. */
      readonly refused: ReadonlyArray<{ readonly id: number; readonly code: string; readonly message: string }>
      /** Nothing more comes of the batch. */
      readonly isLast: boolean
    }
  | { readonly kind: "dumped"; readonly archive: Uint8Array<ArrayBuffer> }
  | { readonly kind: "health"; readonly health: Omit<PgliteHealth, "restarts"> | undefined }
  | { readonly kind: "closed" }
  /** The engine is beyond help. Nothing else comes from this worker. */
  | { readonly kind: "crashed"; readonly reason: string }
