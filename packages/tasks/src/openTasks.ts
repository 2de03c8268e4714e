import type { ActorsApi, ProjectsApi } from "@genie/identity/contract"
import { Actors, ActorsGroup, Projects, ProjectsGroup, readActor } from "@genie/identity/contract"
import { CurrentCaller, type NamedActor } from "@genie/operation"
import { fromCaller, type PromisedOptions, promised } from "@genie/operation/promised"
import type { RunsApi, SchedulerWorker, SchedulesApi, WorkersApi, WorkOptions } from "@genie/scheduler"
import { Runs, RunsGroup, Schedules, SchedulesGroup, Workers, WorkersGroup } from "@genie/scheduler/contract"
import { layerOpen, layerScheduler, type OpenOptions, runDaemon, workersIn } from "@genie/scheduler/effect"
import { Db, orUnavailable } from "@genie/store/database"
import { Effect, Layer, ManagedRuntime } from "effect"
import type { Kysely } from "kysely"
import { Boards } from "./contract/Boards.ts"
import type { BoardsApi } from "./contract/BoardsApi.generated.ts"
import { BoardsGroup } from "./contract/BoardsGroup.ts"
import { Tasks } from "./contract/Tasks.ts"
import type {
  TasksAddActorInput,
  TasksAddDependencyInput,
  TasksApi,
  TasksCreateInput
} from "./contract/TasksApi.generated.ts"
import { TasksGroup } from "./contract/TasksGroup.ts"
import { layerTasks } from "./service/layerTasks.ts"
import { runTasksDaemon } from "./service/TasksDaemon.ts"

/** Where the database is, and who is asking. */
export interface TasksOptions extends OpenOptions {
  /**
   * The actor who asks: `human:ana`, `agent:build-bot`. Its kind decides which gates it opens. A handle alone is that of
   * a known actor. Default: `program`, a service.
   */
  readonly actor?: string | NamedActor
  /**
   * Whether this process fires what is due, and looks after tasks that should have moved on by themselves. Any number
   * of processes may. Default: true.
   */
  readonly daemon?: boolean
}

/** What can be asked, inside a transaction or not. */
export interface TaskCalls {
  readonly tasks: TasksApi
  readonly boards: BoardsApi
  readonly projects: ProjectsApi
  readonly actors: ActorsApi
  readonly schedules: SchedulesApi
  readonly runs: RunsApi
  /** `tasks.create` in the project of a repository, which is made when there is none. */
  createTask(repoPath: string, input: Omit<TasksCreateInput, "repoPath">): ReturnType<TasksApi["create"]>
  /** `tasks.addActor`: gives a task to somebody known elsewhere, who is introduced when they are new. */
  addActor(
    task: string,
    actor: { readonly actorType: string; readonly actorId: string },
    role?: TasksAddActorInput["role"]
  ): ReturnType<TasksApi["addActor"]>
  /** `tasks.addDependency`: says that a task depends on another, or blocks it, relates to it, … */
  addDependency(task: string, on: string, kind?: TasksAddDependencyInput["kind"]): ReturnType<TasksApi["addDependency"]>
}

/** Open tasks. */
export interface OpenTasks extends TaskCalls, AsyncDisposable {
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
   *   await genie.within(trx).tasks.create({ project: "SHOP", title: `Pack order ${id}` })
   * })
   * ```
   */
  within(transaction: Kysely<any>): TaskCalls
  /** Starts a worker in this process: it does the runs of the columns whose actions are its queues. */
  work(options: WorkOptions): Promise<SchedulerWorker>
}

/**
 * Opens tasks, boards, projects and those who act, with the schedules, runs and workers below them, on the embedded
 * database or on PostgreSQL.
 *
 * Rejects with a sentence that says what to do: `DirectoryOwned` when another process owns the data directory,
 * `DatabaseUnavailable`, `DatabaseTooOld`, `AuditKeyMismatch`, …
 *
 * @example
 * ```ts
 * await using genie = await openTasks({ actor: "human:ana" })
 * const task = await genie.createTask("/home/ana/shop", { title: "Implement auth middleware", priority: "high" })
 * await genie.tasks.assign({ task: task.key, actor: "ana" })
 * await using worker = await genie.work({ queues: { work: async ({ payload }) => build(payload) } })
 * ```
 */
export const openTasks: (options?: TasksOptions) => Promise<OpenTasks> = fromCaller(async (options = {}) => {
  const { actor = { handle: "program", kind: "service" }, daemon = true, ...open } = options
  const caller = { actor: await Effect.runPromise(readActor("actor", actor)), via: "library" } as const
  const services = layerTasks.pipe(Layer.provideMerge(layerScheduler), Layer.provideMerge(layerOpen(open)))
  const background = daemon
    ? Layer.effectDiscard(Effect.all([Effect.forkScoped(runDaemon), Effect.forkScoped(runTasksDaemon)]))
    : Layer.empty
  const runtime = ManagedRuntime.make(
    Layer.merge(Layer.provideMerge(background, services), Layer.succeed(CurrentCaller, caller))
  )
  const db = await runtime.runPromise(Db)
  const workers = workersIn(runtime)

  const calls = (options?: PromisedOptions): TaskCalls => {
    const tasks: TasksApi = promised(TasksGroup, Tasks, runtime, options)
    return {
      tasks,
      boards: promised(BoardsGroup, Boards, runtime, options),
      projects: promised(ProjectsGroup, Projects, runtime, options),
      actors: promised(ActorsGroup, Actors, runtime, options),
      schedules: promised(SchedulesGroup, Schedules, runtime, options),
      runs: promised(RunsGroup, Runs, runtime, options),
      createTask: fromCaller((repoPath, input) => tasks.create({ ...input, repoPath })),
      addActor: fromCaller((task, { actorId, actorType }, role = "assignee") =>
        tasks.addActor({ task, actorType, actorId, role })
      ),
      addDependency: fromCaller((task, on, kind = "depends_on") => tasks.addDependency({ task, on, kind }))
    }
  }

  return {
    ...calls(),
    workers: promised(WorkersGroup, Workers, runtime),
    kysely: db.kysely.withoutPlugins(),
    within: (transaction) =>
      calls({ provide: (effect) => orUnavailable(db.within(transaction)(effect)) as typeof effect }),
    work: fromCaller(workers.work),
    async [Symbol.asyncDispose]() {
      await workers.stop()
      await runtime.dispose()
    }
  }
})
