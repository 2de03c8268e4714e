// Tasks as teams have them after some years: ten projects, most tasks done, the open ones blocked, held, assigned, taken
// and waiting in every mixture. The same ones each time: what looks random is a hash of the task's number.
import { type Kysely, type RawBuilder, sql } from "kysely"

/** How many tasks are written by one statement. */
const CHUNK_MAX = 20_000

/** Writes so many tasks on the boards that are there, and everything around them. */
export const seedTasks = async (kysely: Kysely<any>, size: number): Promise<void> => {
  const run = (statement: RawBuilder<unknown>) => statement.execute(kysely)
  await run(actors)
  await run(tags)
  for (let from = 1; from <= size; from += CHUNK_MAX) await run(tasks(from, Math.min(size, from + CHUNK_MAX - 1)))
  for (const around of [stages, dependencies, assignees, taskTags, runs, liveRuns, approvals, numbers])
    await run(around)
  // What the server does by itself some minutes after so much was written.
  await run(sql`vacuum analyze`)
}

/** A number from 0 to 999 that a task has once and for all, another one for each purpose. */
const dice = (purpose: string, number: string) =>
  sql`(hashtext(${sql.lit(purpose)} || ${sql.raw(number)}) & 1048575) % 1000`

/** UUIDv7 made from a number: in the order of the numbers. */
const uuid = (number: string, kind: number) =>
  sql.raw(
    `cast(lpad(to_hex(1750000000000 + (${number})::bigint * 997), 12, '0') || '7' || lpad(to_hex((${number})::bigint % 4096), 3, '0') || '8' || substr(md5('${kind}:' || (${number})), 1, 15) as uuid)`
  )

const actors = sql`
  insert into genie.actors (id, organization_id, handle, kind, name)
  select ${uuid("n", 1)}, organizations.id, 'person-' || n, case when n % 3 = 0 then 'agent' else 'human' end, 'Person ' || n
  from genie.organizations, generate_series(1, 50) as n
  on conflict do nothing`

const tags = sql`
  insert into genie.tags (id, project_id, name)
  select gen_random_uuid(), projects.id, 'tag-' || n
  from genie.projects, generate_series(1, 20) as n
  on conflict do nothing`

const tasks = (from: number, to: number) => sql`
  with places as (
    select id as project_id, row_number() over (order by id) - 1 as place, count(*) over () as places
    from genie.projects
  ),
  numbered as (
    select n, project_id, (n - 1) / places + 1 as number, ${dice("closed", "n")} as closing, ${dice("column", "n")} as choosing
    from generate_series(cast(${from} as bigint), cast(${to} as bigint)) as n
    join places on place = (n - 1) % places
  ),
  placed as (
    select
      numbered.*,
      case
        when closing < 630 then 'done'
        when closing < 700 then 'cancelled'
        when choosing < 400 then 'draft'
        when choosing < 500 then 'brainstorm'
        when choosing < 700 then 'wish'
        when choosing < 800 then 'build'
        when choosing < 900 then 'review'
        when choosing < 950 then 'qa'
        else 'ship'
      end as column_name
    from numbered
  )
  insert into genie.tasks (
    id, project_id, number, board_id, column_id, stage_id, title, body, acceptance, priority, start_at, held_at, held_by,
    held_reason, digest, created_by, created_at, updated_at, updated_by, closed_at
  )
  select
    ${uuid("n", 2)}, placed.project_id, number, boards.id, board_columns.id, ${uuid("n", 3)},
    (array['Implement', 'Fix', 'Document', 'Test', 'Review', 'Speed up', 'Rename', 'Remove'])[1 + ${dice("verb", "n")} % 8]
      || ' ' || (array['auth middleware', 'checkout page', 'invoice export', 'search index', 'login form', 'price list',
                       'mail queue', 'audit report', 'stock count', 'address book'])[1 + ${dice("noun", "n")} % 10]
      || case when ${dice("rare", "n")} = 0 then ' with quasars' else ' of release ' || n % 97 end,
    repeat('What is to be known of it, in some words. ', 12), 'It works, and a test says so.',
    cast((array['urgent', 'high', 'normal', 'normal', 'normal', 'low'])[1 + ${dice("priority", "n")} % 6] as genie.priority),
    case when ${dice("start", "n")} < 20 then genie.now() + interval '30 days' end,
    case when closing >= 700 and ${dice("held", "n")} < 20 then genie.now() end,
    case when closing >= 700 and ${dice("held", "n")} < 20 then 'person-1' end,
    case when closing >= 700 and ${dice("held", "n")} < 20 then 'Waits for the vendor.' end,
    md5(n::text) || md5((n + 1)::text), 'person-' || 1 + n % 50, genie.now() - (10000000 - n) * interval '10 seconds',
    genie.now(), 'person-1', case when closing < 700 then genie.now() - (10000000 - n) * interval '9 seconds' end
  from placed
  join genie.boards on boards.project_id = placed.project_id
  join genie.board_columns on board_columns.board_id = boards.id and board_columns.name = column_name`

const stages = sql`
  insert into genie.task_stages (id, task_id, column_id, actor, actor_kind, entered_at)
  select stage_id, id, column_id, created_by, 'human', created_at
  from genie.tasks`

const dependencies = sql`
  insert into genie.task_dependencies (task_id, on_task_id, kind, created_by)
  select tasks.id, earlier.id, 'depends_on', 'person-1'
  from genie.tasks
  join genie.tasks as earlier on earlier.project_id = tasks.project_id
    and earlier.number = tasks.number - 1 - ${dice("edge", "tasks.number")} % 40
  where ${dice("blocked", "tasks.number")} < 250
  on conflict do nothing`

const assignees = sql`
  insert into genie.task_actors (task_id, actor_id, role)
  select tasks.id, actors.id, 'assignee'
  from genie.tasks
  join genie.actors on actors.handle = 'person-' || 1 + (${dice("assignee", "tasks.number")} * ${dice("skew", "tasks.number")}) / 20000
  where ${dice("assigned", "tasks.number")} < 600
  on conflict do nothing`

const taskTags = sql`
  insert into genie.task_tags (task_id, tag_id)
  select tasks.id, tags.id
  from genie.tasks
  join genie.tags on tags.project_id = tasks.project_id
    and tags.name in ('tag-' || 1 + ${dice("tag", "tasks.number")} % 20, 'tag-' || 1 + ${dice("other", "tasks.number")} % 60)
  on conflict do nothing`

const runs = sql`
  insert into genie.runs (id, organization_id, project_id, task_id, stage_id, name, queue, priority, trace_id, due_at, enqueued_by)
  select ${uuid("number * 1000 + 7", 4)}, organization_id, projects.id, tasks.id, stage_id, title, board_columns.action, priority, md5(title), genie.now(), 'person-1'
  from genie.tasks
  join genie.projects on projects.id = tasks.project_id
  join genie.board_columns on board_columns.id = tasks.column_id
  where board_columns.action is not null
    and held_at is null
    and start_at is null
    and not exists (
      select from genie.task_dependencies
      join genie.tasks as blocker on blocker.id = on_task_id
      where task_id = tasks.id and blocker.closed_at is null
    )
    and ${dice("run", "tasks.number")} < 900
  on conflict do nothing`

const liveRuns = sql`
  insert into genie.live_runs (run_id, task_id, queue, priority, due_at)
  select id, task_id, queue, priority, due_at
  from genie.runs
  on conflict do nothing`

const approvals = sql`
  insert into genie.approvals (id, task_id, stage_id, digest, asked_by)
  select gen_random_uuid(), tasks.id, stage_id, digest, 'person-2'
  from genie.tasks
  where closed_at is null
    and ${dice("asked", "tasks.number")} < 15`

const numbers = sql`
  update genie.projects
  set tasks_numbered = (select coalesce(max(number), 0) from genie.tasks where project_id = projects.id)`
