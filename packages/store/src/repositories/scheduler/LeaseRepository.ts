import { Context, Effect, Layer, type Schema } from "effect"
import { type RawBuilder, sql } from "kysely"
import { Db } from "../../database/Db.ts"
import { records } from "../../database/records.ts"
import { bigint, boolean, double, flag, integer, jsonb, text, uuid } from "../../database/SqlType.ts"
import { type RowOf, statement } from "../../database/statement.ts"
import { uuids } from "../../database/uuids.ts"
import { Priority } from "../../model/Priority.ts"
import type { RunId } from "../../model/Run.ts"
import type { ScheduleId } from "../../model/Schedule.ts"
import type { TriggerId } from "../../model/Trigger.ts"

/** The statements by which workers get runs, keep them and give them back. A claim and a renewal touch `live_runs` only. */
export class LeaseRepository extends Context.Service<LeaseRepository>()("@genie/store/LeaseRepository", {
  make: Effect.gen(function* () {
    const db = yield* Db
    const { commitsOnItsOwn } = db.engine

    return {
      /** Takes due runs for a worker, most urgent first, oldest first among equals, under a new fence each. */
      claim: Effect.fn("LeaseRepository.claim")((options: ClaimOptions) =>
        db.all(claim({ ...options, commitsOnItsOwn }))
      ),

      /** Puts runs back that were claimed in this transaction, as if they had not been. */
      putBack: Effect.fn("LeaseRepository.putBack")((runs: ReadonlyArray<string>) => db.affected(putBack({ runs }))),

      /** Extends the leases still held. A lease that is not answered is lost. HOT unless the work has just begun. */
      renew: Effect.fn("LeaseRepository.renew")(
        (
          worker: string,
          leases: ReadonlyArray<{ readonly run: string; readonly fence: number }>,
          running: ReadonlyArray<string>,
          leaseMs: number
        ) => db.all(renew({ worker, leases, running, leaseMs }))
      ),

      /** Locks claimed runs that were never started and that somebody wants to end. */
      lockCalledOff: Effect.fn("LeaseRepository.lockCalledOff")((worker: string) => db.all(lockCalledOff({ worker }))),

      /** Gives claimed runs back that were never started: they are due at once, and the next claim has a new fence. */
      giveBack: Effect.fn("LeaseRepository.giveBack")((worker: string) => db.all(giveBack({ worker }))),

      /** Locks unfinished runs whose lease has ended, or whose worker is gone, so that one caller declares them lost. */
      lockLost: Effect.fn("LeaseRepository.lockLost")((limit: number) => db.all(lockLost({ limit }))),

      /** Leases that a clock ahead made longer than they may be end as if they were renewed now; checkouts likewise. */
      shortenLeases: Effect.fn("LeaseRepository.shortenLeases")((leaseMs: number) =>
        db.affected(shortenLeases({ leaseMs }))
      ),

      /** Milliseconds until the next queued run of these queues is due: 0 when one is, null when there is none. */
      untilDue: Effect.fn("LeaseRepository.untilDue")((queues: ReadonlyArray<string>) => db.one(untilDue({ queues })))
    }
  })
}) {
  static readonly layer: Layer.Layer<LeaseRepository, never, Db> = Layer.effect(this, this.make)
}

/** The wish of a worker. */
export interface ClaimOptions {
  readonly worker: string
  readonly queues: ReadonlyArray<string>
  readonly limit: number
  /** How much of what they have to do comes along. The first run comes whole, however large it is. */
  readonly bytesMax: number
  readonly leaseMs: number
}

/** The sizes a claim may have: few enough to stay prepared, exact where a worker has few slots. */
const sizes = [500, 200, 100, 50, 20, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]

/** JSON is only written out to be measured where it is kept compressed. */
const bytesOfJson = (column: RawBuilder<unknown>) =>
  sql`case when pg_column_compression(${column}) is not null then octet_length(cast(${column} as text)) else pg_column_size(${column}) end`

const bytesOfWork = sql`
  coalesce(octet_length(command), 0) + coalesce(octet_length(stdin), 0)
    + ${bytesOfJson(sql`payload`)} + ${bytesOfJson(sql`environment`)}`

/**
 * One index probe per queue and priority: ordered by priority alone, a million runs due next year would stand before the
 * ones due now. The limit is a literal of a few sizes, because a parameter in LIMIT is planned anew at every execution
 * (2,600 against 4,700 claims a second), and the CTE is materialized so that SKIP LOCKED is evaluated once. A server's
 * commit is not waited for, a third of the pickup latency: a claim that the server's own crash takes back is made again.
 * The embedded engine dies with its owner, so there it is: runs were begun twice.
 *
 * The lengths of texts are known to the database without reading them, so that leaving out costs nothing.
 */
const claim = statement("LeaseRepository.claim", {
  parameters: {
    worker: uuid,
    queues: text.list,
    limit: bigint,
    bytesMax: bigint,
    leaseMs: double,
    commitsOnItsOwn: flag
  },
  row: {
    id: uuid.as<RunId>(),
    /** Its work would make the answer too large: the run comes without it, and is to be put back. */
    isLeftOut: boolean,
    fence: bigint.present,
    name: text,
    queue: text,
    command: text.nullable,
    payload: jsonb.as<Schema.Json>(),
    directory: text.nullable,
    environment: jsonb.as<Readonly<Record<string, string>>>(),
    stdin: text.nullable,
    leftovers: text.as<"end" | "keep">(),
    timeoutMs: bigint.nullable,
    attempt: integer,
    scheduleId: uuid.as<ScheduleId>().nullable,
    triggerId: uuid.as<TriggerId>().nullable,
    taskId: uuid.nullable,
    projectId: uuid.nullable,
    traceId: text
  },
  sql: ({ bytesMax, commitsOnItsOwn, leaseMs, limit, queues, worker }) => {
    const size = sql.lit(sizes.find((candidate) => candidate <= limit) ?? 1)
    const due = queues.flatMap((queue) =>
      Priority.literals.map(
        (priority) => sql`
          select * from (
            select run_id
            from genie.live_runs
            where queue = ${queue} and priority = ${sql.lit(priority)} and state = 'queued' and due_at <= genie.now()
            order by due_at, run_id
            limit ${size}
            for update skip locked
          ) as probe`
      )
    )
    return sql`
      with due as materialized (
        select run_id
        from (${sql.join(due, sql` union all `)}) as probes
        where exists (select from genie.workers where id = ${worker} and gone_at is null)
          ${commitsOnItsOwn ? sql`and (select set_config('synchronous_commit', 'off', true)) is not null` : sql``}
        limit ${size}
      ),
      claimed as (
        update genie.live_runs
        set
          state = 'claimed',
          worker_id = ${worker},
          fence = nextval('genie.fences'),
          claimed_at = genie.now(),
          lease_expires_at = genie.now() + ${leaseMs} * interval '1 millisecond'
        from due
        where live_runs.run_id = due.run_id
        returning live_runs.run_id, live_runs.fence
      )
      select
        id, new_fence as fence, name, queue, directory, leftovers, timeout_ms, attempt, schedule_id, trigger_id, task_id, project_id,
        trace_id, is_left_out,
        case when not is_left_out then command end as command,
        case when not is_left_out then payload end as payload,
        case when not is_left_out then environment end as environment,
        case when not is_left_out then stdin end as stdin
      from (
        select
          runs.*, claimed.fence as new_fence,
          row_number() over in_order > 1 and sum(${bytesOfWork}) over in_order > ${bytesMax} as is_left_out
        from claimed
        join genie.runs on runs.id = claimed.run_id
        window in_order as (order by priority, due_at, id)
      ) as found
      order by priority, due_at, id`
  }
})

/** A claimed run as its worker needs it. */
export interface ClaimedRunRow extends RowOf<typeof claim> {}

const unclaimed = sql`state = 'queued', worker_id = null, fence = null, claimed_at = null, lease_expires_at = null`

const putBack = statement("LeaseRepository.putBack", {
  parameters: { runs: uuid.list },
  sql: ({ runs }) => sql`
    update genie.live_runs
    set ${unclaimed}
    where run_id = any(${uuids(runs)})`
})

const leaseRecords = records({ run: uuid, fence: bigint })

const renew = statement("LeaseRepository.renew", {
  parameters: { worker: uuid, leases: leaseRecords, running: uuid.list, leaseMs: double },
  row: { runId: uuid, cancelReason: text.nullable },
  sql: ({ leaseMs, leases, running, worker }) => sql`
    with input as materialized (
      select lease.run, lease.fence, lease.run = any(${uuids(running)}) as is_running
      from ${leaseRecords.rows(leases, "lease")}
    )
    update genie.live_runs
    set
      lease_expires_at = genie.now() + ${leaseMs} * interval '1 millisecond',
      state = case when is_running and state = 'claimed' then 'running' else state end,
      started_at = case when is_running then coalesce(started_at, genie.now()) else started_at end
    from input
    where run_id = input.run
      and live_runs.fence = input.fence
      and worker_id = ${worker}
    returning run_id, cancel_reason`
})

const lockCalledOff = statement("LeaseRepository.lockCalledOff", {
  parameters: { worker: uuid },
  row: { runId: uuid, cancelReason: text.present },
  sql: ({ worker }) => sql`
    select run_id, cancel_reason
    from genie.live_runs
    where worker_id = ${worker}
      and state = 'claimed'
      and cancel_reason is not null
    order by run_id
    for update`
})

const giveBack = statement("LeaseRepository.giveBack", {
  parameters: { worker: uuid },
  row: { runId: uuid, queue: text, taskId: uuid.nullable, projectId: uuid.nullable },
  sql: ({ worker }) => sql`
    update genie.live_runs
    set ${unclaimed}
    from genie.runs
    where runs.id = run_id
      and live_runs.worker_id = ${worker}
      and live_runs.state = 'claimed'
      and cancel_reason is null
    returning run_id, live_runs.queue, live_runs.task_id, runs.project_id`
})

const lockLost = statement("LeaseRepository.lockLost", {
  parameters: { limit: bigint },
  row: { runId: uuid, holder: text.nullable, workerName: text.nullable, isGone: boolean },
  sql: ({ limit }) => sql`
    select run_id, holder, workers.name as worker_name, workers.gone_at is not null as is_gone
    from genie.live_runs
    left join genie.workers on workers.id = live_runs.worker_id
    where live_runs.state <> 'queued'
      and (live_runs.lease_expires_at < genie.now() or workers.gone_at is not null)
    order by run_id
    limit ${sql.lit(limit)}
    for update of live_runs skip locked`
})

const shortenLeases = statement("LeaseRepository.shortenLeases", {
  parameters: { leaseMs: double },
  sql: ({ leaseMs }) => sql`
    update genie.live_runs
    set lease_expires_at = genie.now() + case
      when holder is null then ${leaseMs} * interval '1 millisecond'
      else lease_expires_at - claimed_at
    end
    where state <> 'queued'
      and case
        when holder is null then lease_expires_at > genie.now() + ${leaseMs} * interval '1 millisecond'
        else claimed_at > genie.now()
      end`
})

const untilDue = statement("LeaseRepository.untilDue", {
  parameters: { queues: text.list },
  row: { waitMs: bigint.nullable },
  sql: ({ queues }) => sql`
    select case
             when min(due_at) is not null
             then cast(ceil(extract(epoch from greatest(min(due_at), genie.now()) - genie.now()) * 1000) as bigint)
           end as wait_ms
    from (${sql.join(
      queues.flatMap((queue) =>
        Priority.literals.map(
          (priority) => sql`
            select min(due_at) as due_at
            from genie.live_runs
            where queue = ${queue} and priority = ${sql.lit(priority)} and state = 'queued'`
        )
      ),
      sql` union all `
    )}) as next`
})
