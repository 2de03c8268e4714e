export { IdempotencyConflict, ProjectNotFound } from "@genie/scheduler/contract"
export { type ActorOperations, Actors } from "./Actors.ts"
export { ActorDisabled, ActorHandleTaken, ActorNotFound, ActorsGroup } from "./ActorsGroup.ts"
export { asSentence } from "./asSentence.ts"
export { type BoardOperations, Boards } from "./Boards.ts"
export {
  BoardNameTaken,
  BoardNotFound,
  BoardsGroup,
  BoardView,
  CARDS_MAX,
  COLUMNS_MAX,
  COUNT_MAX,
  ColumnNotFound,
  ColumnView
} from "./BoardsGroup.ts"
export { type ProjectOperations, Projects } from "./Projects.ts"
export { ProjectsGroup, ProjectTaken } from "./ProjectsGroup.ts"
export { Reason, ReasonKind } from "./Reason.ts"
export { type TaskOperations, Tasks } from "./Tasks.ts"
export {
  BODY_LENGTH_MAX,
  CHECKOUT_LEASE_MS,
  Checkout,
  Explained,
  READY_WAIT_MAX_MS,
  TAGS_MAX,
  TASK_EDGES_MAX,
  TASKS_COUNTED_MAX,
  TaskDetail,
  TasksGroup,
  TITLE_LENGTH_MAX,
  taskLease
} from "./TasksGroup.ts"
export { TemplateNotFound } from "./TemplateNotFound.ts"
export { cardFilter, taskFilter } from "./taskFilter.ts"
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
} from "./taskRefusals.ts"
