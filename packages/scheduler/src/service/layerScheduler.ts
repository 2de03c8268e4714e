import type { Audit } from "@genie/audit/effect"
import { type KnownActors, layerAdmission } from "@genie/identity/effect"
import type { Admission } from "@genie/operation/runner"
import type { Db, Notifications } from "@genie/store/database"
import { layerIdentityRepositories } from "@genie/store/identity"
import { layerSchedulerRepositories } from "@genie/store/scheduler"
import { TaskPipelineRepository } from "@genie/store/tasks"
import { Layer } from "effect"
import type { Runs } from "../contract/Runs.ts"
import type { Schedules } from "../contract/Schedules.ts"
import type { Workers } from "../contract/Workers.ts"
import { RunObservers } from "./RunObservers.ts"
import { RunsLive } from "./RunsLive.ts"
import { SchedulesLive } from "./SchedulesLive.ts"
import { WorkersLive } from "./WorkersLive.ts"

/**
 * Schedules, runs and workers over an open store and its audit log, and the door for those who follow the ends of runs.
 * Nothing fires until somebody runs the daemon.
 */
export const layerScheduler: Layer.Layer<
  Schedules | Runs | Workers | RunObservers | Admission | KnownActors,
  never,
  Db | Audit | Notifications
> = Layer.mergeAll(SchedulesLive, RunsLive, WorkersLive).pipe(
  Layer.provide([layerIdentityRepositories, layerSchedulerRepositories, TaskPipelineRepository.layer]),
  Layer.provideMerge(Layer.merge(RunObservers.layer, layerAdmission))
)
