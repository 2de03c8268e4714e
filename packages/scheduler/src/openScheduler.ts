import { readActor } from "@genie/identity/contract"
import { CurrentCaller, type NamedActor } from "@genie/operation"
import { fromCaller, type PromisedOptions, promised } from "@genie/operation/promised"
import { Db, orUnavailable } from "@genie/store/database"
import { Effect, Layer, ManagedRuntime } from "effect"
import type { Kysely } from "kysely"
import { Runs } from "./contract/Runs.ts"
import type { RunsApi } from "./contract/RunsApi.generated.ts"
import { RunsGroup } from "./contract/RunsGroup.ts"
import { Schedules } from "./contract/Schedules.ts"
import type { SchedulesApi } from "./contract/SchedulesApi.generated.ts"
import { SchedulesGroup } from "./contract/SchedulesGroup.ts"
import { Workers } from "./contract/Workers.ts"
import type { WorkersApi } from "./contract/WorkersApi.generated.ts"
import { WorkersGroup } from "./contract/WorkersGroup.ts"
import { runDaemon } from "./service/Daemon.ts"
import { layerOpen, type OpenOptions } from "./service/layerOpen.ts"
import { layerScheduler } from "./service/layerScheduler.ts"
import { type SchedulerWorker, type WorkOptions, workersIn } from "./workersIn.ts"

/** Where the scheduler's database is, and who is asking. */
export interface SchedulerOptions extends OpenOptions {
  /**
   * The actor who asks: `service:shop`, `agent:build-bot`. A handle alone is that of a known actor. Default: `program`,
   * a service.
   */
  readonly actor?: string | NamedActor
  /** Whether this process fires what is due. Any number of processes may. Default: true. */
  readonly daemon?: boolean
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
export const openScheduler: (options?: SchedulerOptions) => Promise<Scheduler> = fromCaller(async (options = {}) => {
  const { actor = { handle: "program", kind: "service" }, daemon = true, ...open } = options
  const caller = { actor: await Effect.runPromise(readActor("actor", actor)), via: "library" } as const
  const services = layerScheduler.pipe(Layer.provideMerge(layerOpen(open)))
  const background = daemon ? Layer.effectDiscard(Effect.forkScoped(runDaemon)) : Layer.empty
  const runtime = ManagedRuntime.make(
    Layer.merge(Layer.provideMerge(background, services), Layer.succeed(CurrentCaller, caller))
  )
  const db = await runtime.runPromise(Db)
  const workers = workersIn(runtime)

  const operations = (options?: PromisedOptions): Pick<Scheduler, "schedules" | "runs"> => ({
    schedules: promised(SchedulesGroup, Schedules, runtime, options),
    runs: promised(RunsGroup, Runs, runtime, options)
  })

  return {
    ...operations(),
    workers: promised(WorkersGroup, Workers, runtime),
    kysely: db.kysely.withoutPlugins(),
    within: (transaction) =>
      operations({
        provide: (effect) => orUnavailable(db.within(transaction)(effect)) as typeof effect
      }),
    work: fromCaller(workers.work),
    async [Symbol.asyncDispose]() {
      await workers.stop()
      await runtime.dispose()
    }
  }
})
