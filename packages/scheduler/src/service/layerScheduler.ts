import { Layer } from "effect"
import { RunsLive } from "./RunsLive.ts"
import { SchedulesLive } from "./SchedulesLive.ts"
import { WorkersLive } from "./WorkersLive.ts"

/** Schedules, runs and workers over an open store and its audit log. Nothing fires until somebody runs the daemon. */
export const layerScheduler = Layer.mergeAll(SchedulesLive, RunsLive, WorkersLive)
