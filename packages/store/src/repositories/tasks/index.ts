import { Layer } from "effect"
import type { Db } from "../../database/Db.ts"
import { ApprovalRepository } from "./ApprovalRepository.ts"
import { BoardRepository } from "./BoardRepository.ts"
import { CardRepository } from "./CardRepository.ts"
import { ConversationRepository } from "./ConversationRepository.ts"
import { DependencyRepository } from "./DependencyRepository.ts"
import { TagRepository } from "./TagRepository.ts"
import { TaskActorRepository } from "./TaskActorRepository.ts"
import { TaskClaimRepository } from "./TaskClaimRepository.ts"
import { TaskDetailRepository } from "./TaskDetailRepository.ts"
import { TaskLogRepository } from "./TaskLogRepository.ts"
import { TaskNameRepository } from "./TaskNameRepository.ts"
import { TaskPipelineRepository } from "./TaskPipelineRepository.ts"
import { TaskRepository } from "./TaskRepository.ts"
import { TaskStageRepository } from "./TaskStageRepository.ts"
import { TaskWriteRepository } from "./TaskWriteRepository.ts"

/** The repositories of tasks and boards. */
export type TaskRepositories =
  | ApprovalRepository
  | BoardRepository
  | CardRepository
  | ConversationRepository
  | DependencyRepository
  | TagRepository
  | TaskActorRepository
  | TaskClaimRepository
  | TaskDetailRepository
  | TaskLogRepository
  | TaskNameRepository
  | TaskPipelineRepository
  | TaskRepository
  | TaskStageRepository
  | TaskWriteRepository

/** Every statement about tasks and boards. */
export const layerTaskRepositories: Layer.Layer<TaskRepositories, never, Db> = Layer.mergeAll(
  ApprovalRepository.layer,
  BoardRepository.layer,
  CardRepository.layer,
  ConversationRepository.layer,
  DependencyRepository.layer,
  TagRepository.layer,
  TaskActorRepository.layer,
  TaskClaimRepository.layer,
  TaskDetailRepository.layer,
  TaskLogRepository.layer,
  TaskNameRepository.layer,
  TaskPipelineRepository.layer,
  TaskRepository.layer,
  TaskStageRepository.layer,
  TaskWriteRepository.layer
)

export { ApprovalRepository, type Decision, type NewApproval } from "./ApprovalRepository.ts"
export {
  BoardRepository,
  type ColumnChanges,
  type NewBoard,
  type NewColumn,
  type NewTemplate
} from "./BoardRepository.ts"
export { type CardFilter, CardRepository } from "./CardRepository.ts"
export { type CommentFilter, ConversationRepository, type NewComment } from "./ConversationRepository.ts"
export { DEPENDENCY_LOCK, type Dependency, DependencyRepository } from "./DependencyRepository.ts"
export type { StoredTemplate } from "./StoredTemplate.ts"
export type { TaskSeeker } from "./standsLike.ts"
export { type NewTag, TagRepository } from "./TagRepository.ts"
export { TaskActorRepository } from "./TaskActorRepository.ts"
export { type ClaimedTask, type TaskClaim, TaskClaimRepository } from "./TaskClaimRepository.ts"
export { SURROUNDINGS_MAX, TaskDetailRepository, type TaskSurroundings } from "./TaskDetailRepository.ts"
export { type TaskDeed, type TaskLogPlace, TaskLogRepository } from "./TaskLogRepository.ts"
export { TaskNameRepository } from "./TaskNameRepository.ts"
export { SET_ASIDE, TaskPipelineRepository } from "./TaskPipelineRepository.ts"
export { type MostUrgentFirst, TaskRepository } from "./TaskRepository.ts"
export { type NewTaskStage, TaskStageRepository } from "./TaskStageRepository.ts"
export { type NewTask, type TaskName, type TaskWords, TaskWriteRepository } from "./TaskWriteRepository.ts"
export { LISTED_TEXT_MAX } from "./taskColumns.ts"
export type { TaskFilter, TaskListFilter } from "./taskFilter.ts"
export type { TaskPlace } from "./taskOrders.ts"
export type { LastRun, StandingApproval, StandingRun, StandingSuccess, TaskStanding } from "./taskStanding.ts"
