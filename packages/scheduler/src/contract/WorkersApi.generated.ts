// Written by `pnpm generate` from the contract, for who calls it and asks an editor what a call does.
import type { CallOptions } from "@genie/operation/promised"
import type { Worker } from "@genie/store/model"
import type { ClaimedRun } from "./ClaimedRun.ts"

/**
 * Workers, as promises: what a worker of another language asks. In TypeScript `work` does all of it.
 *
 * Any call can also be refused with `InvalidInput`, which names the field, and with `Unavailable`: nothing was done.
 */
export interface WorkersApi {
  /**
   * A worker says that it is there.
   *
   * - `name`
   * - `host`
   * - `bootId`
   * - `pid`
   * - `processStartedAt`
   * - `queues`
   * - `slots`
   * - `version`
   *
   * @throws InvalidInput - A field is not what it must be
   */
  register(input: WorkersRegisterInput, options?: CallOptions): Promise<Worker>

  /**
   * List the workers that are there.
   *
   * - `limit?`: How many at most: 1 to 500, 50 when not said
   * - `cursor?`: Continue after this cursor
   *
   * @throws InvalidInput - A field is not what it must be
   */
  list(input?: WorkersListInput, options?: CallOptions): Promise<{ readonly items: ReadonlyArray<Worker>; readonly next: string | null }>

  /**
   * Claim due runs under fenced leases.
   *
   * - `worker`: Id of the worker
   * - `limit`
   * - `waitMs?`
   *
   * @throws WorkerNotFound - No such worker
   * @throws InvalidInput - A field is not what it must be
   */
  claim(input: WorkersClaimInput, options?: CallOptions): Promise<ReadonlyArray<ClaimedRun>>

  /**
   * Renew leases, and hear what was lost or cancelled.
   *
   * - `worker`: Id of the worker
   * - `leases`
   * - `running`
   *
   * @throws WorkerNotFound - No such worker
   * @throws InvalidInput - A field is not what it must be
   */
  renew(input: WorkersRenewInput, options?: CallOptions): Promise<{ readonly lost: ReadonlyArray<string>; readonly cancelled: ReadonlyArray<{ readonly run: string; readonly reason: string }> }>

  /**
   * Tell what a run says while it runs; a stale fence is refused without failing.
   *
   * - `worker`: Id of the worker
   * - `run`
   * - `fence`
   * - `events`
   *
   * @throws WorkerNotFound - No such worker
   * @throws InvalidInput - A field is not what it must be
   */
  report(input: WorkersReportInput, options?: CallOptions): Promise<{ readonly lost: boolean; readonly full: boolean; readonly refused: ReadonlyArray<{ readonly index: number; readonly reason: string }> }>

  /**
   * Finish runs; a stale fence or an unstorable end fails no other.
   *
   * - `worker`: Id of the worker
   * - `completions`
   *
   * @throws WorkerNotFound - No such worker
   * @throws InvalidInput - A field is not what it must be
   */
  complete(input: WorkersCompleteInput, options?: CallOptions): Promise<{ readonly lost: ReadonlyArray<string>; readonly refused: ReadonlyArray<{ readonly index: number; readonly reason: string }> }>

  /**
   * A worker says goodbye; what it still held is given back.
   *
   * - `worker`: Id of the worker
   *
   * @throws WorkerNotFound - No such worker
   * @throws InvalidInput - A field is not what it must be
   */
  leave(input: WorkersLeaveInput, options?: CallOptions): Promise<Worker>
}

/** The input of `workers.register`. */
export interface WorkersRegisterInput {
  readonly name: string
  readonly host: string
  readonly bootId: string
  readonly pid: number
  readonly processStartedAt: string
  readonly queues: ReadonlyArray<string>
  readonly slots: number
  readonly version: string
}

/** The input of `workers.list`. */
export interface WorkersListInput {
  /** How many at most: 1 to 500, 50 when not said */
  readonly limit?: number | undefined
  /** Continue after this cursor */
  readonly cursor?: string | undefined
}

/** The input of `workers.claim`. */
export interface WorkersClaimInput {
  /** Id of the worker */
  readonly worker: string
  readonly limit: number
  readonly waitMs?: number | undefined
}

/** The input of `workers.renew`. */
export interface WorkersRenewInput {
  /** Id of the worker */
  readonly worker: string
  readonly leases: ReadonlyArray<{ readonly run: string; readonly fence: number }>
  readonly running: ReadonlyArray<string>
}

/** The input of `workers.report`. */
export interface WorkersReportInput {
  /** Id of the worker */
  readonly worker: string
  readonly run: string
  readonly fence: number
  readonly events: ReadonlyArray<{ readonly seq: number; readonly at?: Date; readonly kind: "stdout" | "stderr" | "note"; readonly text: string }>
}

/** The input of `workers.complete`. */
export interface WorkersCompleteInput {
  /** Id of the worker */
  readonly worker: string
  readonly completions: ReadonlyArray<{ readonly run: string; readonly fence: number; readonly outcome: "succeeded" | "failed" | "cancelled" | "timed_out" | "lost"; readonly startedAt?: Date; readonly durationMs?: number; readonly exitCode?: number; readonly signal?: string; readonly failureKind?: string; readonly failureMessage?: string; readonly result?: unknown; readonly outputTail?: string; readonly outputBytes?: number }>
}

/** The input of `workers.leave`. */
export interface WorkersLeaveInput {
  /** Id of the worker */
  readonly worker: string
}
