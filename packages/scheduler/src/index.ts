export { ProjectNotFound } from "@genie/identity/contract"
export type { Json, JsonArray, JsonObject } from "@genie/operation/promised"
export { IdempotencyConflict } from "./contract/IdempotencyConflict.ts"
export type { RunsApi } from "./contract/RunsApi.generated.ts"
export { RunNotFound, RunStateConflict } from "./contract/RunsGroup.ts"
export type { SchedulesApi } from "./contract/SchedulesApi.generated.ts"
export {
  CrontabRefused,
  ScheduleNameTaken,
  ScheduleNotFound,
  ScheduleStateConflict
} from "./contract/SchedulesGroup.ts"
export type { WorkersApi } from "./contract/WorkersApi.generated.ts"
export { WorkerNotFound } from "./contract/WorkersGroup.ts"
export { openScheduler, type Scheduler, type SchedulerOptions } from "./openScheduler.ts"
export type { Handler, SchedulerWorker, WorkOptions } from "./workersIn.ts"
