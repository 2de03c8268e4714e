import { type RawBuilder, sql } from "kysely"

/** The task has an open task that it depends on. `task` is the alias of `genie.tasks`. */
export const isBlocked = (task: string): RawBuilder<boolean> => sql`exists (
  select
  from genie.task_dependencies
  join genie.tasks as blocker on blocker.id = on_task_id
  where task_dependencies.task_id = ${sql.ref(`${task}.id`)}
    and task_dependencies.kind = 'depends_on'
    and blocker.closed_at is null
)`

/** Somebody was asked for an approval of the task where it is, and has not decided. */
export const isWaiting = (task: string): RawBuilder<boolean> => sql`exists (
  select
  from genie.approvals
  where approvals.task_id = ${sql.ref(`${task}.id`)}
    and approvals.stage_id = ${sql.ref(`${task}.stage_id`)}
    and approvals.decision is null
    and (approvals.expires_at is null or approvals.expires_at > genie.now())
)`

/**
 * How a task stands, as `TaskStatus` explains it: the first that is true. `task` and `column` are the aliases of its
 * row and of the row of its column. A run that waits for the start of its task makes it scheduled, not queued.
 */
export const taskStatus = (task: string, column: string): RawBuilder<string> => sql`case
  when ${sql.ref(`${task}.closed_at`)} is not null then ${sql.ref(`${column}.category`)}
  when ${sql.ref(`${task}.held_at`)} is not null then 'held'
  when ${isBlocked(task)} then 'blocked'
  else coalesce(
    (
      select case
               when state <> 'queued' then 'in_progress'
               when ${sql.ref(`${task}.start_at`)} is null or ${sql.ref(`${task}.start_at`)} <= genie.now() then 'queued'
             end
      from genie.live_runs
      where live_runs.task_id = ${sql.ref(`${task}.id`)}
    ),
    case
      when ${isWaiting(task)} then 'waiting'
      when ${sql.ref(`${task}.start_at`)} > genie.now() then 'scheduled'
      else 'ready'
    end
  )
end`
