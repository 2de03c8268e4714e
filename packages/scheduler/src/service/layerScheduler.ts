import type { Audit } from "@genie/audit/effect"
import { IdentityObservers, type IdentityServices, layerIdentity } from "@genie/identity/effect"
import type { Db, Notifications } from "@genie/store/database"
import { layerIdentityRepositories } from "@genie/store/identity"
import { layerSchedulerRepositories, RunRepository } from "@genie/store/scheduler"
import { TaskPipelineRepository } from "@genie/store/tasks"
import { Effect, Layer } from "effect"
import type { Runs } from "../contract/Runs.ts"
import type { Schedules } from "../contract/Schedules.ts"
import type { Workers } from "../contract/Workers.ts"
import { RunObservers } from "./RunObservers.ts"
import { RunsLive } from "./RunsLive.ts"
import { SchedulesLive } from "./SchedulesLive.ts"
import { WorkersLive } from "./WorkersLive.ts"

/** Queued runs follow the repository of their project. */
const layerFollowProjects = Layer.effectDiscard(
  Effect.gen(function* () {
    const observers = yield* IdentityObservers
    const runs = yield* RunRepository
    yield* observers.observe({ projectMoved: ({ from, id, to }) => runs.moveQueued(id, from, to) })
  })
)

/**
 * Schedules, runs and workers over an open store and its audit log, with the identity of their callers, and the door
 * for those who follow the ends of runs. Nothing fires until somebody runs the daemon.
 */
export const layerScheduler: Layer.Layer<
  Schedules | Runs | Workers | RunObservers | IdentityServices,
  never,
  Db | Audit | Notifications
> = Layer.mergeAll(SchedulesLive, RunsLive, WorkersLive, layerFollowProjects).pipe(
  Layer.provide([layerIdentityRepositories, layerSchedulerRepositories, TaskPipelineRepository.layer]),
  Layer.provideMerge(Layer.merge(RunObservers.layer, layerIdentity))
)
