export {
  ActorDisabled,
  ActorHandleTaken,
  ActorKindMismatch,
  ActorKindMissing,
  ActorNotFound,
  type ActorsApi,
  ProjectNotFound,
  type ProjectsApi,
  ProjectTaken,
  RepositoryKnown,
  TemplateNotFound
} from "@genie/identity"
export type { Json, JsonArray, JsonObject } from "@genie/operation/promised"
export { IdempotencyConflict } from "@genie/scheduler"
export type { BoardsApi } from "./contract/BoardsApi.generated.ts"
export { BoardNameTaken, BoardNotFound, ColumnNotFound } from "./contract/BoardsGroup.ts"
export type { TasksApi } from "./contract/TasksApi.generated.ts"
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
