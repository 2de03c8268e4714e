import { Context, Effect, Layer } from "effect"
import { sql } from "kysely"
import { Db } from "../../database/Db.ts"
import { records } from "../../database/records.ts"
import type { SqlError } from "../../database/SqlError.ts"
import { bigint, boolean, instant, integer, jsonb, text, timestamptz, uuid } from "../../database/SqlType.ts"
import { type RowOf, statement } from "../../database/statement.ts"
import type { RunId, RunOutcome } from "../../model/Run.ts"
import { withLeaseEnd } from "./withLeaseEnd.ts"

/** The statements about unfinished runs, however they came to be held: how they end, and who waits for them. */
export class LiveRunRepository extends Context.Service<LiveRunRepository>()("@genie/store/LiveRunRepository", {
  make: Effect.gen(function* () {
    const db = yield* Db

    return {
      /**
       * Ends runs: the live row goes, the record is completed. An end counts only while its worker holds the run under
       * its fence, unless it is forced by name: a fence that is missing or no number ends nothing. A run that is not
       * answered was refused, and fails nothing else of the batch.
       */
      end: Effect.fn("LiveRunRepository.end")(
        (ends: ReadonlyArray<RunEnd>): Effect.Effect<ReadonlyArray<EndedRun>, SqlError> => db.all(end({ ends }))
      ),

      /** Locks runs that somebody wants to end: a queued one ends at once, the worker of a claimed one is asked. */
      lockForCancel: Effect.fn("LiveRunRepository.lockForCancel")((runs: ReadonlyArray<string>) =>
        db.all(lockForCancel({ runs }))
      ),

      /** Asks the workers of these runs to end them. They hear it at their next renewal. Answers how many there are. */
      askToCancel: Effect.fn("LiveRunRepository.askToCancel")((runs: ReadonlyArray<string>, reason: string) =>
        db.affected(askToCancel({ runs, reason }))
      ),

      /** Locks the unfinished runs of these tasks, before the tasks themselves. */
      lockOfTasks: Effect.fn("LiveRunRepository.lockOfTasks")((tasks: ReadonlyArray<string>) =>
        Effect.map(db.all(lockOfTasks({ tasks })), (rows): ReadonlyArray<LockedTaskRun> => rows.map(withLeaseEnd))
      ),

      /**
       * Runs that were enqueued later than now, by a clock that has been put back since, wait as long as they were meant
       * to: retries and firings, and those that were due at once. The instant that a caller chose stays.
       */
      bringForward: db.all(bringForward({}))
    }
  })
}) {
  static readonly layer: Layer.Layer<LiveRunRepository, never, Db> = Layer.effect(this, this.make)
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

/** An end of a run: by its holder, who proves it, or by Genie itself, which says so. */
export type RunEnd = FencedRunEnd | ForcedRunEnd

const ending = records({
  run: uuid,
  fence: bigint.optional,
  worker: uuid.optional,
  isForced: boolean.optional,
  unlessClaimed: boolean.optional,
  outcome: text,
  startedAt: instant.optional,
  durationMs: bigint.optional,
  exitCode: integer.optional,
  signal: text.optional,
  failureKind: text.optional,
  failureMessage: text.optional,
  result: jsonb.optional,
  outputTail: text.optional,
  outputBytes: bigint.optional
})

/** The worker was lost before it heard that it should stop: what was asked for has come about. */
const isCalledOff = sql`(input.outcome = 'lost' and cancel_reason is not null)`

const end = statement("LiveRunRepository.end", {
  parameters: { ends: ending },
  row: {
    id: uuid,
    queue: text,
    name: text,
    organizationId: uuid,
    projectId: uuid.nullable,
    scheduleId: uuid.nullable,
    triggerId: uuid.nullable,
    taskId: uuid.nullable,
    /** The stay of the task in a column that it worked for. */
    stageId: uuid.nullable,
    /** Handle of the actor that held it in person, as a checkout. */
    holder: text.nullable,
    outcome: text.as<RunOutcome>().present,
    attempt: integer,
    attemptsMax: integer,
    losses: integer,
    failureMessage: text.nullable,
    /** Its end was asked for, whether or not its worker heard of it. */
    isCancelAsked: boolean
  },
  sql: ({ ends }) => sql`
    with input as materialized (
      select *
      from ${ending.rows(ends)}
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
})

/** A run that was just finished, and what decides whether there is another attempt. */
export interface EndedRun extends RowOf<typeof end> {}

const lockForCancel = statement("LiveRunRepository.lockForCancel", {
  parameters: { runs: uuid.list },
  query: (db, { runs }) =>
    db
      .selectFrom("liveRuns")
      .select(["runId", "state"])
      .where("runId", "=", (eb) => eb.fn.any(eb.val(runs)))
      .orderBy("runId")
      .forUpdate()
})

const askToCancel = statement("LiveRunRepository.askToCancel", {
  parameters: { runs: uuid.list, reason: text },
  query: (db, { reason, runs }) =>
    db
      .updateTable("liveRuns")
      .set({ cancelReason: reason })
      .where("runId", "=", (eb) => eb.fn.any(eb.val(runs)))
      .where("state", "<>", "queued")
})

const lockOfTasks = statement("LiveRunRepository.lockOfTasks", {
  parameters: { tasks: uuid.list },
  row: {
    runId: uuid.as<RunId>(),
    taskId: uuid.present,
    state: text.as<"queued" | "claimed" | "running" | "waiting">(),
    holder: text.nullable,
    workerId: uuid.nullable,
    leaseExpiresAt: timestamptz.nullable,
    fence: bigint.nullable
  },
  sql: ({ tasks }) => sql`
    select run_id, task_id, state, holder, worker_id, lease_expires_at, fence
    from genie.live_runs
    where task_id = any(cast(${tasks} as uuid[]))
    order by run_id
    for update`
})

/** An unfinished run of a task, locked. */
export interface LockedTaskRun extends Omit<RowOf<typeof lockOfTasks>, "leaseExpiresAt"> {
  readonly leaseExpiresAt: Date | null
}

const bringForward = statement("LiveRunRepository.bringForward", {
  parameters: {},
  row: { queue: text },
  sql: () => sql`
    update genie.live_runs
    set due_at = genie.now() + greatest(live_runs.due_at - runs.enqueued_at, interval '0')
    from genie.runs
    where runs.id = run_id
      and live_runs.state = 'queued'
      and live_runs.due_at > genie.now()
      and runs.enqueued_at > genie.now()
      and (runs.retry_of is not null or runs.trigger_id is not null or runs.due_at <= runs.enqueued_at)
    returning live_runs.queue`
})
