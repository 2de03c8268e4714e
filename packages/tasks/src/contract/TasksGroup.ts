import {
  ActorNotFound,
  ProjectKey,
  ProjectNotFound,
  RepoPath,
  RepositoryKnown,
  repositoryTraits
} from "@genie/identity/contract"
import { asArgument, asLongText, operationGroup } from "@genie/operation"
import { IdempotencyConflict } from "@genie/scheduler/contract"
import {
  Approval,
  COLOR_LENGTH_MAX,
  Comment,
  DependencyKind,
  Fence,
  HEADING_LENGTH_MAX,
  IdCursor,
  Line,
  NAME_LENGTH_MAX,
  Page,
  PageCursor,
  PageLimit,
  Priority,
  REASON_LENGTH_MAX,
  Reference,
  Revision,
  StoredJson,
  TAG_LENGTH_MAX,
  Tag,
  Task,
  TaskLogEntry,
  TaskOrder,
  TaskReference,
  TaskRole,
  TaskStage,
  Text,
  TIME_LENGTH_MAX,
  Title,
  WebAddress
} from "@genie/store/model"
import { Schema } from "effect"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as OpenApi from "effect/http-api/OpenApi"
import { BoardNotFound, ColumnNotFound } from "./BoardsGroup.ts"
import { Reason } from "./Reason.ts"
import { cardFilter, taskFilter } from "./taskFilter.ts"
import {
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

/** How long a title may be. It is read in lists and on cards. */
export const TITLE_LENGTH_MAX = 500

/** How long a body, an acceptance or a comment may be. */
export const BODY_LENGTH_MAX = 65_536

/** How many edges, tags or actors a task may have, of each. */
export const TASK_EDGES_MAX = 200

/** How many tasks are counted. A screen says "more than 10,000" of more. */
export const TASKS_COUNTED_MAX = 10_000

/** How many tags one look at them brings. */
export const TAGS_MAX = 1_000

/** How long a checkout holds when nobody says, in milliseconds. */
export const CHECKOUT_LEASE_MS = 600_000

/** How long a claim may wait for a task to become ready. Shorter than the timeout of any proxy. */
export const READY_WAIT_MAX_MS = 25_000

const task = { task: Reference.annotate({ description: "Key or id of the task: SHOP-12" }) }

const reason = Schema.optionalKey(Text(REASON_LENGTH_MAX).annotate({ description: "Why, for whoever looks at it" }))

const revision = Schema.optionalKey(
  Revision.annotate({ description: "Refuse when somebody has changed it since this revision" })
)

const role = Schema.optionalKey(TaskRole.annotate({ description: "assignee (default), reviewer, owner or watcher" }))

const label = {
  tag: asArgument(Line(TAG_LENGTH_MAX)).annotate({ description: "Label" })
}

/** A time that is read from text. */
const Time = Text(TIME_LENGTH_MAX)

/** The other end of an edge. It is taken away by naming it as it was made. */
const dependency = Schema.Struct({
  on: asArgument(Reference).annotate({ description: "The other task" }),
  kind: Schema.optionalKey(
    Schema.Literals([...DependencyKind.literals, "blocks"]).annotate({
      description: "depends_on (default), blocks, relates_to, duplicates or discovered_from"
    })
  )
})

const pagingById = { limit: Schema.optionalKey(PageLimit), cursor: Schema.optionalKey(IdCursor) }

const paging = { limit: Schema.optionalKey(PageLimit), cursor: Schema.optionalKey(PageCursor) }

const TaskTitle = Title(TITLE_LENGTH_MAX).annotate({
  description: "What is to be done"
})

const Body = asLongText(Text(BODY_LENGTH_MAX))

/** How long an estimate may be. */
const EFFORT_LENGTH_MAX = 50

/** An id elsewhere is in an index, which has room for some 2,700 bytes: three for a character of Chinese, four for an emoji. */
export const EXTERNAL_ID_LENGTH_MAX = 600

/** How long the name of a document, or of a group in it, may be. */
const DOCUMENT_LENGTH_MAX = 1_000

/** Something that may be taken away again. */
const removable = <S extends Schema.Top>(schema: S, description: string) =>
  Schema.optionalKey(Schema.NullOr(schema).annotate({ description }))

/** What can be said of a task when it is made and when it is changed. Null takes away what was said. */
const said = {
  body: Schema.optionalKey(Body.annotate({ description: "All that is to be known, in Markdown" })),
  acceptance: Schema.optionalKey(Body.annotate({ description: "When it counts as done" })),
  priority: Schema.optionalKey(Priority.annotate({ description: "urgent, high, normal or low" })),
  start: removable(Time, "Not before: 2027-01-01T09:00, in 10m, or now"),
  due: removable(Time, "Wanted by: 2027-01-01, or in 3d"),
  effort: removable(Line(EFFORT_LENGTH_MAX), "An estimate in the team's own unit: 3, 2d, M"),
  parent: removable(Reference, "The task it is a part of"),
  queue: removable(Line(NAME_LENGTH_MAX), "Where its runs wait, instead of the queue of the column's action"),
  payload: Schema.optionalKey(StoredJson.annotate({ description: "JSON for the agents that work on it" })),
  externalId: removable(Line(EXTERNAL_ID_LENGTH_MAX), "Its id in another system"),
  externalUrl: removable(WebAddress, "Its address there: https:// or http://"),
  wishFile: removable(Line(DOCUMENT_LENGTH_MAX), "The document it was planned in"),
  groupName: removable(Line(DOCUMENT_LENGTH_MAX), "Its group in that document")
}

/** Filters of a list of tasks. */
const listFilter = {
  ...cardFilter,
  parent: Schema.optionalKey(Reference.annotate({ description: "Only parts of this task" })),
  heldBy: Schema.optionalKey(
    Reference.annotate({ description: "Only tasks that this actor has checked out: a handle" })
  ),
  mine: Schema.optionalKey(Schema.Boolean.annotate({ description: "Only tasks that you have checked out" })),
  all: Schema.optionalKey(Schema.Boolean.annotate({ description: "Also what is done or cancelled" }))
}

/** How long a checkout holds, in every input. */
export const taskLease = Schema.optionalKey(
  Time.annotate({ description: "How long it is held unless renewed: 10m when not said, none for people only" })
)

/** Which checkout is meant: a process whose lease has ended does not act on the next one of the same actor. */
const fence = Schema.optionalKey(
  Fence.annotate({ description: "The fence of the checkout: refuse when it is no longer this one" })
)

/** A checkout: the task, and the lease under which it is held. */
export class Checkout extends Schema.Class<Checkout>("Checkout")({
  task: Task,
  run: Schema.String,
  /** Grows with every claim: whoever holds an older one has lost the task. */
  fence: Schema.Number,
  /** Null: until it is released. */
  leaseExpiresAt: Schema.NullOr(Schema.Date)
}) {}

/** A task with everything around it. */
export class TaskDetail extends Schema.Class<TaskDetail>("TaskDetail")({
  task: Task,
  actors: Schema.Array(Schema.Struct({ actor: Schema.String, kind: Schema.String, role: TaskRole })),
  /** What it depends on, and what else it points to. */
  dependencies: Schema.Array(Schema.Struct({ kind: DependencyKind, task: TaskReference })),
  /** What depends on it, or points to it. */
  dependents: Schema.Array(Schema.Struct({ kind: DependencyKind, task: TaskReference })),
  subtasks: Schema.Array(TaskReference),
  /** Of its present stay, newest first. */
  approvals: Schema.Array(Approval),
  /** What stands in its way, the first thing first. */
  why: Schema.Array(Reason)
}) {}

/** A task that is not ready, and why. */
export const Explained = Schema.Struct({ task: Task, why: Schema.Array(Reason) })

/** What a move can be refused for. */
const moveRefusals = [
  TaskNotFound,
  ColumnNotFound,
  StaleRevision,
  RoleRequired,
  WipLimitReached,
  TaskBlocked,
  GateHolds
] as const

/** Everything that can be asked of tasks. */
export const TasksGroup = operationGroup(
  "tasks",
  HttpApiEndpoint.post("create", "/", {
    payload: Schema.Struct({
      title: asArgument(TaskTitle),
      project: Schema.optionalKey(ProjectKey.annotate({ description: "Key of its project" })),
      repoPath: Schema.optionalKey(
        RepoPath.annotate({
          description: "The repository whose project it is of; the project is made when there is none"
        })
      ),
      ...repositoryTraits,
      board: Schema.optionalKey(Reference.annotate({ description: "Its board (the first of the project)" })),
      column: Schema.optionalKey(
        Reference.annotate({ description: "Where it begins: a column of category backlog or ready (the first)" })
      ),
      ...said,
      assignees: Schema.optionalKey(
        Schema.Array(Reference).check(Schema.isMaxLength(TASK_EDGES_MAX)).annotate({ description: "Who is to do it" })
      ),
      tags: Schema.optionalKey(
        Schema.Array(Line(TAG_LENGTH_MAX)).check(Schema.isMaxLength(TASK_EDGES_MAX)).annotate({ description: "Labels" })
      ),
      dependsOn: Schema.optionalKey(
        Schema.Array(Reference)
          .check(Schema.isMaxLength(TASK_EDGES_MAX))
          .annotate({ description: "Tasks it waits for" })
      ),
      idempotencyKey: Schema.optionalKey(
        Line(NAME_LENGTH_MAX).annotate({
          description: "The same key is created once in its project, and stands for one content"
        })
      )
    }),
    success: Task,
    error: [
      ProjectNotFound,
      RepositoryKnown,
      BoardNotFound,
      ColumnNotFound,
      ActorNotFound,
      TaskNotFound,
      TaskFull,
      WipLimitReached,
      IdempotencyConflict
    ]
  }).annotate(OpenApi.Summary, "Create a task"),

  HttpApiEndpoint.get("list", "/", {
    query: {
      ...taskFilter,
      ...listFilter,
      order: Schema.optionalKey(
        TaskOrder.annotate({
          description:
            "newest (default), oldest, urgent, due, changed, or closed: what is done or cancelled, the last first"
        })
      ),
      ...paging
    },
    success: Page(Task),
    error: [ProjectNotFound, BoardNotFound, ColumnNotFound, ActorNotFound, TaskNotFound]
  }).annotate(OpenApi.Summary, "List tasks, newest first: open ones when nothing else is said"),

  HttpApiEndpoint.get("count", "/count", {
    query: { ...taskFilter, ...listFilter },
    success: Schema.Struct({
      /** Counted up to 10,001. */
      count: Schema.Number
    }),
    error: [ProjectNotFound, BoardNotFound, ColumnNotFound, ActorNotFound, TaskNotFound]
  }).annotate(OpenApi.Summary, `Count tasks, up to ${TASKS_COUNTED_MAX + 1}: open ones when nothing else is said`),

  HttpApiEndpoint.get("tags", "/tags", {
    query: { project: taskFilter.project, repoPath: taskFilter.repoPath },
    success: Schema.Array(Tag),
    error: [ProjectNotFound]
  }).annotate(OpenApi.Summary, "List the tags of a project, by name"),

  HttpApiEndpoint.get("ready", "/ready", {
    query: { ...taskFilter, ...paging },
    success: Page(Task),
    error: [ProjectNotFound, BoardNotFound, ColumnNotFound, ActorNotFound]
  }).annotate(OpenApi.Summary, "List what can be worked on now, most urgent first"),

  HttpApiEndpoint.get("explain", "/explain", {
    query: { ...taskFilter, ...paging },
    success: Page(Explained),
    error: [ProjectNotFound, BoardNotFound, ColumnNotFound, ActorNotFound]
  }).annotate(OpenApi.Summary, "List open tasks that are not ready, and what stands in their way"),

  HttpApiEndpoint.post("claim", "/claim", {
    payload: Schema.Struct({
      ...taskFilter,
      lease: taskLease,
      waitMs: Schema.optionalKey(
        Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: READY_WAIT_MAX_MS })).annotate({
          description: "Wait so long for one to become ready, in milliseconds"
        })
      )
    }),
    success: Schema.Struct({
      /** Null: nothing is ready. */
      checkout: Schema.NullOr(Checkout)
    }),
    error: [ProjectNotFound, BoardNotFound, ColumnNotFound, ActorNotFound]
  }).annotate(OpenApi.Summary, "Check out the most urgent task that is ready; of many who ask, each gets another"),

  HttpApiEndpoint.get("show", "/:task", {
    params: task,
    success: TaskDetail,
    error: [TaskNotFound]
  }).annotate(OpenApi.Summary, "Show a task and everything around it"),

  HttpApiEndpoint.get("why", "/:task/why", {
    params: task,
    query: {
      to: Schema.optionalKey(Reference.annotate({ description: "Why it cannot go to this column" }))
    },
    success: Schema.Array(Reason),
    error: [TaskNotFound]
  }).annotate(OpenApi.Summary, "Say what stands in the way of a task, and who can change it"),

  HttpApiEndpoint.post("update", "/:task", {
    params: task,
    payload: Schema.Struct({ title: Schema.optionalKey(TaskTitle), ...said, revision }),
    success: Task,
    error: [TaskNotFound, StaleRevision, DependencyCycle]
  }).annotate(OpenApi.Summary, "Change what is said of a task"),

  HttpApiEndpoint.post("move", "/:task/move", {
    params: task,
    payload: Schema.Struct({
      to: asArgument(Reference).annotate({ description: "Name of the column" }),
      reason,
      revision
    }),
    success: Task,
    error: moveRefusals
  }).annotate(OpenApi.Summary, "Move a task to another column, through every gate on the way"),

  HttpApiEndpoint.post("assign", "/:task/assign", {
    params: task,
    payload: Schema.Struct({
      actor: asArgument(Reference).annotate({ description: "Handle of who is to do it" }),
      role,
      revision
    }),
    success: Task,
    error: [TaskNotFound, ActorNotFound, StaleRevision, TaskFull]
  }).annotate(OpenApi.Summary, "Give a task to somebody"),

  HttpApiEndpoint.post("unassign", "/:task/unassign", {
    params: task,
    payload: Schema.Struct({
      actor: asArgument(Reference).annotate({ description: "Handle of who is not" }),
      role,
      revision
    }),
    success: Task,
    error: [TaskNotFound, ActorNotFound, StaleRevision]
  }).annotate(OpenApi.Summary, "Take a task from somebody"),

  HttpApiEndpoint.post("addActor", "/:task/actors", {
    params: task,
    payload: Schema.Struct({
      actorType: Line(HEADING_LENGTH_MAX).annotate({
        description: "Where the id is from: local, genie_os_user, omni_agent, …"
      }),
      actorId: Line(NAME_LENGTH_MAX).annotate({ description: "The id there" }),
      role
    }),
    success: Task,
    error: [TaskNotFound, TaskFull]
  }).annotate(OpenApi.Summary, "Give a task to somebody known elsewhere, who is introduced when they are new"),

  HttpApiEndpoint.post("block", "/:task/block", {
    params: task,
    payload: Schema.Struct({
      reason: asArgument(Text(REASON_LENGTH_MAX).check(Schema.isNonEmpty({ message: "is empty" }))).annotate({
        description: "Why it has to wait"
      }),
      revision
    }),
    success: Task,
    error: [TaskNotFound, TaskClosed, StaleRevision]
  }).annotate(OpenApi.Summary, "Hold a task back: nobody works on it until it is unblocked"),

  HttpApiEndpoint.post("unblock", "/:task/unblock", {
    params: task,
    payload: Schema.Struct({ reason, revision }),
    success: Task,
    error: [TaskNotFound, StaleRevision]
  }).annotate(OpenApi.Summary, "Let a held task go on, from where it was"),

  HttpApiEndpoint.post("addDependency", "/:task/dependencies", {
    params: task,
    payload: dependency,
    success: Task,
    error: [TaskNotFound, DependencyCycle, TaskFull]
  }).annotate(OpenApi.Summary, "Say that a task depends on another"),

  HttpApiEndpoint.post("removeDependency", "/:task/dependencies/remove", {
    params: task,
    payload: dependency,
    success: Task,
    error: [TaskNotFound]
  }).annotate(OpenApi.Summary, "Say that it does not"),

  HttpApiEndpoint.post("tag", "/:task/tags", {
    params: task,
    payload: Schema.Struct({
      ...label,
      color: Schema.optionalKey(Line(COLOR_LENGTH_MAX).annotate({ description: "Name of its color" }))
    }),
    success: Task,
    error: [TaskNotFound, TaskFull]
  }).annotate(OpenApi.Summary, "Label a task"),

  HttpApiEndpoint.post("untag", "/:task/tags/remove", {
    params: task,
    payload: Schema.Struct(label),
    success: Task,
    error: [TaskNotFound]
  }).annotate(OpenApi.Summary, "Take a label away"),

  HttpApiEndpoint.post("checkout", "/:task/checkout", {
    params: task,
    payload: Schema.Struct({
      lease: taskLease,
      takeOver: Schema.optionalKey(
        Schema.Boolean.annotate({
          description: "Ask whoever works on it to stop; a checkout ends at once, also one of your own"
        })
      ),
      fence: Schema.optionalKey(Fence.annotate({ description: "Renew the checkout that has this fence" }))
    }),
    success: Checkout,
    error: [TaskNotFound, TaskHeld, TaskBlocked, TaskTaken, TaskClosed, TaskNotStarted, TaskWaiting, NotHolding]
  }).annotate(OpenApi.Summary, "Take a task: nobody else works on it while the lease holds"),

  HttpApiEndpoint.post("renew", "/:task/renew", {
    params: task,
    payload: Schema.Struct({ lease: taskLease, fence }),
    success: Checkout,
    error: [TaskNotFound, NotHolding]
  }).annotate(OpenApi.Summary, "Hold a task longer: for as long as it was checked out for, unless said"),

  HttpApiEndpoint.post("release", "/:task/release", {
    params: task,
    payload: Schema.Struct({
      reason,
      failed: Schema.optionalKey(
        Schema.Boolean.annotate({ description: "It was tried and failed: the column decides what follows" })
      ),
      force: Schema.optionalKey(Schema.Boolean.annotate({ description: "Also when somebody else has it" })),
      fence
    }),
    success: Task,
    error: [TaskNotFound, NotHolding]
  }).annotate(OpenApi.Summary, "Give a task back"),

  HttpApiEndpoint.post("complete", "/:task/complete", {
    params: task,
    payload: Schema.Struct({
      result: Schema.optionalKey(StoredJson.annotate({ description: "What came of it, as JSON" })),
      reason,
      fence
    }),
    success: Task,
    error: [TaskNotFound, NotHolding]
  }).annotate(OpenApi.Summary, "Finish what you checked out: your part of the gate is done"),

  HttpApiEndpoint.post("ask", "/:task/ask", {
    params: task,
    payload: Schema.Struct({
      of: Schema.optionalKey(Reference.annotate({ description: "Handle of who is to decide (whoever may)" })),
      question: Schema.optionalKey(Text(REASON_LENGTH_MAX).annotate({ description: "What is asked" })),
      expires: Schema.optionalKey(Time.annotate({ description: "Until when: in 2d, 2027-01-01" }))
    }),
    success: Approval,
    error: [TaskNotFound, TaskClosed, ActorNotFound, ApprovalRefused]
  }).annotate(OpenApi.Summary, "Ask for an approval"),

  HttpApiEndpoint.post("approve", "/:task/approve", {
    params: task,
    payload: Schema.Struct({
      reason,
      digest: Schema.optionalKey(Reference.annotate({ description: "Refuse when what is approved is no longer this" })),
      body: Schema.optionalKey(Body.annotate({ description: "Approved with this change of the body" })),
      acceptance: Schema.optionalKey(Body.annotate({ description: "Approved with this change of the acceptance" }))
    }),
    success: Task,
    error: [TaskNotFound, TaskClosed, ApprovalRefused, RoleRequired]
  }).annotate(OpenApi.Summary, "Approve a task as it is now: your part of the gate is done"),

  HttpApiEndpoint.post("reject", "/:task/reject", {
    params: task,
    payload: Schema.Struct({
      reason: asArgument(Text(REASON_LENGTH_MAX).check(Schema.isNonEmpty({ message: "is empty" }))).annotate({
        description: "Why"
      })
    }),
    success: Task,
    error: [TaskNotFound, TaskClosed, ApprovalRefused, RoleRequired]
  }).annotate(OpenApi.Summary, "Reject a task as it is now: the column decides where it goes"),

  HttpApiEndpoint.post("comment", "/:task/comments", {
    params: task,
    payload: Schema.Struct({
      body: asArgument(asLongText(Text(BODY_LENGTH_MAX).check(Schema.isNonEmpty({ message: "is empty" })))).annotate({
        description: "What you want to say, in Markdown"
      }),
      run: Schema.optionalKey(Reference.annotate({ description: "The run during which it is said" }))
    }),
    success: Comment,
    error: [TaskNotFound]
  }).annotate(OpenApi.Summary, "Say something about a task"),

  HttpApiEndpoint.get("comments", "/:task/comments", {
    params: task,
    query: pagingById,
    success: Page(Comment),
    error: [TaskNotFound]
  }).annotate(OpenApi.Summary, "Read what was said about a task, oldest first"),

  HttpApiEndpoint.get("history", "/:task/history", {
    params: task,
    query: pagingById,
    success: Page(TaskStage),
    error: [TaskNotFound]
  }).annotate(
    OpenApi.Summary,
    "List the columns a task has been in, by whom and for how long, and who approved it there, newest first"
  ),

  HttpApiEndpoint.get("log", "/:task/log", {
    params: task,
    query: paging,
    success: Page(TaskLogEntry),
    error: [TaskNotFound]
  }).annotate(
    OpenApi.Summary,
    "List what happened to a task, newest first: moves, approvals, changes, runs and comments"
  )
).prefix("/tasks")
