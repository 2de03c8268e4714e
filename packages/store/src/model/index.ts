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
export { controlProblem } from "./controlProblem.ts"
export { DirectoryPath } from "./DirectoryPath.ts"
export { ExitCode } from "./ExitCode.ts"
export { Fence } from "./Fence.ts"
export { foldCase } from "./foldCase.ts"
export { Handle, handleOf, handleProblem } from "./Handle.ts"
export { Instant } from "./Instant.ts"
export { isUuid } from "./isUuid.ts"
export { jsonProblem } from "./jsonProblem.ts"
export { Line, lineProblem } from "./Line.ts"
export {
  COLOR_LENGTH_MAX,
  COMMAND_LENGTH_MAX,
  CURSOR_LENGTH_MAX,
  HEADING_LENGTH_MAX,
  NAME_LENGTH_MAX,
  PATH_BYTES_MAX,
  REASON_LENGTH_MAX,
  STDIN_LENGTH_MAX,
  TAG_LENGTH_MAX,
  TIME_LENGTH_MAX,
  URL_LENGTH_MAX,
  VARIABLE_LENGTH_MAX,
  VARIABLES_MAX
} from "./lengths.ts"
export {
  IdCursor,
  NOT_A_CURSOR,
  PAGE_LIMIT_DEFAULT,
  PAGE_LIMIT_MAX,
  Page,
  PageCursor,
  PageLimit,
  pageOf
} from "./Page.ts"
export { Pid } from "./Pid.ts"
export { Priority } from "./Priority.ts"
export { Project, ProjectId } from "./Project.ts"
export { Reference } from "./Reference.ts"
export { Revision } from "./Revision.ts"
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
export { StoredJson } from "./StoredJson.ts"
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
export { Text } from "./Text.ts"
export { Title, titleProblem } from "./Title.ts"
export { Trigger, TriggerId, TriggerState } from "./Trigger.ts"
export { textProblem } from "./textProblem.ts"
export { Uuid } from "./Uuid.ts"
export { uuidv7 } from "./uuidv7.ts"
export { Variables } from "./Variables.ts"
export { WebAddress, webAddressProblem } from "./WebAddress.ts"
export { Worker, WorkerId } from "./Worker.ts"
