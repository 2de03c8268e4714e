export { IdempotencyConflict, ProjectNotFound } from "@genie/scheduler/contract"
export { ActorDisabled, ActorHandleTaken, ActorNotFound } from "./contract/ActorsGroup.ts"
export { BoardNameTaken, BoardNotFound, ColumnNotFound } from "./contract/BoardsGroup.ts"
export { ProjectTaken } from "./contract/ProjectsGroup.ts"
export { TemplateNotFound } from "./contract/TemplateNotFound.ts"
export {
  ApprovalRefused,
  DependencyCycle,
  GateHolds,
  NotHolding,
  RoleRequired,
  StaleRevision,
  TaskBlocked,
  TaskClosed,
  TaskFull,
  TaskHeld,
  TaskNotFound,
  TaskNotStarted,
  TaskTaken,
  TaskWaiting,
  WipLimitReached
} from "./contract/taskRefusals.ts"
export {
  type ActorsApi,
  type BoardsApi,
  type OpenTasks,
  openTasks,
  type ProjectsApi,
  type TaskCalls,
  type TasksApi,
  type TasksOptions
} from "./openTasks.ts"
