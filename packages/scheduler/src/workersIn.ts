import { hostname } from "node:os"
import type { CurrentCaller } from "@genie/operation"
import { Notifications, storeVersion } from "@genie/store/database"
import { Effect, Exit, type ManagedRuntime, Scope } from "effect"
import type { ClaimedRun } from "./contract/ClaimedRun.ts"
import type { Workers } from "./contract/Workers.ts"
import { redact } from "./process/redact.ts"
import { cancelHint } from "./service/cancelHint.ts"
import type { Say } from "./service/RunOutput.ts"
import { startWorker, type WorkResult } from "./service/Worker.ts"
import { messageOf } from "./storable/messageOf.ts"

/**
 * Does a run. Its answer is kept as the run's result, as JSON; anything it throws fails the run. An answer that cannot be
 * stored fails the run too: one that contains itself, or is larger than 512 KiB, or nested deeper than 60 levels.
 */
export type Handler = (
  run: ClaimedRun,
  context: {
    /** Aborts when the run was cancelled, when its lease is lost, or when the worker must leave. */
    readonly signal: AbortSignal
    /**
     * The same for every attempt at this work, retries and losses included: give it to each service that must not act
     * twice.
     */
    readonly idempotencyKey: string
    /** Tells whoever watches the run how far it is: `say("3 of 7 pages are translated")`. Neither waits nor fails. */
    readonly say: (text: string) => void
  }
) => unknown

/** What a worker in this process serves. */
export interface WorkOptions {
  /** A handler for each queue. */
  readonly queues: Readonly<Record<string, Handler>>
  /** How many runs it works on at once. Default: 10. */
  readonly slots?: number
  /** How many more it may hold that wait for a slot; a few hundred where runs are short. Default: 0. */
  readonly prefetch?: number
  /** What people see in the list of workers. Default: the host and the process. */
  readonly name?: string
  /** How long it waits for its runs when it stops, in milliseconds. Default: 5,000. */
  readonly drainMs?: number
}

/** A worker of this process. */
export interface SchedulerWorker extends AsyncDisposable {
  /** Claims no more, waits for its runs, stops those that take too long, and says goodbye. */
  stop(): Promise<void>
}

/** The workers of one process. */
export interface ProcessWorkers {
  /** Starts a worker. */
  work(options: WorkOptions): Promise<SchedulerWorker>
  /** Stops those that were not stopped. */
  stop(): Promise<void>
}

/** Workers whose handlers are functions of a program that has opened Genie. */
export const workersIn = <R, E>(
  runtime: ManagedRuntime.ManagedRuntime<R | Workers | Notifications | CurrentCaller, E>
): ProcessWorkers => {
  const leaving = new Set<() => Promise<void>>()
  return {
    async work({ drainMs, name = `${hostname()} ${process.pid}`, prefetch, queues, slots = 10 }) {
      const notifications = await runtime.runPromise(Notifications)
      const scope = await runtime.runPromise(Scope.make())
      await runtime.runPromise(
        Scope.provide(
          startWorker({
            name,
            host: hostname(),
            version: storeVersion,
            queues: Object.keys(queues),
            slots,
            ...(prefetch === undefined ? {} : { prefetch }),
            ...(drainMs === undefined ? {} : { drainMs }),
            cancelHint: cancelHint(notifications),
            perform: (run, signal, say) => perform(queues[run.queue]!, run, signal, say)
          }),
          scope
        )
      )
      let stopped: Promise<void> | undefined
      const stop = () => (stopped ??= runtime.runPromise(Scope.close(scope, Exit.void)))
      leaving.add(stop)
      return { stop, [Symbol.asyncDispose]: stop }
    },
    stop: async () => void (await Promise.all([...leaving].map((stop) => stop())))
  }
}

const perform = (
  handler: Handler,
  run: ClaimedRun,
  signal: AbortSignal,
  say: Say
): Effect.Effect<WorkResult, unknown> =>
  Effect.map(
    Effect.tryPromise({
      try: async () =>
        handler(run, {
          signal,
          idempotencyKey: run.idempotencyKey,
          say: (text) => say("note", redact(typeof text === "string" ? text : messageOf(text)))
        }),
      catch: (error) => error
    }),
    (result) => ({ outcome: "succeeded", ...(result === undefined ? {} : { result }) })
  )
