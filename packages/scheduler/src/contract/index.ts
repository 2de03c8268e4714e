export { ClaimedRun } from "./ClaimedRun.ts"
export { IdempotencyConflict } from "./IdempotencyConflict.ts"
export { ImportedSchedule } from "./ImportedSchedule.ts"
export { type RunOperations, Runs } from "./Runs.ts"
export type {
  RunsApi,
  RunsCancelInput,
  RunsEnqueueInput,
  RunsEnqueueManyInput,
  RunsListInput,
  RunsOutputInput,
  RunsRetryInput,
  RunsShowInput
} from "./RunsApi.generated.ts"
export { ENQUEUE_MAX, type NewRunInput, RunNotFound, RunStateConflict, RunsGroup } from "./RunsGroup.ts"
export { type ScheduleOperations, Schedules } from "./Schedules.ts"
export type {
  SchedulesApi,
  SchedulesCreateInput,
  SchedulesDeleteInput,
  SchedulesImportInput,
  SchedulesListInput,
  SchedulesPauseInput,
  SchedulesResumeInput,
  SchedulesShowInput,
  SchedulesTriggerInput,
  SchedulesTriggersInput
} from "./SchedulesApi.generated.ts"
export {
  CrontabRefused,
  ScheduleNameTaken,
  ScheduleNotFound,
  ScheduleStateConflict,
  SchedulesGroup
} from "./SchedulesGroup.ts"
export { type WorkerOperations, Workers } from "./Workers.ts"
export type {
  WorkersApi,
  WorkersClaimInput,
  WorkersCompleteInput,
  WorkersLeaveInput,
  WorkersListInput,
  WorkersRegisterInput,
  WorkersRenewInput,
  WorkersReportInput
} from "./WorkersApi.generated.ts"
export {
  BATCH_MAX,
  CLAIM_WAIT_MAX_MS,
  Completion,
  EVENT_TEXT_MAX,
  EVENTS_MAX,
  Lease,
  SaidEvent,
  WorkerNotFound,
  WorkersGroup
} from "./WorkersGroup.ts"
