import { type RawBuilder, sql } from "kysely"
import { status } from "./standsLike.ts"
import { taskKey } from "./taskKey.ts"

/** How much of a text a list shows. A payload it does not show at all: 500 of them may be 128 MiB. */
export const LISTED_TEXT_MAX = 1_000

/** The places of the row `tasks` that several of its columns say something of. */
export const places = sql`
  join genie.projects on projects.id = tasks.project_id
  join genie.board_columns on board_columns.id = tasks.column_id`

/** How a task stands, as far as other rows say it. */
interface Standing {
  readonly status: RawBuilder<unknown>
  readonly openBlockers: RawBuilder<unknown>
}

/**
 * A task as `Task` decodes it, whole or as lists show it.
 *
 * A value that few tasks have is looked up one by one, not joined: eleven tables took longer to plan than to read.
 */
const taskColumns = ({ openBlockers, status }: Standing, isListed: boolean) => {
  const text = (column: string) =>
    isListed ? sql`left(${sql.ref(column)}, ${sql.lit(LISTED_TEXT_MAX)})` : sql.ref(column)
  return sql`
    tasks.id, ${taskKey} as key, projects.key as project,
    (select name from genie.boards where id = tasks.board_id) as board,
    board_columns.name as "column", board_columns.category, ${status} as status, tasks.title,
    ${text("tasks.body")} as body, ${text("tasks.acceptance")} as acceptance, tasks.priority, tasks.start_at, tasks.due_at,
    tasks.effort,
    (
      select home.key || '-' || parent.number
      from genie.tasks as parent
      join genie.projects as home on home.id = parent.project_id
      where parent.id = tasks.parent_id
    ) as parent,
    tasks.held_by, tasks.held_reason, tasks.queue, ${isListed ? sql`null` : sql`tasks.payload`} as payload, tasks.digest,
    tasks.external_id, tasks.external_url, tasks.wish_file, tasks.group_name,
    array(
      select actors.handle
      from genie.task_actors
      join genie.actors on actors.id = task_actors.actor_id
      where task_actors.task_id = tasks.id and task_actors.role = 'assignee'
      order by actors.handle
    ) as assignees,
    array(
      select tags.name
      from genie.task_tags
      join genie.tags on tags.id = task_tags.tag_id
      where task_tags.task_id = tasks.id
      order by tags.name
    ) as tags,
    ${openBlockers} as open_blockers, tasks.revision,
    (select entered_at from genie.task_stages where id = tasks.stage_id) as entered_at,
    tasks.created_by, tasks.created_at, tasks.updated_by, tasks.updated_at, tasks.closed_at`
}

const found: Standing = {
  status,
  openBlockers: sql`(
    select count(*)
    from genie.task_dependencies
    join genie.tasks as blocker on blocker.id = on_task_id
    where task_dependencies.task_id = tasks.id
      and task_dependencies.kind = 'depends_on'
      and blocker.closed_at is null
  )`
}

const runOf = sql`(
  select json_build_object(
    'id', live_runs.run_id, 'state', live_runs.state, 'queue', live_runs.queue, 'holder', live_runs.holder,
    'worker', workers.name, 'since', coalesce(live_runs.started_at, live_runs.claimed_at, runs.enqueued_at),
    'leaseExpiresAt', live_runs.lease_expires_at
  )
  from genie.live_runs
  left join genie.runs on runs.id = live_runs.run_id
  left join genie.workers on workers.id = live_runs.worker_id
  where live_runs.task_id = tasks.id
)`

export const listed = sql`${taskColumns(found, true)}, ${runOf} as run`

export const whole = sql`${taskColumns(found, false)}, ${runOf} as run`

/** The columns of a task that is ready, and is taken by the same statement. */
export const taken = taskColumns({ status: sql.lit("in_progress"), openBlockers: sql.lit(0) }, false)
