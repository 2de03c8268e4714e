import { hostname } from "node:os"
import { type Actor, CurrentActor } from "@genie/operation"
import { type Promised, promised } from "@genie/operation/promised"
import { Db, Notifications, orUnavailable, storeVersion } from "@genie/store/effect"
import { Effect, Exit, Layer, ManagedRuntime, Scope } from "effect"
import type { Kysely } from "kysely"
import type { ClaimedRun } from "./contract/ClaimedRun.ts"
import { Runs } from "./contract/Runs.ts"
import { RunsGroup } from "./contract/RunsGroup.ts"
import { Schedules } from "./contract/Schedules.ts"
import { SchedulesGroup } from "./contract/SchedulesGroup.ts"
import { Workers } from "./contract/Workers.ts"
import { WorkersGroup } from "./contract/WorkersGroup.ts"
import { redact } from "./process/redact.ts"
import { cancelHint } from "./service/cancelHint.ts"
import { runDaemon } from "./service/Daemon.ts"
import { layerOpen, type OpenOptions } from "./service/layerOpen.ts"
import { layerScheduler } from "./service/layerScheduler.ts"
import type { Say } from "./service/RunOutput.ts"
import { startWorker, type WorkResult } from "./service/Worker.ts"

/** Schedules, as promises. */
export interface SchedulesApi extends Promised<typeof SchedulesGroup> {}

/** Runs, as promises. */
export interface RunsApi extends Promised<typeof RunsGroup> {}

/** Workers, as promises. */
export interface WorkersApi extends Promised<typeof WorkersGroup> {}

/** Where the scheduler's database is, and who is asking. */
export interface SchedulerOptions extends OpenOptions {
  /** Who is asking, in the audit log: a handle, or an actor of another kind than `service`. Default: `program`. */
  readonly actor?: string | Actor
  /** Whether this process fires what is due. Any number of processes may. Default: true. */
  readonly daemon?: boolean
}

/** Does a run. What it answers is kept as the run's result; what it throws fails the run. */
export type Handler = (
  run: ClaimedRun,
  context: {
    /** Aborts when the run was cancelled, when its lease is lost, or when the worker must leave. */
    readonly signal: AbortSignal
    /** The same for every attempt at this run's work: give it to whatever must not happen twice. */
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

/** An open scheduler. */
export interface Scheduler extends AsyncDisposable {
  readonly schedules: SchedulesApi
  readonly runs: RunsApi
  readonly workers: WorkersApi
  /** The root database, for tables of your own beside Genie's: with the embedded one there is no other connection. */
  readonly kysely: Kysely<any>
  /**
   * The same operations inside a transaction that you opened: your commit commits them, your rollback takes them along.
   *
   * @example
   * ```ts
   * await db.transaction().execute(async (trx) => {
   *   await trx.insertInto("orders").values({ id, total }).execute()
   *   await genie.within(trx).runs.enqueue({ queue: "receipts", payload: { order: id } })
   * })
   * ```
   */
  within(transaction: Kysely<any>): { readonly schedules: SchedulesApi; readonly runs: RunsApi }
  /** Starts a worker in this process. */
  work(options: WorkOptions): Promise<SchedulerWorker>
}

/**
 * Opens schedules, runs and workers on the embedded database or on PostgreSQL.
 *
 * Rejects with a sentence that says what to do: `DirectoryOwned` when another process owns the data directory,
 * `DatabaseUnavailable`, `DatabaseTooOld`, `AuditKeyMismatch`, …
 *
 * @example
 * ```ts
 * await using genie = await openScheduler({ database: "postgres://localhost/shop" })
 * await using worker = await genie.work({ queues: { receipts: async ({ payload }) => send(payload) } })
 * await genie.schedules.create({ name: "nightly", cron: "0 3 * * *", tz: "Europe/Berlin", queue: "receipts" })
 * ```
 */
export const openScheduler = async ({
  actor = "program",
  daemon = true,
  ...open
}: SchedulerOptions = {}): Promise<Scheduler> => {
  const who: Actor = typeof actor === "string" ? { handle: actor, kind: "service" } : actor
  const services = layerScheduler.pipe(Layer.provideMerge(layerOpen(open)))
  const background = daemon ? Layer.effectDiscard(Effect.forkScoped(runDaemon)) : Layer.empty
  const runtime = ManagedRuntime.make(
    Layer.merge(Layer.provideMerge(background, services), Layer.succeed(CurrentActor, who))
  )
  const db = await runtime.runPromise(Db)
  const notifications = await runtime.runPromise(Notifications)
  const leaving = new Set<() => Promise<void>>()

  const operations = (options?: Parameters<typeof promised>[3]) => ({
    schedules: promised(SchedulesGroup, Schedules, runtime, options) as SchedulesApi,
    runs: promised(RunsGroup, Runs, runtime, options) as RunsApi
  })

  return {
    ...operations(),
    workers: promised(WorkersGroup, Workers, runtime) as WorkersApi,
    kysely: db.kysely.withoutPlugins(),
    within: (transaction) =>
      operations({
        provide: (effect) => orUnavailable(db.within(transaction)(effect)) as typeof effect
      }),
    async work({ drainMs, name = `${hostname()} ${process.pid}`, prefetch, queues, slots = 10 }) {
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
    async [Symbol.asyncDispose]() {
      await Promise.all([...leaving].map((stop) => stop()))
      await runtime.dispose()
    }
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
          idempotencyKey: `${run.id}:main`,
          say: (text) => say("note", redact(String(text)))
        }),
      catch: (error) => error
    }),
    (result) => ({
      outcome: "succeeded",
      // What JSON cannot say is not a result: undefined, a function, a stream.
      ...(result === undefined ? {} : { result: JSON.parse(JSON.stringify(result) ?? "null") })
    })
  )
