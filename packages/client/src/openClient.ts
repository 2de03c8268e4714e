import { type AuditApi, AuditGroup, AuditLog } from "@genie/audit/contract"
import {
  Actors,
  type ActorsApi,
  ActorsGroup,
  Projects,
  type ProjectsApi,
  ProjectsGroup,
  readActor
} from "@genie/identity/contract"
import { CurrentCaller, type NamedActor } from "@genie/operation"
import { fromCaller, promised } from "@genie/operation/promised"
import {
  Runs,
  type RunsApi,
  RunsGroup,
  Schedules,
  type SchedulesApi,
  SchedulesGroup,
  Workers,
  type WorkersApi,
  WorkersGroup
} from "@genie/scheduler/contract"
import { Boards, type BoardsApi, BoardsGroup, Tasks, type TasksApi, TasksGroup } from "@genie/tasks/contract"
import { Effect, Layer, ManagedRuntime } from "effect"
import { attach } from "./attach.ts"
import { System } from "./contract/System.ts"
import type { SystemApi } from "./contract/SystemApi.generated.ts"
import { SystemGroup } from "./contract/SystemGroup.ts"
import type { Target } from "./httpClientTo.ts"

/** Projects, as promises. */
export interface RemoteProjects extends ProjectsApi {}
/** Boards, as promises. */
export interface RemoteBoards extends BoardsApi {}
/** Tasks, as promises. */
export interface RemoteTasks extends TasksApi {}
/** Actors, as promises. */
export interface RemoteActors extends ActorsApi {}
/** Schedules, as promises. */
export interface RemoteSchedules extends SchedulesApi {}
/** Runs, as promises. */
export interface RemoteRuns extends RunsApi {}
/** Workers, as promises. */
export interface RemoteWorkers extends WorkersApi {}
/** The audit log, as promises. */
export interface RemoteAudit extends AuditApi {}
/** The process that serves, as promises. */
export interface RemoteSystem extends SystemApi {}

/** Genie in another process. */
export interface Client extends AsyncDisposable {
  readonly projects: RemoteProjects
  readonly boards: RemoteBoards
  readonly tasks: RemoteTasks
  readonly actors: RemoteActors
  readonly schedules: RemoteSchedules
  readonly runs: RemoteRuns
  readonly workers: RemoteWorkers
  readonly audit: RemoteAudit
  readonly system: RemoteSystem
  /** Closes its connections. */
  readonly close: () => Promise<void>
}

/** Where Genie is served, and who asks. */
export type ClientOptions = Target & {
  /** The actor who asks: `human:ana`, `agent:build-bot`. A handle alone is that of a known actor. */
  readonly actor: string | NamedActor
}

/**
 * Opens Genie that is served by another process.
 *
 * @example
 * ```ts
 * await using genie = await openClient({ url: "http://127.0.0.1:4400", token, actor: "human:ana" })
 * await genie.runs.enqueue({ queue: "reports", payload: { month: "2026-03" } })
 * ```
 */
export const openClient: (options: ClientOptions) => Promise<Client> = fromCaller(async ({ actor, ...target }) => {
  const caller = { actor: await Effect.runPromise(readActor("actor", actor)), via: "library" } as const
  const runtime = ManagedRuntime.make(Layer.merge(attach(target), Layer.succeed(CurrentCaller, caller)))
  const close = () => runtime.dispose()
  return {
    projects: promised(ProjectsGroup, Projects, runtime),
    boards: promised(BoardsGroup, Boards, runtime),
    tasks: promised(TasksGroup, Tasks, runtime),
    actors: promised(ActorsGroup, Actors, runtime),
    schedules: promised(SchedulesGroup, Schedules, runtime),
    runs: promised(RunsGroup, Runs, runtime),
    workers: promised(WorkersGroup, Workers, runtime),
    audit: promised(AuditGroup, AuditLog, runtime),
    system: promised(SystemGroup, System, runtime),
    close,
    [Symbol.asyncDispose]: close
  }
})
