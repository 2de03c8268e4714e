// How a task stands: everything that decides where it may go next, read by one statement. The rules read nothing else.
import { Effect, Schema } from "effect"
import { type RawBuilder, sql } from "kysely"
import type { Db } from "../../database/Db.ts"
import { decoded } from "../../database/decoded.ts"
import { uuid } from "../../database/SqlType.ts"
import { statement } from "../../database/statement.ts"
import { uuids } from "../../database/uuids.ts"
import { ActorKind } from "../../model/Actor.ts"
import { Column } from "../../model/Board.ts"
import { Priority } from "../../model/Priority.ts"
import { RunId, RunOutcome } from "../../model/Run.ts"
import { TaskId, TaskReference } from "../../model/Task.ts"
import { SILENT_AFTER_SECONDS } from "../scheduler/WorkerRepository.ts"
import { boardColumns } from "./boardColumns.ts"
import { taskKey } from "./taskKey.ts"
import { taskStatus } from "./taskStatus.ts"

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
  /** Failed tries in a row during the present stay. */
  failures: Schema.Number,
  /** A claim gives it out only after this; null when at once. */
  offeredAfter: Schema.NullOr(Schema.Date),
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

/** How these tasks stand, in the order of their ids. */
export const standingOf = Effect.fnUntraced(function* (db: Db["Service"], tasks: ReadonlyArray<string>) {
  if (tasks.length === 0) return []
  const standings = yield* decodeStandings(yield* db.all(standing({ tasks })))
  const boards = [...new Set(standings.map(({ boardId }) => boardId))]
  const found = yield* decodeColumns(yield* db.all(columnsOf({ boards })))
  const byBoard = new Map(found.map(({ boardId, columns }) => [boardId, columns]))
  return standings.map((standing): TaskStanding => {
    const columns = byBoard.get(standing.boardId) ?? []
    return { ...standing, columns, column: columns.find(({ id }) => id === standing.columnId)! }
  })
})

const BoardColumns = Schema.Struct({ boardId: Schema.String, columns: Schema.Array(Column) })

const decodeStandings = decoded(TaskStanding)
const decodeColumns = decoded(BoardColumns)

const columnsOf = statement("TaskPipelineRepository.standing.columnsOf", {
  parameters: { boards: uuid.list },
  decodes: BoardColumns,
  sql: ({ boards }) => sql`
    select
      board_id,
      ${boardColumns} as columns
    from genie.board_columns
    where board_id = any(${uuids(boards)})
    group by board_id`
})

// The rest are parts of `standing`, about the row `tasks`. Times are written as JavaScript reads them.

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
export const lastTryOf = sql`
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

const standing = statement("TaskPipelineRepository.standing", {
  parameters: { tasks: uuid.list },
  decodes: TaskStanding,
  sql: ({ tasks }) => sql`
    select
      tasks.id, ${taskKey} as key, tasks.number, tasks.project_id, projects.key as project,
      projects.organization_id, projects.repo_path, tasks.board_id,
      boards.name as board, tasks.column_id, tasks.stage_id,
      stay.entered_at, stay.actor as entered_by, tasks.title, tasks.body, tasks.acceptance,
      tasks.payload, tasks.digest, tasks.priority, tasks.queue, tasks.start_at,
      coalesce(tasks.start_at > genie.now(), false) as is_early, tasks.held_at,
      tasks.held_by, tasks.held_reason, tasks.failures,
      case when tasks.offered_after > genie.now() then tasks.offered_after end as offered_after, tasks.revision, tasks.updated_by,
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
})
