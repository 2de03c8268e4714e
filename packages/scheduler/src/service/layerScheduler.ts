import type { Audit } from "@genie/audit/effect"
import type { Db, Notifications } from "@genie/store/effect"
import { Layer } from "effect"
import type { Runs } from "../contract/Runs.ts"
import type { Schedules } from "../contract/Schedules.ts"
import type { Workers } from "../contract/Workers.ts"
import { RunsLive } from "./RunsLive.ts"
import { SchedulesLive } from "./SchedulesLive.ts"
import { WorkersLive } from "./WorkersLive.ts"

/** Schedules, runs and workers over an open store and its audit log. Nothing fires until somebody runs the daemon. */
export const layerScheduler: Layer.Layer<Schedules | Runs | Workers, never, Db | Audit | Notifications> =
  Layer.mergeAll(SchedulesLive, RunsLive, WorkersLive)
