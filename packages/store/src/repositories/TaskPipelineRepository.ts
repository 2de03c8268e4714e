import { Effect, Option, Schema } from "effect"
import { type RawBuilder, sql } from "kysely"
import { Db } from "../database/Db.ts"
import { ActorKind } from "../model/Actor.ts"
import { Column } from "../model/Board.ts"
import { Priority } from "../model/Priority.ts"
import { RunId, RunOutcome } from "../model/Run.ts"
import { TaskId, TaskReference } from "../model/Task.ts"
import { taskNamed } from "./taskNamed.ts"
import { isBlocked, taskStatus } from "./taskStatus.ts"

/** The kind of failure of a run that had to make room: it is enqueued again when its task is ready again. */
export const SET_ASIDE = "set_aside"

import { SILENT_AFTER_SECONDS } from "./WorkerRepository.ts"

/** How many approvals of a stay are looked at, newest first. Nobody asks that often. */
const APPROVALS_MAX = 200

/** The unfinished run of a task, as it decides what happens to the task. */
const StandingRun = Schema.Struct({
  runId: RunId,
  taskId: TaskId,
  stageId: Schema.NullOr(Schema.String),
  state: Schema.Literals(["queued", "claimed", "running", "waiting"]),
  holder: Schema.NullOr(Schema.String),
  workerId: Schema.NullOr(Schema.String),
  /** Name of that worker. */
  worker: Schema.NullOr(Schema.String),
  leaseExpiresAt: Schema.NullOr(Schema.Date),
  fence: Schema.NullOr(Schema.Number),
  queue: Schema.String,
  /** A worker that is heard of takes runs of that queue. */
  isServed: Schema.Boolean,
  priority: Priority,
  name: Schema.String,
  payload: Schema.Json,
  attempt: Schema.Number,
  enqueuedAt: Schema.Date,
  dueAt: Schema.Date,
  isDue: Schema.Boolean,
  cancelReason: Schema.NullOr(Schema.String)
})
export type StandingRun = typeof StandingRun.Type

/** A decision that was asked for during the present stay of a task in its column. */
const StandingApproval = Schema.Struct({
  id: Schema.String,
  digest: Schema.String,
  askedBy: Schema.String,
  askedOf: Schema.NullOr(Schema.String),
  question: Schema.NullOr(Schema.String),
  expiresAt: Schema.NullOr(Schema.Date),
  isExpired: Schema.Boolean,
  decision: Schema.NullOr(Schema.Literals(["approved", "rejected", "withdrawn"])),
  decidedBy: Schema.NullOr(Schema.String),
  decidedByKind: Schema.NullOr(ActorKind),
  decidedAt: Schema.NullOr(Schema.Date),
  reason: Schema.NullOr(Schema.String)
})
export type StandingApproval = typeof StandingApproval.Type

/** The newest run of the present stay that succeeded, of each who did one, unless the task was rejected after it was enqueued. */
const StandingSuccess = Schema.Struct({
  run: RunId,
  queue: Schema.String,
  /** Who held it in person; null when a worker did it. */
  holder: Schema.NullOr(Schema.String),
  holderKind: Schema.NullOr(ActorKind),
  at: Schema.Date
})
export type StandingSuccess = typeof StandingSuccess.Type

/** The last try of the present stay: its newest finished run, but for checkouts that were given back or ran out. */
const LastRun = Schema.Struct({
  run: RunId,
  queue: Schema.String,
  holder: Schema.NullOr(Schema.String),
  holderKind: Schema.NullOr(ActorKind),
  outcome: RunOutcome,
  failureKind: Schema.NullOr(Schema.String),
  failureMessage: Schema.NullOr(Schema.String),
  at: Schema.Date
})
export type LastRun = typeof LastRun.Type

/** A task and everything that decides where it may go next. */
const TaskStanding = Schema.Struct({
  id: TaskId,
  key: Schema.String,
  number: Schema.Number,
  projectId: Schema.String,
  /** Key of the project. */
  project: Schema.String,
  organizationId: Schema.String,
  repoPath: Schema.NullOr(Schema.String),
  boardId: Schema.String,
  board: Schema.String,
  columnId: Schema.String,
  stageId: Schema.String,
  enteredAt: Schema.Date,
  enteredBy: Schema.String,
  title: Schema.String,
  body: Schema.String,
  acceptance: Schema.String,
  payload: Schema.Json,
  digest: Schema.String,
  priority: Priority,
  queue: Schema.NullOr(Schema.String),
  startAt: Schema.NullOr(Schema.Date),
  /** Its start is still to come. */
  isEarly: Schema.Boolean,
  heldAt: Schema.NullOr(Schema.Date),
  heldBy: Schema.NullOr(Schema.String),
  heldReason: Schema.NullOr(Schema.String),
  revision: Schema.Number,
  updatedBy: Schema.String,
  updatedAt: Schema.Date,
  createdBy: Schema.String,
  closedAt: Schema.NullOr(Schema.Date),
  externalUrl: Schema.NullOr(Schema.String),
  wishFile: Schema.NullOr(Schema.String),
  groupName: Schema.NullOr(Schema.String),
  run: Schema.NullOr(StandingRun),
  /** Open tasks it depends on. */
  blockers: Schema.Array(TaskReference),
  /** Handles of its reviewers. Who is disabled is none: the others would wait for them for ever. */
  reviewers: Schema.Array(Schema.String),
  /** Of its present stay, in the order in which they were decided, open ones last. */
  approvals: Schema.Array(StandingApproval),
  successes: Schema.Array(StandingSuccess),
  lastRun: Schema.NullOr(LastRun)
})

/** A task, everything that decides where it may go next, and the board it goes along. */
export interface TaskStanding extends Readonly<typeof TaskStanding.Type> {
  readonly column: Column
  /** The columns of its board, from left to right. */
  readonly columns: ReadonlyArray<Column>
}

const decode = Schema.decodeUnknownEffect(Schema.toCodecJson(Schema.Array(TaskStanding)))
const decodeColumns = Schema.decodeUnknownEffect(
  Schema.toCodecJson(Schema.Array(Schema.Struct({ boardId: Schema.String, columns: Schema.Array(Column) })))
)

/**
 * Every statement about how tasks go along their boards.
 *
 * A row is locked `for no key update`: that keeps everybody else from changing it, but not an edge or a comment that
 * refers to it from being written. Locking and reading are two statements: one that waited for a lock would join the
 * new row with the column the task was in before.
 */
export const makeTaskPipelineRepository = Effect.gen(function* () {
  const db = yield* Db

  return {
    /** Whose task it is, found by its key (any case) or its id. */
    find: Effect.fn("TaskPipelineRepository.find")((organizationId: string, task: string) => {
      const condition = named(task)
      if (condition === undefined) return Effect.succeed(Option.none())
      return db.maybeOne<{ readonly id: TaskId; readonly key: string; readonly projectId: string }>(
        () => sql`
          select tasks.id, ${taskKey} as key, tasks.project_id
          from genie.tasks
          join genie.projects on projects.id = tasks.project_id
          where projects.organization_id = ${organizationId}
            and ${condition}`
      )
    }),

    /** The stay that a run worked for. */
    stageOfRun: Effect.fn("TaskPipelineRepository.stageOfRun")((run: string) =>
      Effect.map(
        db.one<{ readonly stageId: string | null }>(() => sql`select stage_id from genie.runs where id = ${run}`),
        ({ stageId }) => stageId
      )
    ),

    /** Locks tasks in the order of their ids: whoever changes one holds it until the transaction ends. */
    lock: Effect.fn("TaskPipelineRepository.lock")((tasks: ReadonlyArray<string>) =>
      db.all<{ readonly id: string }>(
        () => sql`
          select id
          from genie.tasks
          where id = any(${uuids(tasks)})
          order by id
          for no key update`
      )
    ),

    /** How these tasks stand, in the order of their ids. */
    standing: Effect.fn("TaskPipelineRepository.standing")(function* (tasks: ReadonlyArray<string>) {
      if (tasks.length === 0) return []
      const rows = yield* db.all(
        () => sql`
          select
            tasks.id, ${taskKey} as key, tasks.number, tasks.project_id, projects.key as project,
            projects.organization_id, projects.repo_path, tasks.board_id,
            boards.name as board, tasks.column_id, tasks.stage_id,
            stay.entered_at, stay.actor as entered_by, tasks.title, tasks.body, tasks.acceptance,
            tasks.payload, tasks.digest, tasks.priority, tasks.queue, tasks.start_at,
            coalesce(tasks.start_at > genie.now(), false) as is_early, tasks.held_at,
            tasks.held_by, tasks.held_reason, tasks.revision, tasks.updated_by,
            tasks.updated_at, tasks.created_by, tasks.closed_at,
            tasks.external_url, tasks.wish_file, tasks.group_name,
            (${runOfTask}) as run,
            coalesce((${openBlockersOf}), '[]') as blockers,
            coalesce((${reviewersOf}), '{}') as reviewers,
            coalesce((${approvalsOf}), '[]') as approvals,
            coalesce((${successesOf}), '[]') as successes,
            (${lastRunOf}) as last_run
          from genie.tasks
          join genie.projects on projects.id = tasks.project_id
          join genie.boards on boards.id = tasks.board_id
          join genie.task_stages as stay on stay.id = tasks.stage_id
          where tasks.id = any(${uuids(tasks)})
          order by tasks.id`
      )
      const standings = yield* Effect.orDie(decode(rows))
      const boards = yield* columnsOf(db, [...new Set(standings.map(({ boardId }) => boardId))])
      return standings.map((standing): TaskStanding => {
        const columns = boards.get(standing.boardId) ?? []
        return { ...standing, columns, column: columns.find(({ id }) => id === standing.columnId)! }
      })
    }),

    /** Writes that a task is in another column from now on. `closed` is true for done and cancelled. */
    move: Effect.fn("TaskPipelineRepository.move")(
      (task: string, to: { columnId: string; stageId: string; isClosed: boolean }, by: string) =>
        db.affected(
          () => sql`
            update genie.tasks
            set
              column_id = ${to.columnId},
              stage_id = ${to.stageId},
              closed_at = case when ${to.isClosed} then coalesce(closed_at, genie.now()) end,
              revision = revision + 1,
              updated_at = genie.now(),
              updated_by = ${by}
            where id = ${task}`
        )
    ),

    /** Holds a task back, or lets it go on when there is no reason. */
    hold: Effect.fn("TaskPipelineRepository.hold")((task: string, reason: string | null, by: string) =>
      db.affected(
        () => sql`
          update genie.tasks
          set
            held_at = case when ${reason}::text is not null then coalesce(held_at, genie.now()) end,
            held_by = case when ${reason}::text is not null then ${by}::text end,
            held_reason = ${reason},
            revision = revision + 1,
            updated_at = genie.now(),
            updated_by = ${by}
          where id = ${task}`
      )
    ),

    /** Writes what was approved with a change. */
    edit: Effect.fn("TaskPipelineRepository.edit")(
      (task: string, said: { body: string; acceptance: string; digest: string }, by: string) =>
        db.affected(
          () => sql`
            update genie.tasks
            set
              body = ${said.body},
              acceptance = ${said.acceptance},
              digest = ${said.digest},
              revision = revision + 1,
              updated_at = genie.now(),
              updated_by = ${by}
            where id = ${task}`
        )
    ),

    /** The open tasks that depend on this one. */
    dependents: Effect.fn("TaskPipelineRepository.dependents")((task: string) =>
      Effect.map(
        db.all<{ readonly id: string }>(
          () => sql`
            select dependent.id
            from genie.task_dependencies as edge
            join genie.tasks as dependent on dependent.id = edge.task_id
            where edge.on_task_id = ${task}
              and edge.kind = 'depends_on'
              and dependent.closed_at is null
            order by dependent.id`
        ),
        (rows) => rows.map(({ id }) => id)
      )
    ),

    /** Locks columns in the order of their ids: of many who want the last place in one, each sees who was first. */
    lockColumns: Effect.fn("TaskPipelineRepository.lockColumns")((columns: ReadonlyArray<string>) =>
      db.all(
        () => sql`
          select id
          from genie.board_columns
          where id = any(${uuids(columns)})
          order by id
          for no key update`
      )
    ),

    /** The keys of the tasks in a column, so many at most. */
    keysIn: Effect.fn("TaskPipelineRepository.keysIn")((columnId: string, limit: number) =>
      Effect.map(
        db.all<{ readonly key: string }>(
          () => sql`
            select ${taskKey} as key
            from genie.tasks
            join genie.projects on projects.id = tasks.project_id
            where tasks.column_id = ${columnId}
            order by tasks.priority, tasks.id
            limit ${limit}`
        ),
        (rows) => rows.map(({ key }) => key)
      )
    ),

    /**
     * Locks tasks that may be waiting for a place in a column: those before it that move by themselves, and those whose
     * failure sends them there, most urgent first. What somebody else holds is left to them: before they go they look
     * at the column, which is locked.
     */
    lockAwaiting: Effect.fn("TaskPipelineRepository.lockAwaiting")((columnId: string, limit: number) =>
      db.all<{ readonly id: string }>(
        () => sql`
          select tasks.id
          from genie.board_columns as full_column
          join genie.board_columns as home on home.board_id = full_column.board_id
          join genie.tasks on tasks.column_id = home.id
          where full_column.id = ${columnId}
            and home.id <> full_column.id
            and (
              (home.auto_advance and home.position = full_column.position - 1 and (${mayAdvance}))
              or (home.on_fail = full_column.name and (${mayHaveFailed}))
            )
            and tasks.closed_at is null
            and tasks.held_at is null
          order by tasks.priority, tasks.id
          limit ${limit}
          for no key update of tasks skip locked`
      )
    ),

    /**
     * Open tasks after this one that may have to go on: their gate may be satisfied, their run may have failed, or the
     * action of their column was never enqueued, or waits where the column has sent its work before it was changed.
     * Whoever ends a run inside a process without tasks leaves such ones.
     */
    overdue: Effect.fn("TaskPipelineRepository.overdue")((after: string, limit: number) =>
      Effect.map(
        db.all<{ readonly id: string }>(
          () => sql`
            select tasks.id
            from genie.tasks
            join genie.board_columns as home on home.id = tasks.column_id
            where tasks.closed_at is null
              and tasks.held_at is null
              and tasks.id > ${after}
              and (
                (home.auto_advance and (${mayAdvance}))
                or (home.on_fail is not null and (${mayHaveFailed}))
                or (
                  home.action is not null
                  and not exists (select from genie.live_runs where live_runs.task_id = tasks.id)
                  and not ${isBlocked("tasks")}
                  and not exists (
                    select
                    from (${lastTryOf}) as last_try
                    where last_try.outcome <> 'cancelled'
                      or last_try.failure_kind is distinct from ${sql.lit(SET_ASIDE)}
                  )
                )
                or tasks.id in (${waitingElsewhere})
              )
            order by tasks.id
            limit ${limit}`
        ),
        (rows) => rows.map(({ id }) => id)
      )
    )
  }
})

/** The key of a task: the project's and its number. */
const taskKey = sql`projects.key || '-' || tasks.number`

const named = (task: string): RawBuilder<boolean> | undefined => {
  const name = taskNamed(task)
  if (name === undefined) return undefined
  return name.id === undefined
    ? sql`projects.key = ${name.project} and tasks.number = ${name.number}`
    : sql`tasks.id = ${name.id}`
}

const columnsOf = Effect.fnUntraced(function* (db: Db["Service"], boards: ReadonlyArray<string>) {
  const rows = yield* db.all(
    () => sql`
      select
        board_id,
        json_agg(
          json_build_object(
            'id', id, 'name', name, 'position', position, 'category', category, 'gate', gate, 'isFourEyes', is_four_eyes,
            'action', action, 'autoAdvance', auto_advance, 'onFail', on_fail, 'wipLimit', wip_limit, 'color', color
          )
          order by position
        ) as columns
      from genie.board_columns
      where board_id = any(${uuids(boards)})
      group by board_id`
  )
  return new Map((yield* Effect.orDie(decodeColumns(rows))).map(({ boardId, columns }) => [boardId, columns]))
})

// What follows are parts of `standing`, about the row `tasks`. Times are written as JavaScript reads them.

const instant = (column: RawBuilder<unknown>) =>
  sql`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`

const runOfTask = sql`
  select json_build_object(
    'runId', live_runs.run_id, 'taskId', live_runs.task_id, 'stageId', runs.stage_id, 'state', live_runs.state,
    'holder', live_runs.holder, 'workerId', live_runs.worker_id, 'worker', workers.name,
    'leaseExpiresAt', ${instant(sql`live_runs.lease_expires_at`)}, 'fence', live_runs.fence, 'queue', live_runs.queue,
    'isServed', exists (
      select
      from genie.workers as serving
      where serving.gone_at is null
        and not serving.is_draining
        and live_runs.queue = any(serving.queues)
        and serving.last_seen_at > genie.now() - ${sql.lit(SILENT_AFTER_SECONDS)} * interval '1 second'
    ),
    'priority', live_runs.priority, 'name', runs.name, 'payload', runs.payload, 'attempt', runs.attempt,
    'enqueuedAt', ${instant(sql`runs.enqueued_at`)},
    'dueAt', ${instant(sql`live_runs.due_at`)}, 'isDue', live_runs.due_at <= genie.now(), 'cancelReason', live_runs.cancel_reason
  )
  from genie.live_runs
  join genie.runs on runs.id = live_runs.run_id
  left join genie.workers on workers.id = live_runs.worker_id
  where live_runs.task_id = tasks.id`

const openBlockersOf = sql`
  select json_agg(
    json_build_object(
      'key', home.key || '-' || open_blocker.number, 'title', open_blocker.title, 'column', place.name,
      'status', ${taskStatus("open_blocker", "place")}
    )
    order by open_blocker.id
  )
  from genie.task_dependencies as edge
  join genie.tasks as open_blocker on open_blocker.id = edge.on_task_id
  join genie.projects as home on home.id = open_blocker.project_id
  join genie.board_columns as place on place.id = open_blocker.column_id
  where edge.task_id = tasks.id
    and edge.kind = 'depends_on'
    and open_blocker.closed_at is null`

const reviewersOf = sql`
  select array_agg(actors.handle order by actors.handle)
  from genie.task_actors
  join genie.actors on actors.id = task_actors.actor_id
  where task_actors.task_id = tasks.id
    and task_actors.role = 'reviewer'
    and actors.disabled_at is null`

const approvalsOf = sql`
  select json_agg(
    json_build_object(
      'id', id, 'digest', digest, 'askedBy', asked_by, 'askedOf', asked_of, 'question', question,
      'expiresAt', ${instant(sql`expires_at`)}, 'isExpired', coalesce(expires_at <= genie.now(), false),
      'decision', decision, 'decidedBy', decided_by, 'decidedByKind', decided_by_kind,
      'decidedAt', ${instant(sql`decided_at`)}, 'reason', reason
    )
    order by decided_at nulls last, id
  )
  from (
    select *
    from genie.approvals
    where approvals.task_id = tasks.id
      and approvals.stage_id = tasks.stage_id
    order by id desc
    limit ${sql.lit(APPROVALS_MAX)}
  ) as newest`

const successesOf = sql`
  select json_agg(
    json_build_object(
      'run', newest.id, 'queue', newest.queue, 'holder', newest.holder, 'holderKind', actors.kind,
      'at', ${instant(sql`newest.finished_at`)}
    )
    order by newest.finished_at, newest.id
  )
  from (
    select distinct on (runs.holder, case when runs.holder is null then runs.queue end)
      runs.id, runs.queue, runs.holder, runs.organization_id, runs.finished_at
    from genie.runs
    where runs.task_id = tasks.id
      and runs.stage_id = tasks.stage_id
      and runs.outcome = 'succeeded'
      and not exists (
        select
        from genie.approvals as rejection
        where rejection.task_id = tasks.id
          and rejection.stage_id = tasks.stage_id
          and rejection.decision = 'rejected'
          and rejection.decided_at > runs.enqueued_at
      )
    order by runs.holder, case when runs.holder is null then runs.queue end, runs.finished_at desc, runs.id desc
  ) as newest
  left join genie.actors on actors.organization_id = newest.organization_id and actors.handle = newest.holder`

/**
 * Who looked at a task and gave it back has tried nothing: what failed or was cancelled before stays so. The newest is
 * the last that ended: ids are made by the clocks of many hosts.
 */
const lastTryOf = sql`
  select runs.*
  from genie.runs
  where runs.task_id = tasks.id
    and runs.stage_id = tasks.stage_id
    and runs.outcome is not null
    and (runs.holder is null or runs.outcome not in ('cancelled', 'lost'))
  order by runs.finished_at desc, runs.id desc
  limit 1`

const lastRunOf = sql`
  select json_build_object(
    'run', runs.id, 'queue', runs.queue, 'holder', runs.holder, 'holderKind', actors.kind, 'outcome', runs.outcome,
    'failureKind', runs.failure_kind, 'failureMessage', runs.failure_message, 'at', ${instant(sql`runs.finished_at`)}
  )
  from (${lastTryOf}) as runs
  left join genie.actors on actors.organization_id = runs.organization_id and actors.handle = runs.holder`

/** Something happened during the present stay that may satisfy a gate, or there is none to satisfy. */
const mayAdvance = sql`
  (home.gate is null and home.action is null)
  or exists (
    select
    from genie.approvals
    where approvals.task_id = tasks.id
      and approvals.stage_id = tasks.stage_id
      and approvals.decision = 'approved'
  )
  or exists (
    select
    from genie.runs
    where runs.task_id = tasks.id
      and runs.stage_id = tasks.stage_id
      and runs.outcome = 'succeeded'
  )`

/** The tasks whose run waits in a queue to which their column sends nothing. */
const waitingElsewhere = sql`
  select waiting.task_id
  from genie.live_runs as waiting
  join genie.tasks as sent on sent.id = waiting.task_id
  join genie.board_columns as sender on sender.id = sent.column_id
  where waiting.state = 'queued'
    and waiting.queue is distinct from case when sender.action is not null then coalesce(sent.queue, sender.action) end`

/** Something went wrong during the present stay. */
const mayHaveFailed = sql`
  exists (
    select
    from genie.approvals
    where approvals.task_id = tasks.id
      and approvals.stage_id = tasks.stage_id
      and approvals.decision = 'rejected'
  )
  or exists (
    select
    from genie.runs
    where runs.task_id = tasks.id
      and runs.stage_id = tasks.stage_id
      and runs.outcome in ('failed', 'timed_out', 'lost')
  )`

const uuids = (items: ReadonlyArray<string>): RawBuilder<ReadonlyArray<string>> => sql`cast(${[...items]} as uuid[])`
