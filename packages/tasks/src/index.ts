export { ActorDisabled, ActorKindMismatch, ActorKindMissing } from "@genie/operation"
export type { Json, JsonArray, JsonObject } from "@genie/operation/promised"
export { IdempotencyConflict, ProjectNotFound } from "@genie/scheduler/contract"
export type { ActorsApi } from "./contract/ActorsApi.generated.ts"
export { ActorHandleTaken, ActorNotFound } from "./contract/ActorsGroup.ts"
export type { BoardsApi } from "./contract/BoardsApi.generated.ts"
export { BoardNameTaken, BoardNotFound, ColumnNotFound } from "./contract/BoardsGroup.ts"
export type { ProjectsApi } from "./contract/ProjectsApi.generated.ts"
export { ProjectTaken, RepositoryKnown } from "./contract/ProjectsGroup.ts"
export type { TasksApi } from "./contract/TasksApi.generated.ts"
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
export { type OpenTasks, openTasks, type TaskCalls, type TasksOptions } from "./openTasks.ts"
