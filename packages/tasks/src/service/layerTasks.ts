import type { Audit } from "@genie/audit/effect"
import type { KnownActors } from "@genie/identity/effect"
import type { Admission } from "@genie/operation/runner"
import type { RunObservers } from "@genie/scheduler/effect"
import { layerAuditRepositories } from "@genie/store/audit"
import type { Db, Notifications } from "@genie/store/database"
import { layerIdentityRepositories } from "@genie/store/identity"
import { layerSchedulerRepositories } from "@genie/store/scheduler"
import { layerTaskRepositories } from "@genie/store/tasks"
import { Layer } from "effect"
import type { Actors } from "../contract/Actors.ts"
import type { Boards } from "../contract/Boards.ts"
import type { Projects } from "../contract/Projects.ts"
import type { Tasks } from "../contract/Tasks.ts"
import { ActorsLive } from "./ActorsLive.ts"
import { BoardsLive } from "./BoardsLive.ts"
import { layerPursuit } from "./layerPursuit.ts"
import { ProjectsLive } from "./ProjectsLive.ts"
import { TasksLive } from "./TasksLive.ts"

/**
 * Tasks, boards, projects and those who act, over an open store, its audit log and the scheduler.
 *
 * Tasks go on with the ends of their runs wherever this layer is: whoever ends runs without it leaves the tasks to
 * `runTasksDaemon`.
 */
export const layerTasks: Layer.Layer<
  Actors | Projects | Boards | Tasks,
  never,
  Db | Audit | Notifications | RunObservers | Admission | KnownActors
> = Layer.mergeAll(ActorsLive, ProjectsLive, BoardsLive, TasksLive, layerPursuit).pipe(
  Layer.provide([layerAuditRepositories, layerIdentityRepositories, layerSchedulerRepositories, layerTaskRepositories])
)
