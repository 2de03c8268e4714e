import { type Actor, actorOf, CurrentActor } from "@genie/operation"
import { type Promised, promised } from "@genie/operation/promised"
import type { RunsApi, SchedulerWorker, SchedulesApi, WorkersApi, WorkOptions } from "@genie/scheduler"
import { Runs, RunsGroup, Schedules, SchedulesGroup, Workers, WorkersGroup } from "@genie/scheduler/contract"
import { layerOpen, layerScheduler, type OpenOptions, runDaemon, workersIn } from "@genie/scheduler/effect"
import { Db, orUnavailable } from "@genie/store/effect"
import { Effect, Layer, ManagedRuntime } from "effect"
import type { Kysely } from "kysely"
import { Actors } from "./contract/Actors.ts"
import { ActorsGroup } from "./contract/ActorsGroup.ts"
import { Boards } from "./contract/Boards.ts"
import { BoardsGroup } from "./contract/BoardsGroup.ts"
import { Projects } from "./contract/Projects.ts"
import { ProjectsGroup } from "./contract/ProjectsGroup.ts"
import { Tasks } from "./contract/Tasks.ts"
import { TasksGroup } from "./contract/TasksGroup.ts"
import { checkHandle } from "./service/checkHandle.ts"
import { layerTasks } from "./service/layerTasks.ts"
import { runTasksDaemon } from "./service/TasksDaemon.ts"

/** Tasks, as promises. */
export interface TasksApi extends Promised<typeof TasksGroup> {}

/** Boards, as promises. */
export interface BoardsApi extends Promised<typeof BoardsGroup> {}

/** Projects, as promises. */
export interface ProjectsApi extends Promised<typeof ProjectsGroup> {}

/** Those who act, as promises. */
export interface ActorsApi extends Promised<typeof ActorsGroup> {}

/** Where the database is, and who is asking. */
export interface TasksOptions extends OpenOptions {
  /**
   * Who is asking: the handle of a person (`ana`), another kind before a colon (`agent:build-bot`), or an actor. What
   * their kind is decides which gates they open. Default: `program`, a service.
   */
  readonly actor?: string | Actor
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
  createTask(
    repoPath: string,
    input: Omit<Parameters<TasksApi["create"]>[0], "repoPath">
  ): ReturnType<TasksApi["create"]>
  /** `tasks.addActor`: gives a task to somebody known elsewhere, who is introduced when they are new. */
  addActor(
    task: string,
    actor: { readonly actorType: string; readonly actorId: string },
    role?: Parameters<TasksApi["addActor"]>[0]["role"]
  ): ReturnType<TasksApi["addActor"]>
  /** `tasks.addDependency`: says that a task depends on another, or blocks it, relates to it, … */
  addDependency(
    task: string,
    on: string,
    kind?: Parameters<TasksApi["addDependency"]>[0]["kind"]
  ): ReturnType<TasksApi["addDependency"]>
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
 * await using genie = await openTasks({ actor: "ana" })
 * const task = await genie.createTask("/home/ana/shop", { title: "Implement auth middleware", priority: "high" })
 * await genie.tasks.assign({ task: task.key, actor: "ana" })
 * await using worker = await genie.work({ queues: { work: async ({ payload }) => build(payload) } })
 * ```
 */
export const openTasks = async ({
  actor = { handle: "program", kind: "service" },
  daemon = true,
  ...open
}: TasksOptions = {}): Promise<OpenTasks> => {
  const who = typeof actor === "string" ? await Effect.runPromise(actorOf("actor", actor)) : actor
  await Effect.runPromise(checkHandle("actor", who.handle))
  const services = layerTasks.pipe(Layer.provideMerge(layerScheduler), Layer.provideMerge(layerOpen(open)))
  const background = daemon
    ? Layer.effectDiscard(Effect.all([Effect.forkScoped(runDaemon), Effect.forkScoped(runTasksDaemon)]))
    : Layer.empty
  const runtime = ManagedRuntime.make(
    Layer.merge(Layer.provideMerge(background, services), Layer.succeed(CurrentActor, who))
  )
  const db = await runtime.runPromise(Db)
  const workers = workersIn(runtime)

  const calls = (options?: Parameters<typeof promised>[3]): TaskCalls => {
    const tasks: TasksApi = promised(TasksGroup, Tasks, runtime, options)
    return {
      tasks,
      boards: promised(BoardsGroup, Boards, runtime, options),
      projects: promised(ProjectsGroup, Projects, runtime, options),
      actors: promised(ActorsGroup, Actors, runtime, options),
      schedules: promised(SchedulesGroup, Schedules, runtime, options),
      runs: promised(RunsGroup, Runs, runtime, options),
      createTask: (repoPath, input) => tasks.create({ ...input, repoPath }),
      addActor: (task, { actorId, actorType }, role = "assignee") => tasks.addActor({ task, actorType, actorId, role }),
      addDependency: (task, on, kind = "depends_on") => tasks.addDependency({ task, on, kind })
    }
  }

  return {
    ...calls(),
    workers: promised(WorkersGroup, Workers, runtime),
    kysely: db.kysely.withoutPlugins(),
    within: (transaction) =>
      calls({ provide: (effect) => orUnavailable(db.within(transaction)(effect)) as typeof effect }),
    work: workers.work,
    async [Symbol.asyncDispose]() {
      await workers.stop()
      await runtime.dispose()
    }
  }
}
