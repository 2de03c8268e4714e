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
