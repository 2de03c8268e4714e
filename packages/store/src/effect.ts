export { JSON_DEPTH_MAX, parsers } from "@genie/pglite/values"
export { Db, type InTransaction, within } from "./database/Db.ts"
export type { Announcement, BegunTransaction, Engine, Hint, TransactionOptions } from "./database/engines/Engine.ts"
export { type PgliteEngineOptions, pgliteEngine } from "./database/engines/pglite.ts"
export { type PostgresEngineOptions, postgresEngine } from "./database/engines/postgres.ts"
export { json } from "./database/json.ts"
export { layerKysely, layerPglite, layerPostgres, migrated } from "./database/layers.ts"
export { orUnavailable, toUnavailable, troubleOf } from "./database/orUnavailable.ts"
export { type DataDirectory, dataDirectory, defaultDirectory } from "./database/owner/DataDirectory.ts"
export { DirectoryOwned } from "./database/owner/DirectoryOwned.ts"
export { DirectoryRefused } from "./database/owner/DirectoryRefused.ts"
export { acquireOwnership, drainWithin, Owner, type OwnerOptions } from "./database/owner/Owner.ts"
export { Newcomer, OwnerInfo, OwnerKind } from "./database/owner/OwnerInfo.ts"
export { readOwner, waitForOwner } from "./database/owner/readOwner.ts"
export { shouldYield } from "./database/owner/shouldYield.ts"
export type { Query } from "./database/Query.ts"
export { TRANSACTION_ATTEMPTS_MAX } from "./database/Retry.ts"
export {
  DatabaseTooOld,
  DatabaseUnavailable,
  DatabaseUrlInvalid,
  RightMissing,
  SchemaDamaged
} from "./database/refusals.ts"
export { catchConstraint, SqlError, type SqlErrorReason } from "./database/SqlError.ts"
export type { JsonValue, Tables } from "./database/Tables.generated.ts"
export { Transaction } from "./database/Transaction.ts"
export { type Channel, COALESCE_MS, Notifications, PAYLOAD_BYTES_MAX } from "./feed/Notifications.ts"
export { Instance } from "./Instance.ts"
export { layerStore, type StoreRefusal } from "./layerStore.ts"
export { type Migration, migrations } from "./migrations/index.ts"
export {
  DatabaseNewer,
  MigrationEdited,
  MigrationFailed,
  type MigrationRefusal,
  migrate
} from "./migrations/migrate.ts"
export { type ActorFilter, makeActorRepository, type NewActor } from "./repositories/ActorRepository.ts"
export { type Decision, makeApprovalRepository, type NewApproval } from "./repositories/ApprovalRepository.ts"
export {
  AuditCheckRepository,
  AuditEventRepository,
  type AuditFilter,
  type AuditInstance,
  AuditLogRepository,
  type FeedRow,
  type LockedHead,
  type LogPosition,
  layerAuditRepositories,
  type SealedEntry,
  type SealedHead,
  type StoredEntry,
  type StoredLog
} from "./repositories/audit/index.ts"
export {
  type ColumnChanges,
  makeBoardRepository,
  type NewBoard,
  type NewColumn,
  type StoredTemplate
} from "./repositories/BoardRepository.ts"
export { makeConversationRepository, type NewComment } from "./repositories/ConversationRepository.ts"
export { DEPENDENCY_LOCK, type Dependency, makeDependencyRepository } from "./repositories/DependencyRepository.ts"
export {
  type ClaimedRunRow,
  type EndedRun,
  type LockedTaskRun,
  makeLiveRunRepository,
  type NewCheckout,
  type RunEnd
} from "./repositories/LiveRunRepository.ts"
export {
  makeProjectRepository,
  type NewProject,
  type ProjectRow,
  type RepositoryTraits
} from "./repositories/ProjectRepository.ts"
export {
  EVENT_BYTES_LEAST,
  makeRunEventRepository,
  type NewRunEvent,
  type RunReport
} from "./repositories/RunEventRepository.ts"
export {
  type EnqueuedRuns,
  type KeyUse,
  makeRunRepository,
  type NewRun
} from "./repositories/RunRepository.ts"
export type { RunFilter } from "./repositories/runsMatching.ts"
export {
  type LockedSchedule,
  makeScheduleRepository,
  type NewSchedule,
  type ScheduleCadence,
  type ScheduleFilter,
  type SettlingSchedule,
  type UnfinishedRun
} from "./repositories/ScheduleRepository.ts"
export { makeStatusRepository, type StatusCounts } from "./repositories/StatusRepository.ts"
export { makeTagRepository } from "./repositories/TagRepository.ts"
export { makeTaskLogRepository, type TaskDeed, type TaskLogPlace } from "./repositories/TaskLogRepository.ts"
export { makeTaskPipelineRepository, SET_ASIDE } from "./repositories/TaskPipelineRepository.ts"
export {
  type ClaimedTask,
  LISTED_TEXT_MAX,
  type MostUrgentFirst,
  makeTaskRepository,
  SURROUNDINGS_MAX,
  type TaskClaim,
  type TaskFilter,
  type TaskListFilter,
  type TaskSeeker,
  type TaskSurroundings
} from "./repositories/TaskRepository.ts"
export { makeTaskStageRepository, type NewTaskStage } from "./repositories/TaskStageRepository.ts"
export {
  makeTaskWriteRepository,
  type NewTask,
  type TaskName,
  type TaskWords
} from "./repositories/TaskWriteRepository.ts"
export {
  type FiringTrigger,
  makeTriggerRepository,
  type NewTrigger,
  type TriggerChange,
  type TriggerFilter,
  type TriggerKey
} from "./repositories/TriggerRepository.ts"
export type { TaskPlace } from "./repositories/taskOrders.ts"
export type {
  LastRun,
  StandingApproval,
  StandingRun,
  StandingSuccess,
  TaskStanding
} from "./repositories/taskStanding.ts"
export {
  makeWorkerRepository,
  type NewWorker,
  SILENT_AFTER_SECONDS,
  type WorkerProcess
} from "./repositories/WorkerRepository.ts"
export { StoreLocation } from "./StoreLocation.ts"
export type { StoreOptions } from "./StoreOptions.ts"
export { secretFrom } from "./secretFrom.ts"
export { storeOptionsFrom } from "./storeOptionsFrom.ts"
export { storeVersion } from "./storeVersion.ts"
