// Written by `pnpm generate` from the contract, for who calls it and asks an editor what a call does.
import type { CallOptions, Json } from "@genie/operation/promised"
import type { Approval, Comment, Task, TaskLogEntry, TaskStage } from "@genie/store/model"
import type { Reason } from "./Reason.ts"
import type { Checkout, TaskDetail } from "./TasksGroup.ts"

/**
 * Tasks, as promises: intended work, for people or agents.
 *
 * Any call can also be refused with `InvalidInput`, which names the field, and with `Unavailable`: nothing was done.
 */
export interface TasksApi {
  /**
   * Create a task.
   *
   * - `title`: What is to be done
   * - `project?`: Key of its project
   * - `repoPath?`: The repository whose project it is of; the project is made when there is none
   * - `origin?`: Address of the remote of its repository, by which another clone is recognized
   * - `firstCommit?`: First commit of its repository, by which it is recognized where it was moved to
   * - `board?`: Its board (the first of the project)
   * - `column?`: Where it begins: a column of category backlog or ready (the first)
   * - `body?`: All that is to be known, in Markdown
   * - `acceptance?`: When it counts as done
   * - `priority?`: urgent, high, normal or low
   * - `start?`: Not before: 2027-01-01T09:00, in 10m, or now
   * - `due?`: Wanted by: 2027-01-01, or in 3d
   * - `effort?`: An estimate in the team's own unit: 3, 2d, M
   * - `parent?`: The task it is a part of
   * - `queue?`: Where its runs wait, instead of the queue of the column's action
   * - `payload?`: JSON for the agents that work on it
   * - `externalId?`: Its id in another system
   * - `externalUrl?`: Its address there: https:// or http://
   * - `wishFile?`: The document it was planned in
   * - `groupName?`: Its group in that document
   * - `assignees?`: Who is to do it
   * - `tags?`: Labels
   * - `dependsOn?`: Tasks it waits for
   * - `idempotencyKey?`: The same key is created once in its project, and stands for one content
   *
   * @throws ProjectNotFound - No such project
   * @throws RepositoryKnown - Repository of another project
   * @throws BoardNotFound - No such board
   * @throws ColumnNotFound - No such column
   * @throws ActorNotFound - No such actor
   * @throws TaskNotFound - No such task
   * @throws TaskFull - Too many
   * @throws WipLimitReached - Column is full
   * @throws IdempotencyConflict - Idempotency key used for other content
   * @throws InvalidInput - A field is not what it must be
   */
  create(input: TasksCreateInput, options?: CallOptions): Promise<Task>

  /**
   * List tasks, newest first: open ones when nothing else is said.
   *
   * - `project?`: Only tasks of this project
   * - `repoPath?`: Only tasks of the project of this repository
   * - `board?`: Only tasks on this board
   * - `column?`: Only tasks in this column
   * - `assignee?`: Only tasks of this assignee
   * - `tag?`: Only tasks with this tag
   * - `priority?`: Only tasks of this priority
   * - `status?`: Only tasks that stand like this
   * - `search?`: Only tasks whose title has these words
   * - `parent?`: Only parts of this task
   * - `heldBy?`: Only tasks that this actor has checked out: a handle
   * - `mine?`: Only tasks that you have checked out
   * - `all?`: Also what is done or cancelled
   * - `order?`: newest (default), oldest, urgent, due, changed, or closed: what is done or cancelled, the last first
   * - `limit?`: How many at most: 1 to 500, 50 when not said
   * - `cursor?`: Continue after this cursor
   *
   * @throws ProjectNotFound - No such project
   * @throws BoardNotFound - No such board
   * @throws ColumnNotFound - No such column
   * @throws ActorNotFound - No such actor
   * @throws TaskNotFound - No such task
   * @throws InvalidInput - A field is not what it must be
   */
  list(input?: TasksListInput, options?: CallOptions): Promise<{ readonly items: ReadonlyArray<Task>; readonly next: string | null }>

  /**
   * Count tasks, up to 10001: open ones when nothing else is said.
   *
   * - `project?`: Only tasks of this project
   * - `repoPath?`: Only tasks of the project of this repository
   * - `board?`: Only tasks on this board
   * - `column?`: Only tasks in this column
   * - `assignee?`: Only tasks of this assignee
   * - `tag?`: Only tasks with this tag
   * - `priority?`: Only tasks of this priority
   * - `status?`: Only tasks that stand like this
   * - `search?`: Only tasks whose title has these words
   * - `parent?`: Only parts of this task
   * - `heldBy?`: Only tasks that this actor has checked out: a handle
   * - `mine?`: Only tasks that you have checked out
   * - `all?`: Also what is done or cancelled
   *
   * @throws ProjectNotFound - No such project
   * @throws BoardNotFound - No such board
   * @throws ColumnNotFound - No such column
   * @throws ActorNotFound - No such actor
   * @throws TaskNotFound - No such task
   * @throws InvalidInput - A field is not what it must be
   */
  count(input?: TasksCountInput, options?: CallOptions): Promise<{ readonly count: number }>

  /**
   * List the tags of a project, by name.
   *
   * - `project?`: Only tasks of this project
   * - `repoPath?`: Only tasks of the project of this repository
   *
   * @throws ProjectNotFound - No such project
   * @throws InvalidInput - A field is not what it must be
   */
  tags(input?: TasksTagsInput, options?: CallOptions): Promise<ReadonlyArray<{ readonly name: string; readonly color: string }>>

  /**
   * List what can be worked on now, most urgent first.
   *
   * - `project?`: Only tasks of this project
   * - `repoPath?`: Only tasks of the project of this repository
   * - `board?`: Only tasks on this board
   * - `column?`: Only tasks in this column
   * - `assignee?`: Only tasks of this assignee
   * - `tag?`: Only tasks with this tag
   * - `priority?`: Only tasks of this priority
   * - `limit?`: How many at most: 1 to 500, 50 when not said
   * - `cursor?`: Continue after this cursor
   *
   * @throws ProjectNotFound - No such project
   * @throws BoardNotFound - No such board
   * @throws ColumnNotFound - No such column
   * @throws ActorNotFound - No such actor
   * @throws InvalidInput - A field is not what it must be
   */
  ready(input?: TasksReadyInput, options?: CallOptions): Promise<{ readonly items: ReadonlyArray<Task>; readonly next: string | null }>

  /**
   * List open tasks that are not ready, and what stands in their way.
   *
   * - `project?`: Only tasks of this project
   * - `repoPath?`: Only tasks of the project of this repository
   * - `board?`: Only tasks on this board
   * - `column?`: Only tasks in this column
   * - `assignee?`: Only tasks of this assignee
   * - `tag?`: Only tasks with this tag
   * - `priority?`: Only tasks of this priority
   * - `limit?`: How many at most: 1 to 500, 50 when not said
   * - `cursor?`: Continue after this cursor
   *
   * @throws ProjectNotFound - No such project
   * @throws BoardNotFound - No such board
   * @throws ColumnNotFound - No such column
   * @throws ActorNotFound - No such actor
   * @throws InvalidInput - A field is not what it must be
   */
  explain(input?: TasksExplainInput, options?: CallOptions): Promise<{ readonly items: ReadonlyArray<{ readonly task: Task; readonly why: ReadonlyArray<Reason> }>; readonly next: string | null }>

  /**
   * Check out the most urgent task that is ready; of many who ask, each gets another.
   *
   * - `project?`: Only tasks of this project
   * - `repoPath?`: Only tasks of the project of this repository
   * - `board?`: Only tasks on this board
   * - `column?`: Only tasks in this column
   * - `assignee?`: Only tasks of this assignee
   * - `tag?`: Only tasks with this tag
   * - `priority?`: Only tasks of this priority
   * - `lease?`: How long it is held unless renewed: 10m when not said, none for people only
   * - `waitMs?`: Wait so long for one to become ready, in milliseconds
   *
   * @throws ProjectNotFound - No such project
   * @throws BoardNotFound - No such board
   * @throws ColumnNotFound - No such column
   * @throws ActorNotFound - No such actor
   * @throws InvalidInput - A field is not what it must be
   */
  claim(input?: TasksClaimInput, options?: CallOptions): Promise<{ readonly checkout: Checkout | null }>

  /**
   * Show a task and everything around it.
   *
   * - `task`: Key or id of the task: SHOP-12
   *
   * @throws TaskNotFound - No such task
   * @throws InvalidInput - A field is not what it must be
   */
  show(input: TasksShowInput, options?: CallOptions): Promise<TaskDetail>

  /**
   * Say what stands in the way of a task, and who can change it.
   *
   * - `task`: Key or id of the task: SHOP-12
   * - `to?`: Why it cannot go to this column
   *
   * @throws TaskNotFound - No such task
   * @throws InvalidInput - A field is not what it must be
   */
  why(input: TasksWhyInput, options?: CallOptions): Promise<ReadonlyArray<Reason>>

  /**
   * Change what is said of a task.
   *
   * - `task`: Key or id of the task: SHOP-12
   * - `title?`: What is to be done
   * - `body?`: All that is to be known, in Markdown
   * - `acceptance?`: When it counts as done
   * - `priority?`: urgent, high, normal or low
   * - `start?`: Not before: 2027-01-01T09:00, in 10m, or now
   * - `due?`: Wanted by: 2027-01-01, or in 3d
   * - `effort?`: An estimate in the team's own unit: 3, 2d, M
   * - `parent?`: The task it is a part of
   * - `queue?`: Where its runs wait, instead of the queue of the column's action
   * - `payload?`: JSON for the agents that work on it
   * - `externalId?`: Its id in another system
   * - `externalUrl?`: Its address there: https:// or http://
   * - `wishFile?`: The document it was planned in
   * - `groupName?`: Its group in that document
   * - `revision?`: Refuse when somebody has changed it since this revision
   *
   * @throws TaskNotFound - No such task
   * @throws StaleRevision - Task has changed
   * @throws DependencyCycle - Dependency cycle
   * @throws InvalidInput - A field is not what it must be
   */
  update(input: TasksUpdateInput, options?: CallOptions): Promise<Task>

  /**
   * Move a task to another column, through every gate on the way.
   *
   * - `task`: Key or id of the task: SHOP-12
   * - `to`: Name of the column
   * - `reason?`: Why, for whoever looks at it
   * - `revision?`: Refuse when somebody has changed it since this revision
   *
   * @throws TaskNotFound - No such task
   * @throws ColumnNotFound - No such column
   * @throws StaleRevision - Task has changed
   * @throws RoleRequired - Not yours to decide
   * @throws WipLimitReached - Column is full
   * @throws TaskBlocked - Task is blocked
   * @throws GateHolds - Gate holds
   * @throws InvalidInput - A field is not what it must be
   */
  move(input: TasksMoveInput, options?: CallOptions): Promise<Task>

  /**
   * Give a task to somebody.
   *
   * - `task`: Key or id of the task: SHOP-12
   * - `actor`: Handle of who is to do it
   * - `role?`: assignee (default), reviewer, owner or watcher
   * - `revision?`: Refuse when somebody has changed it since this revision
   *
   * @throws TaskNotFound - No such task
   * @throws ActorNotFound - No such actor
   * @throws StaleRevision - Task has changed
   * @throws TaskFull - Too many
   * @throws InvalidInput - A field is not what it must be
   */
  assign(input: TasksAssignInput, options?: CallOptions): Promise<Task>

  /**
   * Take a task from somebody.
   *
   * - `task`: Key or id of the task: SHOP-12
   * - `actor`: Handle of who is not
   * - `role?`: assignee (default), reviewer, owner or watcher
   * - `revision?`: Refuse when somebody has changed it since this revision
   *
   * @throws TaskNotFound - No such task
   * @throws ActorNotFound - No such actor
   * @throws StaleRevision - Task has changed
   * @throws InvalidInput - A field is not what it must be
   */
  unassign(input: TasksUnassignInput, options?: CallOptions): Promise<Task>

  /**
   * Give a task to somebody known elsewhere, who is introduced when they are new.
   *
   * - `task`: Key or id of the task: SHOP-12
   * - `actorType`: Where the id is from: local, genie_os_user, omni_agent, …
   * - `actorId`: The id there
   * - `role?`: assignee (default), reviewer, owner or watcher
   *
   * @throws TaskNotFound - No such task
   * @throws TaskFull - Too many
   * @throws InvalidInput - A field is not what it must be
   */
  addActor(input: TasksAddActorInput, options?: CallOptions): Promise<Task>

  /**
   * Hold a task back: nobody works on it until it is unblocked.
   *
   * - `task`: Key or id of the task: SHOP-12
   * - `reason`: Why it has to wait
   * - `revision?`: Refuse when somebody has changed it since this revision
   *
   * @throws TaskNotFound - No such task
   * @throws TaskClosed - Task is closed
   * @throws StaleRevision - Task has changed
   * @throws InvalidInput - A field is not what it must be
   */
  block(input: TasksBlockInput, options?: CallOptions): Promise<Task>

  /**
   * Let a held task go on, from where it was.
   *
   * - `task`: Key or id of the task: SHOP-12
   * - `reason?`: Why, for whoever looks at it
   * - `revision?`: Refuse when somebody has changed it since this revision
   *
   * @throws TaskNotFound - No such task
   * @throws StaleRevision - Task has changed
   * @throws InvalidInput - A field is not what it must be
   */
  unblock(input: TasksUnblockInput, options?: CallOptions): Promise<Task>

  /**
   * Say that a task depends on another.
   *
   * - `task`: Key or id of the task: SHOP-12
   * - `on`: The other task
   * - `kind?`: depends_on (default), blocks, relates_to, duplicates or discovered_from
   *
   * @throws TaskNotFound - No such task
   * @throws DependencyCycle - Dependency cycle
   * @throws TaskFull - Too many
   * @throws InvalidInput - A field is not what it must be
   */
  addDependency(input: TasksAddDependencyInput, options?: CallOptions): Promise<Task>

  /**
   * Say that it does not.
   *
   * - `task`: Key or id of the task: SHOP-12
   * - `on`: The other task
   * - `kind?`: depends_on (default), blocks, relates_to, duplicates or discovered_from
   *
   * @throws TaskNotFound - No such task
   * @throws InvalidInput - A field is not what it must be
   */
  removeDependency(input: TasksRemoveDependencyInput, options?: CallOptions): Promise<Task>

  /**
   * Label a task.
   *
   * - `task`: Key or id of the task: SHOP-12
   * - `tag`: Label
   * - `color?`: Name of its color
   *
   * @throws TaskNotFound - No such task
   * @throws TaskFull - Too many
   * @throws InvalidInput - A field is not what it must be
   */
  tag(input: TasksTagInput, options?: CallOptions): Promise<Task>

  /**
   * Take a label away.
   *
   * - `task`: Key or id of the task: SHOP-12
   * - `tag`: Label
   *
   * @throws TaskNotFound - No such task
   * @throws InvalidInput - A field is not what it must be
   */
  untag(input: TasksUntagInput, options?: CallOptions): Promise<Task>

  /**
   * Take a task: nobody else works on it while the lease holds.
   *
   * - `task`: Key or id of the task: SHOP-12
   * - `lease?`: How long it is held unless renewed: 10m when not said, none for people only
   * - `takeOver?`: Ask whoever works on it to stop; a checkout ends at once, also one of your own
   * - `fence?`: Renew the checkout that has this fence
   *
   * @throws TaskNotFound - No such task
   * @throws TaskHeld - Task is held
   * @throws TaskBlocked - Task is blocked
   * @throws TaskTaken - Task is taken
   * @throws TaskClosed - Task is closed
   * @throws TaskNotStarted - Task starts later
   * @throws TaskWaiting - Task waits for an approval
   * @throws NotHolding - Not checked out by you
   * @throws InvalidInput - A field is not what it must be
   */
  checkout(input: TasksCheckoutInput, options?: CallOptions): Promise<Checkout>

  /**
   * Hold a task longer: for as long as it was checked out for, unless said.
   *
   * - `task`: Key or id of the task: SHOP-12
   * - `lease?`: How long it is held unless renewed: 10m when not said, none for people only
   * - `fence?`: The fence of the checkout: refuse when it is no longer this one
   *
   * @throws TaskNotFound - No such task
   * @throws NotHolding - Not checked out by you
   * @throws InvalidInput - A field is not what it must be
   */
  renew(input: TasksRenewInput, options?: CallOptions): Promise<Checkout>

  /**
   * Give a task back.
   *
   * - `task`: Key or id of the task: SHOP-12
   * - `reason?`: Why, for whoever looks at it
   * - `failed?`: It was tried and failed: the column decides what follows
   * - `force?`: Also when somebody else has it
   * - `fence?`: The fence of the checkout: refuse when it is no longer this one
   *
   * @throws TaskNotFound - No such task
   * @throws NotHolding - Not checked out by you
   * @throws InvalidInput - A field is not what it must be
   */
  release(input: TasksReleaseInput, options?: CallOptions): Promise<Task>

  /**
   * Finish what you checked out: your part of the gate is done.
   *
   * - `task`: Key or id of the task: SHOP-12
   * - `result?`: What came of it, as JSON
   * - `reason?`: Why, for whoever looks at it
   * - `fence?`: The fence of the checkout: refuse when it is no longer this one
   *
   * @throws TaskNotFound - No such task
   * @throws NotHolding - Not checked out by you
   * @throws InvalidInput - A field is not what it must be
   */
  complete(input: TasksCompleteInput, options?: CallOptions): Promise<Task>

  /**
   * Ask for an approval.
   *
   * - `task`: Key or id of the task: SHOP-12
   * - `of?`: Handle of who is to decide (whoever may)
   * - `question?`: What is asked
   * - `expires?`: Until when: in 2d, 2027-01-01
   *
   * @throws TaskNotFound - No such task
   * @throws TaskClosed - Task is closed
   * @throws ActorNotFound - No such actor
   * @throws ApprovalRefused - Approval refused
   * @throws InvalidInput - A field is not what it must be
   */
  ask(input: TasksAskInput, options?: CallOptions): Promise<Approval>

  /**
   * Approve a task as it is now: your part of the gate is done.
   *
   * - `task`: Key or id of the task: SHOP-12
   * - `reason?`: Why, for whoever looks at it
   * - `digest?`: Refuse when what is approved is no longer this
   * - `body?`: Approved with this change of the body
   * - `acceptance?`: Approved with this change of the acceptance
   *
   * @throws TaskNotFound - No such task
   * @throws TaskClosed - Task is closed
   * @throws ApprovalRefused - Approval refused
   * @throws RoleRequired - Not yours to decide
   * @throws InvalidInput - A field is not what it must be
   */
  approve(input: TasksApproveInput, options?: CallOptions): Promise<Task>

  /**
   * Reject a task as it is now: the column decides where it goes.
   *
   * - `task`: Key or id of the task: SHOP-12
   * - `reason`: Why
   *
   * @throws TaskNotFound - No such task
   * @throws TaskClosed - Task is closed
   * @throws ApprovalRefused - Approval refused
   * @throws RoleRequired - Not yours to decide
   * @throws InvalidInput - A field is not what it must be
   */
  reject(input: TasksRejectInput, options?: CallOptions): Promise<Task>

  /**
   * Say something about a task.
   *
   * - `task`: Key or id of the task: SHOP-12
   * - `body`: What you want to say, in Markdown
   * - `run?`: The run during which it is said
   *
   * @throws TaskNotFound - No such task
   * @throws InvalidInput - A field is not what it must be
   */
  comment(input: TasksCommentInput, options?: CallOptions): Promise<Comment>

  /**
   * Read what was said about a task, oldest first.
   *
   * - `task`: Key or id of the task: SHOP-12
   * - `limit?`: How many at most: 1 to 500, 50 when not said
   * - `cursor?`: Continue after this cursor
   *
   * @throws TaskNotFound - No such task
   * @throws InvalidInput - A field is not what it must be
   */
  comments(input: TasksCommentsInput, options?: CallOptions): Promise<{ readonly items: ReadonlyArray<Comment>; readonly next: string | null }>

  /**
   * List the columns a task has been in, by whom and for how long, and who approved it there, newest first.
   *
   * - `task`: Key or id of the task: SHOP-12
   * - `limit?`: How many at most: 1 to 500, 50 when not said
   * - `cursor?`: Continue after this cursor
   *
   * @throws TaskNotFound - No such task
   * @throws InvalidInput - A field is not what it must be
   */
  history(input: TasksHistoryInput, options?: CallOptions): Promise<{ readonly items: ReadonlyArray<TaskStage>; readonly next: string | null }>

  /**
   * List what happened to a task, newest first: moves, approvals, changes, runs and comments.
   *
   * - `task`: Key or id of the task: SHOP-12
   * - `limit?`: How many at most: 1 to 500, 50 when not said
   * - `cursor?`: Continue after this cursor
   *
   * @throws TaskNotFound - No such task
   * @throws InvalidInput - A field is not what it must be
   */
  log(input: TasksLogInput, options?: CallOptions): Promise<{ readonly items: ReadonlyArray<TaskLogEntry>; readonly next: string | null }>
}

/** The input of `tasks.create`. */
export interface TasksCreateInput {
  /** What is to be done */
  readonly title: string
  /** Key of its project */
  readonly project?: string | undefined
  /** The repository whose project it is of; the project is made when there is none */
  readonly repoPath?: string | undefined
  /** Address of the remote of its repository, by which another clone is recognized */
  readonly origin?: string | undefined
  /** First commit of its repository, by which it is recognized where it was moved to */
  readonly firstCommit?: string | undefined
  /** Its board (the first of the project) */
  readonly board?: string | undefined
  /** Where it begins: a column of category backlog or ready (the first) */
  readonly column?: string | undefined
  /** All that is to be known, in Markdown */
  readonly body?: string | undefined
  /** When it counts as done */
  readonly acceptance?: string | undefined
  /** urgent, high, normal or low */
  readonly priority?: "urgent" | "high" | "normal" | "low" | undefined
  /** Not before: 2027-01-01T09:00, in 10m, or now */
  readonly start?: string | null | undefined
  /** Wanted by: 2027-01-01, or in 3d */
  readonly due?: string | null | undefined
  /** An estimate in the team's own unit: 3, 2d, M */
  readonly effort?: string | null | undefined
  /** The task it is a part of */
  readonly parent?: string | null | undefined
  /** Where its runs wait, instead of the queue of the column's action */
  readonly queue?: string | null | undefined
  /** JSON for the agents that work on it */
  readonly payload?: Json | undefined
  /** Its id in another system */
  readonly externalId?: string | null | undefined
  /** Its address there: https:// or http:// */
  readonly externalUrl?: string | null | undefined
  /** The document it was planned in */
  readonly wishFile?: string | null | undefined
  /** Its group in that document */
  readonly groupName?: string | null | undefined
  /** Who is to do it */
  readonly assignees?: ReadonlyArray<string> | undefined
  /** Labels */
  readonly tags?: ReadonlyArray<string> | undefined
  /** Tasks it waits for */
  readonly dependsOn?: ReadonlyArray<string> | undefined
  /** The same key is created once in its project, and stands for one content */
  readonly idempotencyKey?: string | undefined
}

/** The input of `tasks.list`. */
export interface TasksListInput {
  /** Only tasks of this project */
  readonly project?: string | undefined
  /** Only tasks of the project of this repository */
  readonly repoPath?: string | undefined
  /** Only tasks on this board */
  readonly board?: string | undefined
  /** Only tasks in this column */
  readonly column?: string | undefined
  /** Only tasks of this assignee */
  readonly assignee?: string | undefined
  /** Only tasks with this tag */
  readonly tag?: string | undefined
  /** Only tasks of this priority */
  readonly priority?: "urgent" | "high" | "normal" | "low" | undefined
  /** Only tasks that stand like this */
  readonly status?: "ready" | "blocked" | "held" | "queued" | "in_progress" | "waiting" | "scheduled" | "done" | "cancelled" | undefined
  /** Only tasks whose title has these words */
  readonly search?: string | undefined
  /** Only parts of this task */
  readonly parent?: string | undefined
  /** Only tasks that this actor has checked out: a handle */
  readonly heldBy?: string | undefined
  /** Only tasks that you have checked out */
  readonly mine?: boolean | undefined
  /** Also what is done or cancelled */
  readonly all?: boolean | undefined
  /** newest (default), oldest, urgent, due, changed, or closed: what is done or cancelled, the last first */
  readonly order?: "newest" | "oldest" | "urgent" | "due" | "changed" | "closed" | undefined
  /** How many at most: 1 to 500, 50 when not said */
  readonly limit?: number | undefined
  /** Continue after this cursor */
  readonly cursor?: string | undefined
}

/** The input of `tasks.count`. */
export interface TasksCountInput {
  /** Only tasks of this project */
  readonly project?: string | undefined
  /** Only tasks of the project of this repository */
  readonly repoPath?: string | undefined
  /** Only tasks on this board */
  readonly board?: string | undefined
  /** Only tasks in this column */
  readonly column?: string | undefined
  /** Only tasks of this assignee */
  readonly assignee?: string | undefined
  /** Only tasks with this tag */
  readonly tag?: string | undefined
  /** Only tasks of this priority */
  readonly priority?: "urgent" | "high" | "normal" | "low" | undefined
  /** Only tasks that stand like this */
  readonly status?: "ready" | "blocked" | "held" | "queued" | "in_progress" | "waiting" | "scheduled" | "done" | "cancelled" | undefined
  /** Only tasks whose title has these words */
  readonly search?: string | undefined
  /** Only parts of this task */
  readonly parent?: string | undefined
  /** Only tasks that this actor has checked out: a handle */
  readonly heldBy?: string | undefined
  /** Only tasks that you have checked out */
  readonly mine?: boolean | undefined
  /** Also what is done or cancelled */
  readonly all?: boolean | undefined
}

/** The input of `tasks.tags`. */
export interface TasksTagsInput {
  /** Only tasks of this project */
  readonly project?: string | undefined
  /** Only tasks of the project of this repository */
  readonly repoPath?: string | undefined
}

/** The input of `tasks.ready`. */
export interface TasksReadyInput {
  /** Only tasks of this project */
  readonly project?: string | undefined
  /** Only tasks of the project of this repository */
  readonly repoPath?: string | undefined
  /** Only tasks on this board */
  readonly board?: string | undefined
  /** Only tasks in this column */
  readonly column?: string | undefined
  /** Only tasks of this assignee */
  readonly assignee?: string | undefined
  /** Only tasks with this tag */
  readonly tag?: string | undefined
  /** Only tasks of this priority */
  readonly priority?: "urgent" | "high" | "normal" | "low" | undefined
  /** How many at most: 1 to 500, 50 when not said */
  readonly limit?: number | undefined
  /** Continue after this cursor */
  readonly cursor?: string | undefined
}

/** The input of `tasks.explain`. */
export interface TasksExplainInput {
  /** Only tasks of this project */
  readonly project?: string | undefined
  /** Only tasks of the project of this repository */
  readonly repoPath?: string | undefined
  /** Only tasks on this board */
  readonly board?: string | undefined
  /** Only tasks in this column */
  readonly column?: string | undefined
  /** Only tasks of this assignee */
  readonly assignee?: string | undefined
  /** Only tasks with this tag */
  readonly tag?: string | undefined
  /** Only tasks of this priority */
  readonly priority?: "urgent" | "high" | "normal" | "low" | undefined
  /** How many at most: 1 to 500, 50 when not said */
  readonly limit?: number | undefined
  /** Continue after this cursor */
  readonly cursor?: string | undefined
}

/** The input of `tasks.claim`. */
export interface TasksClaimInput {
  /** Only tasks of this project */
  readonly project?: string | undefined
  /** Only tasks of the project of this repository */
  readonly repoPath?: string | undefined
  /** Only tasks on this board */
  readonly board?: string | undefined
  /** Only tasks in this column */
  readonly column?: string | undefined
  /** Only tasks of this assignee */
  readonly assignee?: string | undefined
  /** Only tasks with this tag */
  readonly tag?: string | undefined
  /** Only tasks of this priority */
  readonly priority?: "urgent" | "high" | "normal" | "low" | undefined
  /** How long it is held unless renewed: 10m when not said, none for people only */
  readonly lease?: string | undefined
  /** Wait so long for one to become ready, in milliseconds */
  readonly waitMs?: number | undefined
}

/** The input of `tasks.show`. */
export interface TasksShowInput {
  /** Key or id of the task: SHOP-12 */
  readonly task: string
}

/** The input of `tasks.why`. */
export interface TasksWhyInput {
  /** Key or id of the task: SHOP-12 */
  readonly task: string
  /** Why it cannot go to this column */
  readonly to?: string | undefined
}

/** The input of `tasks.update`. */
export interface TasksUpdateInput {
  /** Key or id of the task: SHOP-12 */
  readonly task: string
  /** What is to be done */
  readonly title?: string | undefined
  /** All that is to be known, in Markdown */
  readonly body?: string | undefined
  /** When it counts as done */
  readonly acceptance?: string | undefined
  /** urgent, high, normal or low */
  readonly priority?: "urgent" | "high" | "normal" | "low" | undefined
  /** Not before: 2027-01-01T09:00, in 10m, or now */
  readonly start?: string | null | undefined
  /** Wanted by: 2027-01-01, or in 3d */
  readonly due?: string | null | undefined
  /** An estimate in the team's own unit: 3, 2d, M */
  readonly effort?: string | null | undefined
  /** The task it is a part of */
  readonly parent?: string | null | undefined
  /** Where its runs wait, instead of the queue of the column's action */
  readonly queue?: string | null | undefined
  /** JSON for the agents that work on it */
  readonly payload?: Json | undefined
  /** Its id in another system */
  readonly externalId?: string | null | undefined
  /** Its address there: https:// or http:// */
  readonly externalUrl?: string | null | undefined
  /** The document it was planned in */
  readonly wishFile?: string | null | undefined
  /** Its group in that document */
  readonly groupName?: string | null | undefined
  /** Refuse when somebody has changed it since this revision */
  readonly revision?: number | undefined
}

/** The input of `tasks.move`. */
export interface TasksMoveInput {
  /** Key or id of the task: SHOP-12 */
  readonly task: string
  /** Name of the column */
  readonly to: string
  /** Why, for whoever looks at it */
  readonly reason?: string | undefined
  /** Refuse when somebody has changed it since this revision */
  readonly revision?: number | undefined
}

/** The input of `tasks.assign`. */
export interface TasksAssignInput {
  /** Key or id of the task: SHOP-12 */
  readonly task: string
  /** Handle of who is to do it */
  readonly actor: string
  /** assignee (default), reviewer, owner or watcher */
  readonly role?: "assignee" | "reviewer" | "owner" | "watcher" | undefined
  /** Refuse when somebody has changed it since this revision */
  readonly revision?: number | undefined
}

/** The input of `tasks.unassign`. */
export interface TasksUnassignInput {
  /** Key or id of the task: SHOP-12 */
  readonly task: string
  /** Handle of who is not */
  readonly actor: string
  /** assignee (default), reviewer, owner or watcher */
  readonly role?: "assignee" | "reviewer" | "owner" | "watcher" | undefined
  /** Refuse when somebody has changed it since this revision */
  readonly revision?: number | undefined
}

/** The input of `tasks.addActor`. */
export interface TasksAddActorInput {
  /** Key or id of the task: SHOP-12 */
  readonly task: string
  /** Where the id is from: local, genie_os_user, omni_agent, … */
  readonly actorType: string
  /** The id there */
  readonly actorId: string
  /** assignee (default), reviewer, owner or watcher */
  readonly role?: "assignee" | "reviewer" | "owner" | "watcher" | undefined
}

/** The input of `tasks.block`. */
export interface TasksBlockInput {
  /** Key or id of the task: SHOP-12 */
  readonly task: string
  /** Why it has to wait */
  readonly reason: string
  /** Refuse when somebody has changed it since this revision */
  readonly revision?: number | undefined
}

/** The input of `tasks.unblock`. */
export interface TasksUnblockInput {
  /** Key or id of the task: SHOP-12 */
  readonly task: string
  /** Why, for whoever looks at it */
  readonly reason?: string | undefined
  /** Refuse when somebody has changed it since this revision */
  readonly revision?: number | undefined
}

/** The input of `tasks.addDependency`. */
export interface TasksAddDependencyInput {
  /** Key or id of the task: SHOP-12 */
  readonly task: string
  /** The other task */
  readonly on: string
  /** depends_on (default), blocks, relates_to, duplicates or discovered_from */
  readonly kind?: "depends_on" | "relates_to" | "duplicates" | "discovered_from" | "blocks" | undefined
}

/** The input of `tasks.removeDependency`. */
export interface TasksRemoveDependencyInput {
  /** Key or id of the task: SHOP-12 */
  readonly task: string
  /** The other task */
  readonly on: string
  /** depends_on (default), blocks, relates_to, duplicates or discovered_from */
  readonly kind?: "depends_on" | "relates_to" | "duplicates" | "discovered_from" | "blocks" | undefined
}

/** The input of `tasks.tag`. */
export interface TasksTagInput {
  /** Key or id of the task: SHOP-12 */
  readonly task: string
  /** Label */
  readonly tag: string
  /** Name of its color */
  readonly color?: string | undefined
}

/** The input of `tasks.untag`. */
export interface TasksUntagInput {
  /** Key or id of the task: SHOP-12 */
  readonly task: string
  /** Label */
  readonly tag: string
}

/** The input of `tasks.checkout`. */
export interface TasksCheckoutInput {
  /** Key or id of the task: SHOP-12 */
  readonly task: string
  /** How long it is held unless renewed: 10m when not said, none for people only */
  readonly lease?: string | undefined
  /** Ask whoever works on it to stop; a checkout ends at once, also one of your own */
  readonly takeOver?: boolean | undefined
  /** Renew the checkout that has this fence */
  readonly fence?: number | undefined
}

/** The input of `tasks.renew`. */
export interface TasksRenewInput {
  /** Key or id of the task: SHOP-12 */
  readonly task: string
  /** How long it is held unless renewed: 10m when not said, none for people only */
  readonly lease?: string | undefined
  /** The fence of the checkout: refuse when it is no longer this one */
  readonly fence?: number | undefined
}

/** The input of `tasks.release`. */
export interface TasksReleaseInput {
  /** Key or id of the task: SHOP-12 */
  readonly task: string
  /** Why, for whoever looks at it */
  readonly reason?: string | undefined
  /** It was tried and failed: the column decides what follows */
  readonly failed?: boolean | undefined
  /** Also when somebody else has it */
  readonly force?: boolean | undefined
  /** The fence of the checkout: refuse when it is no longer this one */
  readonly fence?: number | undefined
}

/** The input of `tasks.complete`. */
export interface TasksCompleteInput {
  /** Key or id of the task: SHOP-12 */
  readonly task: string
  /** What came of it, as JSON */
  readonly result?: Json | undefined
  /** Why, for whoever looks at it */
  readonly reason?: string | undefined
  /** The fence of the checkout: refuse when it is no longer this one */
  readonly fence?: number | undefined
}

/** The input of `tasks.ask`. */
export interface TasksAskInput {
  /** Key or id of the task: SHOP-12 */
  readonly task: string
  /** Handle of who is to decide (whoever may) */
  readonly of?: string | undefined
  /** What is asked */
  readonly question?: string | undefined
  /** Until when: in 2d, 2027-01-01 */
  readonly expires?: string | undefined
}

/** The input of `tasks.approve`. */
export interface TasksApproveInput {
  /** Key or id of the task: SHOP-12 */
  readonly task: string
  /** Why, for whoever looks at it */
  readonly reason?: string | undefined
  /** Refuse when what is approved is no longer this */
  readonly digest?: string | undefined
  /** Approved with this change of the body */
  readonly body?: string | undefined
  /** Approved with this change of the acceptance */
  readonly acceptance?: string | undefined
}

/** The input of `tasks.reject`. */
export interface TasksRejectInput {
  /** Key or id of the task: SHOP-12 */
  readonly task: string
  /** Why */
  readonly reason: string
}

/** The input of `tasks.comment`. */
export interface TasksCommentInput {
  /** Key or id of the task: SHOP-12 */
  readonly task: string
  /** What you want to say, in Markdown */
  readonly body: string
  /** The run during which it is said */
  readonly run?: string | undefined
}

/** The input of `tasks.comments`. */
export interface TasksCommentsInput {
  /** Key or id of the task: SHOP-12 */
  readonly task: string
  /** How many at most: 1 to 500, 50 when not said */
  readonly limit?: number | undefined
  /** Continue after this cursor */
  readonly cursor?: string | undefined
}

/** The input of `tasks.history`. */
export interface TasksHistoryInput {
  /** Key or id of the task: SHOP-12 */
  readonly task: string
  /** How many at most: 1 to 500, 50 when not said */
  readonly limit?: number | undefined
  /** Continue after this cursor */
  readonly cursor?: string | undefined
}

/** The input of `tasks.log`. */
export interface TasksLogInput {
  /** Key or id of the task: SHOP-12 */
  readonly task: string
  /** How many at most: 1 to 500, 50 when not said */
  readonly limit?: number | undefined
  /** Continue after this cursor */
  readonly cursor?: string | undefined
}
