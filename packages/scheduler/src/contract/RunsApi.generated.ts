// Written by `pnpm generate` from the contract, for who calls it and asks an editor what a call does.
import type { CallOptions, Json } from "@genie/operation/promised"
import type { Run, RunEvent } from "@genie/store/model"

/**
 * Runs, as promises: attempts at work, which wait in a queue for a worker.
 *
 * Any call can also be refused with `InvalidInput`, which names the field, and with `Unavailable`: nothing was done.
 */
export interface RunsApi {
  /**
   * Enqueue a run.
   *
   * - `queue`: The queue whose workers do it
   * - `run?`: Shell command
   * - `payload?`: JSON for the handler of the queue
   * - `priority?`: urgent, high, normal or low
   * - `directory?`: Working directory of the command (the current one when not said)
   * - `env?`: Variable of the command, NAME=VALUE
   * - `stdin?`: Standard input of the command
   * - `timeout?`: Stop a run after this long: 90s, 10m, 2h
   * - `leftovers?`: Processes that the command leaves running: end (default), keep
   * - `attempts?`: How often a failing run is tried (1)
   * - `project?`: Key of the project it belongs to, whose audit log records it
   * - `name?`: What people see in lists
   * - `at?`: Not before: 2027-01-01T09:00, or in 10m
   * - `tz?`: Time zone of that time: America/Sao_Paulo
   * - `idempotencyKey?`: The same key is enqueued once in its project, and stands for one content
   *
   * @throws ProjectNotFound - No such project
   * @throws IdempotencyConflict - Idempotency key used for other content
   * @throws InvalidInput - A field is not what it must be
   */
  enqueue(input: RunsEnqueueInput, options?: CallOptions): Promise<Run>

  /**
   * Enqueue many runs at once: all of them, or none.
   *
   * - `runs`: The runs, 5,000 at most
   *
   * @throws ProjectNotFound - No such project
   * @throws IdempotencyConflict - Idempotency key used for other content
   * @throws InvalidInput - A field is not what it must be
   */
  enqueueMany(input: RunsEnqueueManyInput, options?: CallOptions): Promise<{ readonly ids: ReadonlyArray<string> }>

  /**
   * List runs, newest first.
   *
   * - `queue?`: Only runs of this queue
   * - `state?`: Only runs in this state
   * - `schedule?`: Only runs of this schedule: name or id
   * - `task?`: Only runs of this task: SHOP-12, or its id
   * - `project?`: Only runs of the project with this key
   * - `limit?`: How many at most: 1 to 500, 50 when not said
   * - `cursor?`: Continue after this cursor
   *
   * @throws ProjectNotFound - No such project
   * @throws InvalidInput - A field is not what it must be
   */
  list(input?: RunsListInput, options?: CallOptions): Promise<{ readonly items: ReadonlyArray<Run>; readonly next: string | null }>

  /**
   * Show a run and the end of its output.
   *
   * - `run`: Id of the run, or the end of it, four characters at least
   *
   * @throws RunNotFound - No such run
   * @throws InvalidInput - A field is not what it must be
   */
  show(input: RunsShowInput, options?: CallOptions): Promise<Run>

  /**
   * Show what a run says, as it comes.
   *
   * Answers as it goes: read it with `for await`.
   *
   * - `run`: Id of the run, or the end of it, four characters at least
   * - `after?`: Continue after this event: its seq
   * - `follow?`: Go on with what comes, until the run has ended
   *
   * @throws RunNotFound - No such run
   * @throws InvalidInput - A field is not what it must be
   */
  output(input: RunsOutputInput, options?: CallOptions): AsyncIterable<RunEvent>

  /**
   * Cancel a run: at once while it waits, by asking its worker while it runs.
   *
   * - `run`: Id of the run, or the end of it, four characters at least
   * - `reason?`: Why, for whoever looks at it
   *
   * @throws RunNotFound - No such run
   * @throws RunStateConflict - Run is in another state
   * @throws InvalidInput - A field is not what it must be
   */
  cancel(input: RunsCancelInput, options?: CallOptions): Promise<Run>

  /**
   * Run a finished run once more.
   *
   * - `run`: Id of the run, or the end of it, four characters at least
   *
   * @throws RunNotFound - No such run
   * @throws RunStateConflict - Run is in another state
   * @throws InvalidInput - A field is not what it must be
   */
  retry(input: RunsRetryInput, options?: CallOptions): Promise<Run>
}

/** The input of `runs.enqueue`. */
export interface RunsEnqueueInput {
  /** The queue whose workers do it */
  readonly queue: string
  /** Shell command */
  readonly run?: string | undefined
  /** JSON for the handler of the queue */
  readonly payload?: Json | undefined
  /** urgent, high, normal or low */
  readonly priority?: "urgent" | "high" | "normal" | "low" | undefined
  /** Working directory of the command (the current one when not said) */
  readonly directory?: string | undefined
  /** Variable of the command, NAME=VALUE */
  readonly env?: Readonly<Record<string, string>> | undefined
  /** Standard input of the command */
  readonly stdin?: string | undefined
  /** Stop a run after this long: 90s, 10m, 2h */
  readonly timeout?: string | undefined
  /** Processes that the command leaves running: end (default), keep */
  readonly leftovers?: "end" | "keep" | undefined
  /** How often a failing run is tried (1) */
  readonly attempts?: number | undefined
  /** Key of the project it belongs to, whose audit log records it */
  readonly project?: string | undefined
  /** What people see in lists */
  readonly name?: string | undefined
  /** Not before: 2027-01-01T09:00, or in 10m */
  readonly at?: string | undefined
  /** Time zone of that time: America/Sao_Paulo */
  readonly tz?: string | undefined
  /** The same key is enqueued once in its project, and stands for one content */
  readonly idempotencyKey?: string | undefined
}

/** The input of `runs.enqueueMany`. */
export interface RunsEnqueueManyInput {
  /** The runs, 5,000 at most */
  readonly runs: ReadonlyArray<{ readonly queue: string; readonly run?: string; readonly payload?: Json; readonly priority?: "urgent" | "high" | "normal" | "low"; readonly directory?: string; readonly env?: Readonly<Record<string, string>>; readonly stdin?: string; readonly timeout?: string; readonly leftovers?: "end" | "keep"; readonly attempts?: number; readonly project?: string; readonly name?: string; readonly at?: string; readonly tz?: string; readonly idempotencyKey?: string }>
}

/** The input of `runs.list`. */
export interface RunsListInput {
  /** Only runs of this queue */
  readonly queue?: string | undefined
  /** Only runs in this state */
  readonly state?: "queued" | "claimed" | "running" | "waiting" | "succeeded" | "failed" | "cancelled" | "timed_out" | "lost" | undefined
  /** Only runs of this schedule: name or id */
  readonly schedule?: string | undefined
  /** Only runs of this task: SHOP-12, or its id */
  readonly task?: string | undefined
  /** Only runs of the project with this key */
  readonly project?: string | undefined
  /** How many at most: 1 to 500, 50 when not said */
  readonly limit?: number | undefined
  /** Continue after this cursor */
  readonly cursor?: string | undefined
}

/** The input of `runs.show`. */
export interface RunsShowInput {
  /** Id of the run, or the end of it, four characters at least */
  readonly run: string
}

/** The input of `runs.output`. */
export interface RunsOutputInput {
  /** Id of the run, or the end of it, four characters at least */
  readonly run: string
  /** Continue after this event: its seq */
  readonly after?: number | undefined
  /** Go on with what comes, until the run has ended */
  readonly follow?: boolean | undefined
}

/** The input of `runs.cancel`. */
export interface RunsCancelInput {
  /** Id of the run, or the end of it, four characters at least */
  readonly run: string
  /** Why, for whoever looks at it */
  readonly reason?: string | undefined
}

/** The input of `runs.retry`. */
export interface RunsRetryInput {
  /** Id of the run, or the end of it, four characters at least */
  readonly run: string
}
