export { ActorDisabled, ActorKindMismatch, ActorKindMissing } from "@genie/operation"
export { IdempotencyConflict, ProjectNotFound } from "@genie/scheduler/contract"
export { type ActorOperations, Actors } from "./Actors.ts"
export type {
  ActorsApi,
  ActorsCreateInput,
  ActorsDisableInput,
  ActorsEnableInput,
  ActorsListInput,
  ActorsShowInput
} from "./ActorsApi.generated.ts"
export { ActorHandleTaken, ActorNotFound, ActorsGroup } from "./ActorsGroup.ts"
export { actorOf } from "./actorOf.ts"
export { asSentence } from "./asSentence.ts"
export { type BoardOperations, Boards } from "./Boards.ts"
export type {
  BoardsApi,
  BoardsChangeColumnInput,
  BoardsCreateInput,
  BoardsListInput,
  BoardsSaveTemplateInput,
  BoardsShowInput
} from "./BoardsApi.generated.ts"
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
export { originOf } from "./originOf.ts"
export { type ProjectOperations, Projects } from "./Projects.ts"
export type {
  ProjectsApi,
  ProjectsCreateInput,
  ProjectsListInput,
  ProjectsRecognizeInput,
  ProjectsSetInput,
  ProjectsShowInput
} from "./ProjectsApi.generated.ts"
export { ProjectsGroup, ProjectTaken, RepositoryKnown } from "./ProjectsGroup.ts"
export { Reason, ReasonKind } from "./Reason.ts"
export { type TaskOperations, Tasks } from "./Tasks.ts"
export type {
  TasksAddActorInput,
  TasksAddDependencyInput,
  TasksApi,
  TasksApproveInput,
  TasksAskInput,
  TasksAssignInput,
  TasksBlockInput,
  TasksCheckoutInput,
  TasksClaimInput,
  TasksCommentInput,
  TasksCommentsInput,
  TasksCompleteInput,
  TasksCountInput,
  TasksCreateInput,
  TasksExplainInput,
  TasksHistoryInput,
  TasksListInput,
  TasksLogInput,
  TasksMoveInput,
  TasksReadyInput,
  TasksRejectInput,
  TasksReleaseInput,
  TasksRemoveDependencyInput,
  TasksRenewInput,
  TasksShowInput,
  TasksTagInput,
  TasksTagsInput,
  TasksUnassignInput,
  TasksUnblockInput,
  TasksUntagInput,
  TasksUpdateInput,
  TasksWhyInput
} from "./TasksApi.generated.ts"
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
