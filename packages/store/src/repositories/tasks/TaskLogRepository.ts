import { Context, Effect, Layer } from "effect"
import { sql } from "kysely"
import { Db } from "../../database/Db.ts"
import { bigint, SqlType, text, uuid } from "../../database/SqlType.ts"
import { type RowOf, statement } from "../../database/statement.ts"
import { when } from "../../database/when.ts"
import type { ActorKind } from "../../model/Actor.ts"
import type { RunId } from "../../model/Run.ts"

/** Every statement that reads the log of a task. */
export class TaskLogRepository extends Context.Service<TaskLogRepository>()("@genie/store/TaskLogRepository", {
  make: Effect.gen(function* () {
    const db = yield* Db

    return {
      /**
       * The history of a task, newest first: what the audit log has of it, and its runs by workers, which the log of runs
       * records by the batch. A checkout is on record as such; of its run only a loss is told.
       */
      list: Effect.fn("TaskLogRepository.list")((task: string, after: TaskLogPlace | undefined, limit: number) =>
        db.all(list({ task, after, limit }))
      )
    }
  })
}) {
  static readonly layer: Layer.Layer<TaskLogRepository, never, Db> = Layer.effect(this, this.make)
}

/** The place after a deed. */
export interface TaskLogPlace {
  readonly micros: string
  readonly id: string
}

const place = new SqlType<TaskLogPlace>("row", () => ({ micros: "1000", id: "1000" }))

/** Longer details are left out: a page of 500 would be megabytes. */
const DETAILS_BYTES_MAX = 16_384

const list = statement("TaskLogRepository.list", {
  parameters: { task: uuid.or(text), after: place.optional, limit: bigint },
  row: {
    id: text,
    /** When, in microseconds since 1970, as text: the place of a page. */
    micros: text,
    handle: text,
    kind: text.as<ActorKind>(),
    /** `task.moved`, `run.begun`, `run.failed`. */
    action: text,
    /** As JSON; null where there were none, where they are erased, or too long for a list. */
    details: text.nullable,
    run: uuid.as<RunId>().nullable,
    comment: text.nullable
  },
  sql: ({ after, limit, task }) => sql`
    with runs as materialized (
      select runs.*, workers.name as worker, coalesce(live_runs.started_at, runs.started_at) as begun_at
      from genie.tasks
      join genie.runs on runs.project_id = tasks.project_id and runs.task_id = tasks.id
      left join genie.live_runs on live_runs.run_id = runs.id
      left join genie.workers on workers.id = coalesce(live_runs.worker_id, runs.worker_id)
      where tasks.id = ${task}
    ),
    deeds as (
      select
        cast(events.id as text) as id, ts as at, actor_handle as handle, actor_kind as kind, action,
        case when octet_length(details) <= ${sql.lit(DETAILS_BYTES_MAX)} then details end as details,
        cast(null as uuid) as run
      from genie.audit_events as events
      left join genie.audit_details on event_id = events.id
      where target_type = 'task'
        and target_id = ${task}
        and outcome = 'done'
        and action <> 'task.renewed'
      union all
      select
        id || ':begun', begun_at, coalesce(worker, enqueued_by), 'service', 'run.begun',
        cast(json_build_object('attempt', attempt, 'attemptsMax', attempts_max) as text), id
      from runs
      where holder is null and begun_at is not null
      union all
      select
        id || ':ended', finished_at, coalesce(holder, worker, enqueued_by), 'service', 'run.' || outcome,
        cast(json_build_object('message', failure_message, 'durationMs', duration_ms) as text), id
      from runs
      where finished_at is not null
        and (outcome = 'lost' or holder is null and (begun_at is not null or outcome <> 'cancelled'))
    ),
    page as (
      select *
      from deeds
      ${when(
        after,
        ({ id, micros }) =>
          sql`where (at, id) < (timestamptz 'epoch' + cast(${micros} as bigint) * interval '1 microsecond', ${id})`
      )}
      order by at desc, id desc
      limit ${limit}
    )
    select
      page.id, cast(cast(extract(epoch from at) * 1000000 as bigint) as text) as micros, handle, kind, action,
      details, coalesce(page.run, cast(cast(details as json) ->> 'run' as uuid)) as run,
      case
        when action = 'task.commented' then (
          select body
          from genie.messages
          where messages.id = cast(cast(details as json) ->> 'comment' as uuid)
        )
      end as comment
    from page
    order by at desc, page.id desc`
})

/** A record about a task, or the begin or end of one of its runs. */
export interface TaskDeed extends RowOf<typeof list> {}
