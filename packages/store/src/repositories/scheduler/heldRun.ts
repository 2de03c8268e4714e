import { type RawBuilder, sql } from "kysely"
import { CHECKOUT_QUEUE } from "../../model/Run.ts"

/** How long the name of a run may be. */
const NAME_LENGTH_MAX = 200

/**
 * The run that the row `input` says, held by somebody from the start: the rows `held`, of `live_runs`, and `recorded`,
 * of `runs`, which keeps how long it was asked for. What the live one meets, such as another run of the task, keeps both from being written.
 */
export const heldRun = (leaseMs: number | null, onConflict: RawBuilder<unknown> = sql``): RawBuilder<unknown> => sql`
  held as (
    insert into genie.live_runs (
      run_id, task_id, holder, queue, priority, due_at, state, fence, claimed_at, started_at, lease_expires_at
    )
    select
      id, task_id, holder, ${CHECKOUT_QUEUE}, priority, genie.now(), 'running', nextval('genie.fences'), genie.now(),
      genie.now(), ${leaseEnd(leaseMs)}
    from input
    ${onConflict}
    returning run_id, task_id, holder, queue, state, fence, started_at, lease_expires_at
  ),
  recorded as (
    insert into genie.runs (
      id, organization_id, project_id, task_id, stage_id, holder, name, queue, priority, payload, trace_id, due_at,
      enqueued_by
    )
    select
      id, organization_id, project_id, input.task_id, stage_id, input.holder, left(name, ${sql.lit(NAME_LENGTH_MAX)}),
      held.queue, priority, payload || jsonb_build_object('leaseMs', cast(${leaseMs} as bigint)), replace(cast(id as text), '-', ''), held.started_at, enqueued_by
    from input
    join held on held.run_id = input.id
  )`

/** When a lease of so long ends, from now. Null: never. */
export const leaseEnd = (leaseMs: number | null): RawBuilder<unknown> =>
  leaseMs === null ? sql`null` : sql`genie.now() + ${leaseMs} * interval '1 millisecond'`
