export { parseDuration } from "./cadence/parseDuration.ts"
export { parseInstant } from "./cadence/parseInstant.ts"
export { Runs } from "./contract/Runs.ts"
export { Schedules } from "./contract/Schedules.ts"
export { Workers } from "./contract/Workers.ts"
export { RunCancelAsked, schedulerEvents } from "./events.ts"
export { cancelHint } from "./service/cancelHint.ts"
export { contentDigests } from "./service/contentDigests.ts"
export { RUN_EVENTS_KEPT_DAYS, runDaemon } from "./service/Daemon.ts"
export { LOSSES_MAX, makeEnding } from "./service/Ending.ts"
export { makeEnqueue } from "./service/Enqueue.ts"
export { FiringLimits, type Limits } from "./service/FiringLimits.ts"
export { layerOpen, type OpenOptions, type OpenRefusal, type OpenServices } from "./service/layerOpen.ts"
export { layerScheduler } from "./service/layerScheduler.ts"
export { systemTimeZone } from "./service/newScheduleOf.ts"
export { patiently } from "./service/patiently.ts"
export { type CommandHost, type ExecOptions, performCommand } from "./service/performCommand.ts"
export {
  type GuardedRun,
  type ObservedRun,
  type RunGuard,
  type RunObserver,
  RunObservers
} from "./service/RunObservers.ts"
export type { Say } from "./service/RunOutput.ts"
export { RunsLive } from "./service/RunsLive.ts"
export { refuse } from "./service/refuse.ts"
export { IDEMPOTENCY_KEPT_DAYS, refuseOtherContent } from "./service/refuseOtherContent.ts"
export { SchedulesLive } from "./service/SchedulesLive.ts"
export { type RunningWorker, RunStopped, startWorker, type WorkerOptions, type WorkResult } from "./service/Worker.ts"
export { LEASE_MS, RUN_OUTPUT_BYTES_MAX, WorkersLive } from "./service/WorkersLive.ts"
export { type ProcessWorkers, workersIn } from "./workersIn.ts"
