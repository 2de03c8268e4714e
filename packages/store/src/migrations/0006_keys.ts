import type { Migration } from "./Migration.ts"

/**
 * An idempotency key belongs to a project, stands for one content, and is free again after some time. Before, a key was
 * unique in the organization (of a firing: everywhere), for ever, and answered with whatever it had been used for.
 *
 * Content is kept as one digest for each field that was given, so that a conflict can name the fields and nothing else.
 * Rows from before have none and are answered as they were.
 *
 * Work may be retried by a person while a retry of it is unfinished: `live_runs` remembers the work of a later attempt,
 * and its unique index refuses the second one. First attempts, which are nearly all, leave the column and the index empty.
 */
export const keys: Migration = {
  name: "0006_keys",
  sql: [
    `drop index genie.runs_idempotency_key_unique`,
    `create unique index runs_idempotency_key_unique on genie.runs (coalesce(project_id, organization_id), idempotency_key)
       where idempotency_key is not null`,
    `alter table genie.runs add column idempotency_digests jsonb`,
    `comment on column genie.runs.idempotency_key is 'The same key is enqueued once in a project, until some time after its work has ended.'`,
    `comment on column genie.runs.idempotency_digests is 'SHA-256, its first half, of each field the run was enqueued with: the same key with other content is refused.'`,
    `create index runs_of_work on genie.runs (trace_id) where retry_of is not null`,

    `alter table genie.triggers add column key_scope uuid`,
    `update genie.triggers
     set key_scope = coalesce(schedules.project_id, schedules.organization_id)
     from genie.schedules
     where schedules.id = triggers.schedule_id and idempotency_key is not null`,
    `alter table genie.triggers drop constraint triggers_idempotency_key_unique`,
    `create unique index triggers_idempotency_key_unique on genie.triggers (key_scope, idempotency_key)
       where idempotency_key is not null`,
    `comment on column genie.triggers.idempotency_key is 'The same key fires once in a project, until some time after its last run has ended.'`,
    `comment on column genie.triggers.key_scope is 'In which the key is unique: the project of the schedule, or the organization where it has none.'`,

    `alter table genie.tasks add column idempotency_digests jsonb`,
    `comment on column genie.tasks.idempotency_key is 'The same key is created once in a project, until some time after the task is closed.'`,
    `comment on column genie.tasks.idempotency_digests is 'SHA-256, its first half, of each field the task was created with: the same key with other content is refused.'`,

    `alter table genie.live_runs add column first_run_id uuid`,
    `update genie.live_runs
     set first_run_id = cast(newest.trace_id as uuid)
     from (
       select distinct on (trace_id) id, trace_id
       from genie.runs
       where retry_of is not null and outcome is null
       order by trace_id, id desc
     ) as newest
     where run_id = newest.id`,
    `create unique index live_runs_first_run_id_unique on genie.live_runs (first_run_id) where first_run_id is not null`,
    `comment on column genie.live_runs.first_run_id is 'The first attempt at its work, where this is a later one. Unique: at most one unfinished attempt at a work.'`
  ]
}
