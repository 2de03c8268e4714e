export { IdempotencyConflict } from "./contract/IdempotencyConflict.ts"
export { ProjectNotFound } from "./contract/ProjectNotFound.ts"
export { RunNotFound, RunStateConflict } from "./contract/RunsGroup.ts"
export {
  CrontabRefused,
  ScheduleNameTaken,
  ScheduleNotFound,
  ScheduleStateConflict
} from "./contract/SchedulesGroup.ts"
export { WorkerNotFound } from "./contract/WorkersGroup.ts"
export {
  openScheduler,
  type RunsApi,
  type Scheduler,
  type SchedulerOptions,
  type SchedulesApi,
  type WorkersApi
} from "./openScheduler.ts"
export type { Handler, SchedulerWorker, WorkOptions } from "./workersIn.ts"
