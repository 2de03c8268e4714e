import { Schema } from "effect"
import { ActorKind } from "./Actor.ts"
import { ColumnCategory } from "./Board.ts"
import { Priority } from "./Priority.ts"
import { RunId, RunState } from "./Run.ts"
import { Uuid } from "./Uuid.ts"

export const TaskId = Uuid.pipe(Schema.brand("TaskId"))
export type TaskId = typeof TaskId.Type

/**
 * How a task stands, derived from what is stored, the first that is true:
 * `done` or `cancelled` by its column; `held` by somebody; `blocked` by an open task it depends on; `in_progress`: a
 * run holds it; `queued`: a run waits for a worker; `waiting` for an approval that was asked; `scheduled` for its
 * start; else `ready`.
 */
export const TaskStatus = Schema.Literals([
  "ready",
  "blocked",
  "held",
  "queued",
  "in_progress",
  "waiting",
  "scheduled",
  "done",
  "cancelled"
])
export type TaskStatus = typeof TaskStatus.Type

/**
 * How a list of tasks is sorted: by when they were made, what is most urgent, due soonest, changed last, or closed last.
 * The last one lists only what is done or cancelled.
 */
export const TaskOrder = Schema.Literals(["newest", "oldest", "urgent", "due", "changed", "closed"])
export type TaskOrder = typeof TaskOrder.Type

/** What an actor is to a task. */
export const TaskRole = Schema.Literals(["assignee", "reviewer", "owner", "watcher"])
export type TaskRole = typeof TaskRole.Type

/** How one task stands to another. Only `depends_on` blocks. */
export const DependencyKind = Schema.Literals(["depends_on", "relates_to", "duplicates", "discovered_from"])
export type DependencyKind = typeof DependencyKind.Type

/** The unfinished run that holds a task, or waits to. */
export const TaskRun = Schema.Struct({
  id: RunId,
  state: RunState,
  queue: Schema.String,
  /** Who checked it out; null when a worker has it, or will. */
  holder: Schema.NullOr(Schema.String),
  /** Name of the worker that has it. */
  worker: Schema.NullOr(Schema.String),
  since: Schema.Date,
  /** Null when the lease does not expire, and while it waits. */
  leaseExpiresAt: Schema.NullOr(Schema.Date)
})
export type TaskRun = typeof TaskRun.Type

/** Intended work, for people or agents. */
export class Task extends Schema.Class<Task>("Task")({
  id: TaskId,
  /** What people say: SHOP-12. */
  key: Schema.String,
  /** Key of its project. */
  project: Schema.String,
  /** Name of its board. */
  board: Schema.String,
  /** Name of the column it is in. */
  column: Schema.String,
  category: ColumnCategory,
  status: TaskStatus,
  title: Schema.String,
  /** All that is to be known, in Markdown. Cut to 1,000 characters in lists. */
  body: Schema.String,
  /** When it counts as done. Cut to 1,000 characters in lists. */
  acceptance: Schema.String,
  priority: Priority,
  startAt: Schema.NullOr(Schema.Date),
  dueAt: Schema.NullOr(Schema.Date),
  effort: Schema.NullOr(Schema.String),
  /** Key of the task it is a part of. */
  parent: Schema.NullOr(Schema.String),
  heldBy: Schema.NullOr(Schema.String),
  heldReason: Schema.NullOr(Schema.String),
  /** Where its runs wait, instead of the queue of the column's action. */
  queue: Schema.NullOr(Schema.String),
  /** Given to the agents that work on it. Null in lists and on boards: `show` has it. */
  payload: Schema.Json,
  /** SHA-256 of what is approved: title, body, acceptance and payload. */
  digest: Schema.String,
  externalId: Schema.NullOr(Schema.String),
  externalUrl: Schema.NullOr(Schema.String),
  wishFile: Schema.NullOr(Schema.String),
  groupName: Schema.NullOr(Schema.String),
  /** Handles of those who are to do it. */
  assignees: Schema.Array(Schema.String),
  tags: Schema.Array(Schema.String),
  /** How many open tasks it waits for. */
  openBlockers: Schema.Number,
  run: Schema.NullOr(TaskRun),
  /** Grows with every change. Give it back with a change, and nobody's work is overwritten unseen. */
  revision: Schema.Number,
  /** When it came to its column. */
  enteredAt: Schema.Date,
  createdBy: Schema.String,
  createdAt: Schema.Date,
  updatedBy: Schema.String,
  updatedAt: Schema.Date,
  closedAt: Schema.NullOr(Schema.Date)
}) {}

/** A task as others mention it. */
export const TaskReference = Schema.Struct({
  key: Schema.String,
  title: Schema.String,
  status: TaskStatus,
  column: Schema.String
})
export type TaskReference = typeof TaskReference.Type

/** One stay of a task in a column. */
export class TaskStage extends Schema.Class<TaskStage>("TaskStage")({
  /** Null for the first stay. */
  from: Schema.NullOr(Schema.String),
  to: Schema.String,
  actor: Schema.Struct({ handle: Schema.String, kind: ActorKind }),
  /** The run whose end moved it. */
  run: Schema.NullOr(RunId),
  reason: Schema.NullOr(Schema.String),
  enteredAt: Schema.Date,
  /** Null for the present stay. */
  leftAt: Schema.NullOr(Schema.Date),
  /** Who approved or rejected it while it was here, oldest first. */
  decisions: Schema.Array(
    Schema.Struct({
      decision: Schema.Literals(["approved", "rejected"]),
      by: Schema.String,
      at: Schema.Date,
      reason: Schema.NullOr(Schema.String)
    })
  )
}) {}

/** What an entry of the log of a task is about. */
export const TaskLogKind = Schema.Literals([
  "created",
  "moved",
  "decided",
  "changed",
  "assigned",
  "held",
  "dependency",
  "checkout",
  "run",
  "comment"
])
export type TaskLogKind = typeof TaskLogKind.Type

/** One thing that happened to a task. */
export class TaskLogEntry extends Schema.Class<TaskLogEntry>("TaskLogEntry")({
  id: Schema.String,
  at: Schema.Date,
  /** An actor, or the worker of a run. */
  actor: Schema.Struct({ handle: Schema.String, kind: ActorKind }),
  kind: TaskLogKind,
  /** What the actor did, as the rest of a sentence: "moved it from draft to wish". */
  did: Schema.String,
  /** Why, in the words of the actor, or how a run failed. */
  reason: Schema.NullOr(Schema.String),
  /** The comment, in Markdown. */
  comment: Schema.NullOr(Schema.String),
  run: Schema.NullOr(RunId)
}) {}

/** A label of a project. */
export const Tag = Schema.Struct({
  name: Schema.String,
  /** Name of its color. */
  color: Schema.String
})
export type Tag = typeof Tag.Type

/** A decision asked of people or agents. */
export class Approval extends Schema.Class<Approval>("Approval")({
  id: Schema.String,
  /** Name of the column whose gate it is for. */
  column: Schema.String,
  /** What was to be approved. It counts only while the task still has this digest. */
  digest: Schema.String,
  isCurrent: Schema.Boolean,
  askedBy: Schema.String,
  /** Null: whoever may. */
  askedOf: Schema.NullOr(Schema.String),
  question: Schema.NullOr(Schema.String),
  askedAt: Schema.Date,
  expiresAt: Schema.NullOr(Schema.Date),
  decision: Schema.NullOr(Schema.Literals(["approved", "rejected", "withdrawn"])),
  decidedBy: Schema.NullOr(Schema.String),
  decidedAt: Schema.NullOr(Schema.Date),
  reason: Schema.NullOr(Schema.String)
}) {}

/** What somebody said about a task. */
export class Comment extends Schema.Class<Comment>("Comment")({
  id: Schema.String,
  author: Schema.Struct({ handle: Schema.String, kind: ActorKind }),
  /** Markdown. */
  body: Schema.String,
  /** The run during which an agent said it. */
  run: Schema.NullOr(RunId),
  createdAt: Schema.Date
}) {}
