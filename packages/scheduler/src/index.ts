export { RunNotFound, RunStateConflict } from "./contract/RunsGroup.ts"
export {
  CrontabRefused,
  ScheduleNameTaken,
  ScheduleNotFound,
  ScheduleStateConflict
} from "./contract/SchedulesGroup.ts"
export { WorkerNotFound } from "./contract/WorkersGroup.ts"
export {
  type Handler,
  openScheduler,
  type RunsApi,
  type Scheduler,
  type SchedulerOptions,
  type SchedulerWorker,
  type SchedulesApi,
  type WorkersApi,
  type WorkOptions
} from "./openScheduler.ts"
