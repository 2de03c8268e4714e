import type { Audit } from "@genie/audit/effect"
import type { IdentityObservers } from "@genie/identity/effect"
import type { Admission } from "@genie/operation/runner"
import type { RunObservers } from "@genie/scheduler/effect"
import { layerAuditRepositories } from "@genie/store/audit"
import type { Db, Notifications } from "@genie/store/database"
import { layerIdentityRepositories } from "@genie/store/identity"
import { layerSchedulerRepositories } from "@genie/store/scheduler"
import { layerTaskRepositories } from "@genie/store/tasks"
import { Layer } from "effect"
import type { Boards } from "../contract/Boards.ts"
import type { Tasks } from "../contract/Tasks.ts"
import { BoardsLive } from "./BoardsLive.ts"
import { layerFollowIdentity } from "./layerFollowIdentity.ts"
import { layerPursuit } from "./layerPursuit.ts"
import { TasksLive } from "./TasksLive.ts"

/**
 * Tasks and boards over an open store, its audit log, identity and the scheduler.
 *
 * Tasks go on with the ends of their runs wherever this layer is: whoever ends runs without it leaves the tasks to
 * `runTasksDaemon`.
 */
export const layerTasks: Layer.Layer<
  Boards | Tasks,
  never,
  Db | Audit | Notifications | RunObservers | Admission | IdentityObservers
> = Layer.mergeAll(BoardsLive, TasksLive, layerPursuit, layerFollowIdentity).pipe(
  Layer.provide([layerAuditRepositories, layerIdentityRepositories, layerSchedulerRepositories, layerTaskRepositories])
)
