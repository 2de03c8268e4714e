import { Effect, Option, type Schema } from "effect"
import { type RawBuilder, sql } from "kysely"
import { Db } from "../database/Db.ts"
import { uuids } from "../database/uuids.ts"
import { Priority } from "../model/Priority.ts"
import type { RunId, RunOutcome } from "../model/Run.ts"
import type { ScheduleId } from "../model/Schedule.ts"
import type { TriggerId } from "../model/Trigger.ts"
import { heldRun, leaseEnd } from "./heldRun.ts"

/** A claimed run as its worker needs it. */
export interface ClaimedRunRow {
  readonly id: RunId
  /** What it has to do would make the answer too large: it comes without, and is to be put back. */
  readonly isLeftOut: boolean
  readonly fence: number
  readonly name: string
  readonly queue: string
  readonly command: string | null
  readonly payload: Schema.Json
  readonly directory: string | null
  readonly environment: Readonly<Record<string, string>>
  readonly stdin: string | null
  readonly leftovers: "end" | "keep"
  readonly timeoutMs: number | null
  readonly attempt: number
  readonly scheduleId: ScheduleId | null
  readonly triggerId: TriggerId | null
  readonly taskId: string | null
  readonly projectId: string | null
  readonly traceId: string
}

/** What a worker wants. */
export interface ClaimOptions {
  readonly worker: string
  readonly queues: ReadonlyArray<string>
  readonly limit: number
  /** How much of what they have to do comes along. The first run comes whole, however large it is. */
  readonly bytesMax: number
  readonly leaseMs: number
}

/** A run that was just finished, and what decides whether there is another attempt. */
export interface EndedRun {
  readonly id: string
  readonly queue: string
  readonly name: string
  readonly organizationId: string
  readonly projectId: string | null
  readonly scheduleId: string | null
  readonly triggerId: string | null
  readonly taskId: string | null
  /** The stay of the task in a column that it worked for. */
  readonly stageId: string | null
  /** Who held it in person, as a checkout. */
  readonly holder: string | null
  readonly outcome: RunOutcome
  readonly attempt: number
  readonly attemptsMax: number
  readonly losses: number
  readonly failureMessage: string | null
  /** Somebody asked for it to end, whether or not its worker heard of it. */
  readonly isCancelAsked: boolean
}

/** How a run ended. Times and codes are the worker's; `finishedAt` is always the database's. */
interface RunEnding {
  readonly run: string
  /** Not when a worker has claimed it by now: that worker has to be asked. */
  readonly unlessClaimed?: boolean
  readonly outcome: RunOutcome
  readonly startedAt?: Date
  readonly durationMs?: number
  readonly exitCode?: number
  readonly signal?: string
  readonly failureKind?: string
  readonly failureMessage?: string
  readonly result?: unknown
  readonly outputTail?: string
  readonly outputBytes?: number
}

/** An end that counts only while this worker holds the run under this fence. */
export interface FencedRunEnd extends RunEnding {
  readonly worker: string
  readonly fence: number
  readonly isForced?: false
}

/** An end by Genie itself, whoever holds the run. No contract has a field that becomes `isForced`. */
export interface ForcedRunEnd extends RunEnding {
  readonly isForced: true
  readonly worker?: never
  readonly fence?: never
}

/** What ends a run: its holder, who proves it, or Genie itself, which says so. */
export type RunEnd = FencedRunEnd | ForcedRunEnd

/** Work on a task that somebody does in person, and so holds from the start. */
export interface NewCheckout {
  readonly id: string
  readonly organizationId: string
  readonly projectId?: string | null
  readonly taskId: string
  readonly stageId?: string | null
  readonly name: string
  readonly priority: Priority
  readonly payload?: unknown
  readonly enqueuedBy: string
}

/** An unfinished run of a task, locked. */
export interface LockedTaskRun {
  readonly runId: RunId
  readonly taskId: string
  readonly state: "queued" | "claimed" | "running" | "waiting"
  readonly holder: string | null
  readonly workerId: string | null
  readonly leaseExpiresAt: Date | null
  readonly fence: number | null
}

/** Every statement about unfinished runs: the leases. A claim and a renewal touch this table only. */
export const makeLiveRunRepository = Effect.gen(function* () {
  const db = yield* Db

  return {
    /**
     * Takes due runs for a worker, most urgent first, oldest first among equals, under a new fence each.
     *
     * One index probe per queue and priority: ordered by priority alone, a million runs due next year would stand
     * before the ones due now. The limit is a literal of a few sizes, because a parameter in LIMIT is planned anew at
     * every execution (2,600 against 4,700 claims a second), and the CTE is materialized so that SKIP LOCKED is
     * evaluated once. A server's commit is not waited for, a third of the pickup latency: a claim that the server's own
     * crash takes back is made again. The embedded engine dies with its owner, so there it is: runs were begun twice.
     *
     * The lengths of texts are known to the database without reading them, so that leaving out costs nothing.
     */
    claim: Effect.fn("LiveRunRepository.claim")(({ bytesMax, leaseMs, limit, queues, worker }: ClaimOptions) => {
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
      return db.all<ClaimedRunRow>(
        () => sql`
            with due as materialized (
              select run_id
              from (${sql.join(due, sql` union all `)}) as probes
              where exists (select from genie.workers where id = ${worker} and gone_at is null)
                ${db.engine.commitsOnItsOwn ? sql`and (select set_config('synchronous_commit', 'off', true)) is not null` : sql``}
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
      )
    }),

    /** Puts runs back that were claimed in this transaction, as if they had not been. */
    putBack: Effect.fn("LiveRunRepository.putBack")((runs: ReadonlyArray<string>) =>
      db.affected(
        () => sql`
          update genie.live_runs
          set ${unclaimed}
          where run_id = any(${uuids(runs)})`
      )
    ),

    /** Extends the leases still held. A lease that is not answered is lost. HOT unless the work has just begun. */
    renew: Effect.fn("LiveRunRepository.renew")(
      (
        worker: string,
        leases: ReadonlyArray<{ readonly run: string; readonly fence: number }>,
        running: ReadonlyArray<string>,
        leaseMs: number
      ) =>
        db.all<{ readonly runId: string; readonly cancelReason: string | null }>(
          () => sql`
            with input as materialized (
              select lease.run, lease.fence, lease.run = any(${uuids(running)}) as is_running
              from json_to_recordset(cast(${JSON.stringify(leases)} as json)) as lease(run uuid, fence bigint)
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
        )
    ),

    /**
     * Ends runs: the live row goes, the record is completed. An end counts only while its worker holds the run under
     * its fence, unless it is forced by name: a fence that is missing or no number ends nothing. A run that is not
     * answered was refused, and fails nothing else of the batch.
     */
    end: Effect.fn("LiveRunRepository.end")((ends: ReadonlyArray<RunEnd>) =>
      db.all<EndedRun>(
        () => sql`
          with input as materialized (
            select *
            from json_to_recordset(cast(${JSON.stringify(ends)} as json)) as input(
              run uuid, fence bigint, worker uuid, "isForced" boolean, "unlessClaimed" boolean, outcome text, "startedAt" timestamptz, "durationMs" bigint, "exitCode" integer,
              signal text, "failureKind" text, "failureMessage" text, result jsonb, "outputTail" text, "outputBytes" bigint
            )
          ),
          freed as (
            delete from genie.live_runs
            using input
            where run_id = input.run
              and (input."isForced" is true or (live_runs.fence = input.fence and worker_id = input.worker))
              and (input."unlessClaimed" is not true or live_runs.state = 'queued' or live_runs.holder is not null)
            returning run_id, worker_id, live_runs.fence, claimed_at, started_at, cancel_reason
          )
          update genie.runs
          set
            outcome = case when ${isCalledOff} then 'cancelled' else input.outcome end,
            worker_id = freed.worker_id,
            fence = freed.fence,
            claimed_at = freed.claimed_at,
            started_at = coalesce(input."startedAt", freed.started_at),
            finished_at = genie.now(),
            duration_ms = input."durationMs",
            exit_code = input."exitCode",
            signal = input.signal,
            failure_kind = case when ${isCalledOff} then 'cancelled' else input."failureKind" end,
            failure_message = case when ${isCalledOff} then cancel_reason else input."failureMessage" end,
            result = input.result,
            output_tail = input."outputTail",
            output_bytes = input."outputBytes"
          from freed
          join input on input.run = freed.run_id
          where runs.id = freed.run_id
          returning
            runs.id, runs.queue, runs.name, runs.organization_id, runs.project_id, runs.schedule_id, runs.trigger_id,
            runs.task_id, runs.stage_id, runs.holder, runs.outcome, runs.attempt, runs.attempts_max, runs.losses, runs.failure_message,
            freed.cancel_reason is not null as is_cancel_asked`
      )
    ),

    /** Ends queued runs that nobody has claimed; a claimed one is asked to end instead. Answers which it was. */
    lockForCancel: Effect.fn("LiveRunRepository.lockForCancel")((runs: ReadonlyArray<string>) =>
      db.all<{ readonly runId: string; readonly state: string }>(
        () => sql`
          select run_id, state
          from genie.live_runs
          where run_id = any(${uuids(runs)})
          order by run_id
          for update`
      )
    ),

    /** Asks the workers of these runs to end them. They hear it at their next renewal. Answers how many there are. */
    askToCancel: Effect.fn("LiveRunRepository.askToCancel")((runs: ReadonlyArray<string>, reason: string) =>
      db.affected(
        () => sql`
          update genie.live_runs
          set cancel_reason = ${reason}
          where run_id = any(${uuids(runs)})
            and state <> 'queued'`
      )
    ),

    /** Locks claimed runs that were never started and that somebody wants to end. */
    lockCalledOff: Effect.fn("LiveRunRepository.lockCalledOff")((worker: string) =>
      db.all<{ readonly runId: string; readonly cancelReason: string }>(
        () => sql`
          select run_id, cancel_reason
          from genie.live_runs
          where worker_id = ${worker}
            and state = 'claimed'
            and cancel_reason is not null
          order by run_id
          for update`
      )
    ),

    /** Gives claimed runs back that were never started: they are due at once, and whoever claims them has a new fence. */
    giveBack: Effect.fn("LiveRunRepository.giveBack")((worker: string) =>
      db.all<{
        readonly runId: string
        readonly queue: string
        readonly taskId: string | null
        readonly projectId: string | null
      }>(
        () => sql`
          update genie.live_runs
          set ${unclaimed}
          from genie.runs
          where runs.id = run_id
            and live_runs.worker_id = ${worker}
            and live_runs.state = 'claimed'
            and cancel_reason is null
          returning run_id, live_runs.queue, live_runs.task_id, runs.project_id`
      )
    ),

    /** Locks unfinished runs whose lease has ended, or whose worker is gone, so that one caller declares them lost. */
    lockLost: Effect.fn("LiveRunRepository.lockLost")((limit: number) =>
      db.all<{
        readonly runId: string
        readonly holder: string | null
        readonly workerName: string | null
        readonly isGone: boolean
      }>(
        () => sql`
          select run_id, holder, workers.name as worker_name, workers.gone_at is not null as is_gone
          from genie.live_runs
          left join genie.workers on workers.id = live_runs.worker_id
          where live_runs.state <> 'queued'
            and (live_runs.lease_expires_at < genie.now() or workers.gone_at is not null)
          order by run_id
          limit ${sql.lit(limit)}
          for update of live_runs skip locked`
      )
    ),

    /**
     * Records that somebody works on a task in person: a run that is running from the start, under a fence of its own.
     * `leaseMs` null is a lease without an end. Another unfinished run of the task violates `live_runs_task_id_unique`.
     */
    checkOut: Effect.fn("LiveRunRepository.checkOut")(
      ({
        holder,
        leaseMs,
        run
      }: {
        readonly run: NewCheckout
        readonly holder: string
        readonly leaseMs: number | null
      }) =>
        Effect.map(
          db.one<{ readonly id: RunId; readonly fence: number; readonly leaseExpiresAt: string | null }>(
            () => sql`
              with input as materialized (
                select
                  cast(${run.id} as uuid) as id, cast(${run.organizationId} as uuid) as organization_id,
                  cast(${run.projectId ?? null} as uuid) as project_id, cast(${run.taskId} as uuid) as task_id,
                  cast(${run.stageId ?? null} as uuid) as stage_id, cast(${run.name} as text) as name,
                  cast(${run.priority} as genie.priority) as priority,
                  cast(${JSON.stringify(run.payload ?? {})} as jsonb) as payload, cast(${holder} as text) as holder,
                  cast(${run.enqueuedBy} as text) as enqueued_by
              ),
              ${heldRun(leaseMs)}
              select run_id as id, fence, lease_expires_at
              from held`
          ),
          withLeaseEnd
        )
    ),

    /** Moves the end of a checkout's lease; with a fence, only while it is the newest. Nothing when it is not held. */
    renewCheckout: Effect.fn("LiveRunRepository.renewCheckout")((run: string, leaseMs: number | null, fence?: number) =>
      Effect.map(
        db.maybeOne<{ readonly leaseExpiresAt: string | null }>(
          () => sql`
              update genie.live_runs
              set lease_expires_at = ${leaseEnd(leaseMs)}
              where run_id = ${run}
                and holder is not null
                ${fence === undefined ? sql`` : sql`and fence = ${fence}`}
              returning lease_expires_at`
        ),
        Option.map(withLeaseEnd)
      )
    ),

    /** Locks the unfinished runs of these tasks: whoever changes a task takes them first. */
    lockOfTasks: Effect.fn("LiveRunRepository.lockOfTasks")((tasks: ReadonlyArray<string>) =>
      Effect.map(
        db.all<Omit<LockedTaskRun, "leaseExpiresAt"> & { readonly leaseExpiresAt: string | null }>(
          () => sql`
            select run_id, task_id, state, holder, worker_id, lease_expires_at, fence
            from genie.live_runs
            where task_id = any(${uuids(tasks)})
            order by run_id
            for update`
        ),
        (rows): ReadonlyArray<LockedTaskRun> => rows.map(withLeaseEnd)
      )
    ),

    /**
     * Runs that were enqueued later than now, by a clock that has been put back since, wait as long as they were meant
     * to: retries and firings, and those that were due at once. The instant that a caller chose stays.
     */
    bringForward: db.all<{ readonly queue: string }>(
      () => sql`
        update genie.live_runs
        set due_at = genie.now() + greatest(live_runs.due_at - runs.enqueued_at, interval '0')
        from genie.runs
        where runs.id = run_id
          and live_runs.state = 'queued'
          and live_runs.due_at > genie.now()
          and runs.enqueued_at > genie.now()
          and (runs.retry_of is not null or runs.trigger_id is not null or runs.due_at <= runs.enqueued_at)
        returning live_runs.queue`
    ),

    /** Leases that a clock ahead made longer than they may be end as if they were renewed now; checkouts likewise. */
    shortenLeases: Effect.fn("LiveRunRepository.shortenLeases")((leaseMs: number) =>
      db.affected(
        () => sql`
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
      )
    ),

    /** Milliseconds until the next queued run of these queues is due: 0 when one is, null when there is none. */
    untilDue: Effect.fn("LiveRunRepository.untilDue")((queues: ReadonlyArray<string>) =>
      db.one<{ readonly waitMs: number | null }>(
        () => sql`
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
      )
    )
  }
})

const withLeaseEnd = <Row extends { readonly leaseExpiresAt: string | null }>(row: Row) => ({
  ...row,
  leaseExpiresAt: row.leaseExpiresAt === null ? null : new Date(row.leaseExpiresAt)
})

/** The worker was lost before it heard that it should stop: what was asked for has come about. */
const isCalledOff = sql`(input.outcome = 'lost' and cancel_reason is not null)`

const unclaimed = sql`state = 'queued', worker_id = null, fence = null, claimed_at = null, lease_expires_at = null`

/** JSON is only written out to be measured where it is kept compressed. */
const bytesOfJson = (column: RawBuilder<unknown>) =>
  sql`case when pg_column_compression(${column}) is not null then octet_length(cast(${column} as text)) else pg_column_size(${column}) end`

const bytesOfWork = sql`
  coalesce(octet_length(command), 0) + coalesce(octet_length(stdin), 0)
    + ${bytesOfJson(sql`payload`)} + ${bytesOfJson(sql`environment`)}`

/** The sizes a claim may have: few enough to stay prepared, exact where a worker has few slots. */
const sizes = [500, 200, 100, 50, 20, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]
