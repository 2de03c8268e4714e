// The nouns, as JSON brings them.
import type * as Model from "@genie/store/model"
import type { Wire } from "./Wire.ts"

export type AuditEvent = Wire<Model.AuditEvent>
export type Run = Wire<Model.Run>
export type RunState = Model.RunState
export type Schedule = Wire<Model.Schedule>
export type Trigger = Wire<Model.Trigger>
export type Project = Wire<Model.Project>
export type Board = Wire<Model.Board>
export type Column = Wire<Model.Column>
export type ColumnCategory = Model.ColumnCategory
export type Gate = Model.Gate
export type Task = Wire<Model.Task>
export type TaskStatus = Model.TaskStatus
export type Priority = Model.Priority
export type TaskReference = Wire<Model.TaskReference>
export type TaskLogEntry = Wire<Model.TaskLogEntry>
export type TaskLogKind = Model.TaskLogKind
export type TaskOrder = Model.TaskOrder
export type Approval = Wire<Model.Approval>
export type Comment = Wire<Model.Comment>
export type RunEvent = Wire<Model.RunEvent>
