export { Actor, ActorId, ActorKind } from "./Actor.ts"
export { AuditEvent, AuditEventId, AuditOutcome } from "./AuditEvent.ts"
export {
  Board,
  BoardId,
  BoardTemplate,
  Column,
  ColumnCategory,
  ColumnId,
  Gate,
  TemplateColumn,
  WIP_LIMIT_MAX,
  WipLimit
} from "./Board.ts"
export { Count } from "./Count.ts"
export { ExitCode } from "./ExitCode.ts"
export { Fence } from "./Fence.ts"
export { isUuid } from "./isUuid.ts"
export { PAGE_LIMIT_DEFAULT, PAGE_LIMIT_MAX, Page, PageCursor, PageLimit } from "./Page.ts"
export { Priority } from "./Priority.ts"
export { Project, ProjectId } from "./Project.ts"
export { CHECKOUT_QUEUE, Run, RunId, RunOutcome, RunState } from "./Run.ts"
export { RunEvent, RunEventKind } from "./RunEvent.ts"
export {
  DstOverlap,
  Leftovers,
  Misfire,
  Overlap,
  Schedule,
  ScheduleId,
  ScheduleKind,
  ScheduleStatus
} from "./Schedule.ts"
export {
  Approval,
  Comment,
  DependencyKind,
  Tag,
  Task,
  TaskId,
  TaskLogEntry,
  TaskLogKind,
  TaskOrder,
  TaskReference,
  TaskRole,
  TaskRun,
  TaskStage,
  TaskStatus
} from "./Task.ts"
export { Trigger, TriggerId, TriggerState } from "./Trigger.ts"
export { Uuid } from "./Uuid.ts"
export { uuidv7 } from "./uuidv7.ts"
export { Worker, WorkerId } from "./Worker.ts"
