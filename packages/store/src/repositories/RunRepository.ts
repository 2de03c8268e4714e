import { Effect, Option, Schema } from "effect"
import { type RawBuilder, sql } from "kysely"
import { Db } from "../database/Db.ts"
import type { Priority } from "../model/Priority.ts"
import { Run } from "../model/Run.ts"
import { daysAgo } from "./daysAgo.ts"
import { endOfRunId } from "./endOfRunId.ts"
import { type RunFilter, runsMatching } from "./runsMatching.ts"

/** A run to be enqueued. What is left out is null, or the column's default. */
export interface NewRun {
  readonly id: string
  readonly organizationId: string
  readonly projectId?: string | null
  /** The key of that project. It is not written: who answers a run without reading it back says it. */
  readonly project?: string | null
  readonly scheduleId?: string | null
  readonly triggerId?: string | null
  /** The task it works on. At most one unfinished run may: `live_runs_task_id_unique`. */
  readonly taskId?: string | null
  /** The stay of the task in a column that it works for. */
  readonly stageId?: string | null
  readonly name: string
  readonly queue: string
  readonly priority: Priority
  readonly command?: string | null
  readonly payload?: unknown
  readonly directory?: string | null
  readonly environment?: Readonly<Record<string, string>>
  readonly stdin?: string | null
  readonly leftovers?: "end" | "keep"
  readonly timeoutMs?: number | null
  readonly attemptsMax?: number
  readonly idempotencyKey?: string | null
  /** What the key stands for: a digest of each field that was given. */
  readonly idempotencyDigests?: Readonly<Record<string, string>> | null
  /** Not before. `now` is the database's now. */
  readonly dueAt: Date | "now"
  readonly enqueuedBy: string
}

/** The run of a firing, to be enqueued: all the rest is its schedule's. */
export interface NewFiredRun {
  readonly id: string
  readonly scheduleId: string
  readonly triggerId: string
  /** Not before. Null: the database's now. */
  readonly dueAt: Date | null
}

/** What the database decided about runs that were enqueued together. */
export interface EnqueuedRuns {
  /** One instant for all of them. */
  readonly enqueuedAt: string | null
  /** Those that were made, or null for all of them: a run whose idempotency key was there already is not made again. */
  readonly ids: ReadonlyArray<string> | null
}

/** What an idempotency key was used for. */
export interface KeyUse {
  readonly id: string
  /** Null where it was used before digests were kept. */
  readonly digests: Readonly<Record<string, string>> | null
  /** Its time is over: it may be used afresh. */
  readonly isOver: boolean
}

const decode = Schema.decodeUnknownEffect(Schema.toCodecJson(Schema.Array(Run)))

/** Every statement about the record of runs. Those about unfinished ones only are in `LiveRunRepository`. */
export const makeRunRepository = Effect.gen(function* () {
  const db = yield* Db
  const runs = (query: RawBuilder<unknown>) =>
    Effect.flatMap(
      db.all(() => query),
      (rows) => Effect.orDie(decode(rows))
    )

  /** The one run of which this is true, with the end of its output. */
  const only = (organizationId: string, condition: RawBuilder<unknown>) =>
    Effect.map(
      runs(sql`
        select ${columns}, output_tail
        from genie.runs
        left join genie.live_runs on live_runs.run_id = runs.id
        where organization_id = ${organizationId}
          and ${condition}
        limit 2`),
      (found) => (found.length === 1 ? Option.some(found[0]!) : Option.none())
    )

  return {
    /**
     * Writes the record and the live row of each run. One document, one statement, however many: a round trip per run
     * is what makes other queues slow at 16 callers.
     */
    enqueue: Effect.fn("RunRepository.enqueue")((newRuns: ReadonlyArray<NewRun>) => {
      const { differing, document, values } = documentOf(newRuns)
      // Only where there are keys: watching for conflicts makes every insert a speculative one.
      const onConflict = newRuns.some(({ idempotencyKey }) => idempotencyKey != null)
        ? sql`on conflict (coalesce(project_id, organization_id), idempotency_key) where idempotency_key is not null do nothing`
        : sql``
      return db.one<EnqueuedRuns>(
        () => sql`
          with input as materialized (
            select *
            from json_to_recordset(cast(${document} as json)) as input(${sql.raw(differing)})
          ),
          recorded as (
            insert into genie.runs (
              id, organization_id, project_id, schedule_id, trigger_id, task_id, stage_id, name, queue, priority, command, payload,
              directory, environment, stdin, leftovers, timeout_ms, attempts_max, trace_id, idempotency_key, idempotency_digests,
              due_at, enqueued_by
            )
            select
              id, ${values.organization_id}, ${values.project_id}, ${values.schedule_id}, ${values.trigger_id},
              ${values.task_id}, ${values.stage_id}, ${values.name}, ${values.queue}, ${values.priority}, ${values.command}, coalesce(${values.payload}, '{}'),
              ${values.directory}, coalesce(${values.environment}, '{}'), ${values.stdin}, coalesce(${values.leftovers}, 'end'), ${values.timeout_ms},
              coalesce(${values.attempts_max}, 1), replace(id::text, '-', ''), ${values.idempotency_key},
              ${values.idempotency_digests}, coalesce(${values.due_at}, genie.now()), ${values.enqueued_by}
            from input
            ${onConflict}
            returning id, task_id, trigger_id, schedule_id, queue, priority, due_at, enqueued_at
          ),
          live as (
            insert into genie.live_runs (run_id, task_id, trigger_id, schedule_id, queue, priority, due_at)
            select id, task_id, trigger_id, schedule_id, queue, priority, due_at
            from recorded
          )
          select
            min(enqueued_at) as enqueued_at,
            case when count(*) < ${newRuns.length} then coalesce(array_agg(id) filter (where id is not null), '{}') end as ids
          from recorded`
      )
    }),

    /**
     * Writes the record and the live row of the run of each firing. What the schedules say of the work stays in the
     * database: five hundred commands that read a megabyte each are more than one statement carries.
     */
    enqueueFired: Effect.fn("RunRepository.enqueueFired")((firings: ReadonlyArray<NewFiredRun>) =>
      db.affected(
        () => sql`
          with input as materialized (
            select *
            from json_to_recordset(cast(${JSON.stringify(firings)} as json))
              as input(id uuid, "scheduleId" uuid, "triggerId" uuid, "dueAt" timestamptz)
          ),
          recorded as (
            insert into genie.runs (
              id, organization_id, project_id, schedule_id, trigger_id, name, queue, priority, command, payload, directory,
              environment, stdin, leftovers, timeout_ms, attempts_max, trace_id, due_at, enqueued_by
            )
            select
              input.id, organization_id, project_id, schedules.id, input."triggerId", name, queue, priority, command, payload,
              directory, environment, stdin, leftovers, timeout_ms, attempts_max, replace(input.id::text, '-', ''),
              coalesce(input."dueAt", genie.now()), created_by
            from input
            join genie.schedules on schedules.id = input."scheduleId"
            returning id, trigger_id, schedule_id, queue, priority, due_at
          )
          insert into genie.live_runs (run_id, trigger_id, schedule_id, queue, priority, due_at)
          select id, trigger_id, schedule_id, queue, priority, due_at
          from recorded`
      )
    ),

    /** The database's now. */
    now: Effect.map(
      db.one(() => sql<{ now: string }>`select genie.now() as now`),
      ({ now }) => new Date(now)
    ),

    /**
     * Enqueues the attempt after each of these finished ones, and names it: same work, same trigger, same trace. Work of
     * which another attempt is unfinished is left out. The live row is written first, so that it decides. It is
     * numbered after the last attempt, which a person who retries an earlier one may not have seen.
     */
    enqueueNext: Effect.fn("RunRepository.enqueueNext")(
      (
        attempts: ReadonlyArray<{
          readonly run: string
          readonly id: string
          readonly delayMs: number
          readonly isLost: boolean
        }>
      ) =>
        db.all<{ readonly id: string; readonly retryOf: string; readonly queue: string }>(
          () => sql`
            with input as materialized (
              select *
              from json_to_recordset(cast(${JSON.stringify(attempts)} as json))
                as input(run uuid, id uuid, "delayMs" bigint, "isLost" boolean)
            ),
            live as (
              insert into genie.live_runs (
                run_id, first_run_id, task_id, trigger_id, schedule_id, queue, priority, due_at
              )
              select
                input.id, cast(trace_id as uuid), task_id, trigger_id, schedule_id, queue, priority,
                genie.now() + input."delayMs" * interval '1 millisecond'
              from input
              join genie.runs on runs.id = input.run
              on conflict (first_run_id) where first_run_id is not null do nothing
              returning run_id, due_at
            ),
            recorded as (
              insert into genie.runs (
                id, organization_id, project_id, schedule_id, trigger_id, task_id, stage_id, name, queue, priority, command, payload,
                directory, environment, stdin, leftovers, timeout_ms, attempt, attempts_max, losses, retry_of, trace_id, due_at,
                enqueued_by
              )
              select
                input.id, organization_id, project_id, schedule_id, trigger_id, task_id, stage_id, name, queue, priority, command,
                payload,
                case
                  when stage_id is null then directory
                  else (select repo_path from genie.projects where projects.id = project_id)
                end,
                environment, stdin, leftovers, timeout_ms, greatest(runs.attempt, latest.attempt) + 1, attempts_max,
                greatest(runs.losses, latest.losses) + input."isLost"::int, runs.id, trace_id, live.due_at, enqueued_by
              from input
              join live on live.run_id = input.id
              join genie.runs on runs.id = input.run
              cross join lateral (
                select max(later.attempt) as attempt, max(later.losses) as losses
                from genie.runs as later
                where later.trace_id = runs.trace_id
                  and later.retry_of is not null
              ) as latest
              returning id, retry_of, queue
            )
            select id, retry_of, queue
            from recorded`
        )
    ),

    /** Finds a run by its id, or by the end of it as lists print it, when only one ends so. */
    find: Effect.fn("RunRepository.find")((organizationId: string, run: string) => {
      const condition = endOfRunId(run)
      return condition === null ? Effect.succeed(Option.none<Run>()) : only(organizationId, condition)
    }),

    /**
     * The run that has this idempotency key in its project, what it was enqueued with, and whether the key is free again:
     * all attempts at its work ended so long ago.
     */
    findKey: Effect.fn("RunRepository.findKey")(
      ({ idempotencyKey, organizationId, projectId }: NewRun, keptDays: number) =>
        db.maybeOne<KeyUse>(
          () => sql`
            select
              id, idempotency_digests as digests,
              coalesce(finished_at < ${daysAgo(keptDays)}, false)
                and not exists (
                  select
                  from genie.runs as later
                  where later.trace_id = runs.trace_id
                    and later.retry_of is not null
                    and coalesce(later.finished_at >= ${daysAgo(keptDays)}, true)
                ) as is_over
            from genie.runs
            where coalesce(project_id, organization_id) = ${projectId ?? organizationId}
              and idempotency_key = ${idempotencyKey}`
        )
    ),

    /** Makes the key of this run free for other work. */
    freeKey: Effect.fn("RunRepository.freeKey")((run: string) =>
      db.affected(() => sql`update genie.runs set idempotency_key = null, idempotency_digests = null where id = ${run}`)
    ),

    /** The repository of a project was moved: queued runs of its columns will begin where it is now. */
    moveQueued: Effect.fn("RunRepository.moveQueued")((project: string, from: string | null, to: string | null) =>
      db.affected(
        () => sql`
          update genie.runs
          set directory = ${to}
          from genie.live_runs
          where live_runs.run_id = runs.id
            and live_runs.state = 'queued'
            and runs.project_id = ${project}
            and runs.stage_id is not null
            and runs.directory is not distinct from ${from}`
      )
    ),

    /** Newest first: ids grow with time. */
    list: Effect.fn("RunRepository.list")((filter: RunFilter) =>
      runs(sql`
        select ${columns}, null as output_tail
        from (${runsMatching(filter)}) as matching(matching_id)
        join genie.runs on runs.id = matching_id
        left join genie.live_runs on live_runs.run_id = runs.id
        order by id desc`)
    )
  }
})

/** A run as `Run` decodes it. The state of an unfinished run is its live row's. */
const columns = sql`
  id, name, runs.queue, (select key from genie.projects where projects.id = runs.project_id) as project, runs.priority, coalesce(outcome, live_runs.state, 'lost') as state, runs.schedule_id,
  runs.trigger_id, runs.task_id, runs.holder, command, payload, directory, timeout_ms, attempt, attempts_max, retry_of, trace_id, runs.due_at,
  enqueued_by, enqueued_at, coalesce(live_runs.worker_id, runs.worker_id) as worker_id,
  coalesce(live_runs.started_at, runs.started_at) as started_at, finished_at, duration_ms, exit_code, signal,
  failure_kind, failure_message, result, output_bytes`

/** Each column of a new run but its id: its type, and its value as JSON has it. */
const columnsOfNew: Readonly<Record<string, readonly [type: string, of: (run: NewRun) => unknown]>> = {
  organization_id: ["uuid", (run) => run.organizationId],
  project_id: ["uuid", (run) => run.projectId ?? null],
  schedule_id: ["uuid", (run) => run.scheduleId ?? null],
  trigger_id: ["uuid", (run) => run.triggerId ?? null],
  task_id: ["uuid", (run) => run.taskId ?? null],
  stage_id: ["uuid", (run) => run.stageId ?? null],
  name: ["text", (run) => run.name],
  queue: ["text", (run) => run.queue],
  priority: ["genie.priority", (run) => run.priority],
  command: ["text", (run) => run.command ?? null],
  payload: ["jsonb", (run) => run.payload ?? null],
  directory: ["text", (run) => run.directory ?? null],
  environment: ["jsonb", (run) => run.environment ?? null],
  stdin: ["text", (run) => run.stdin ?? null],
  leftovers: ["text", (run) => run.leftovers ?? null],
  timeout_ms: ["bigint", (run) => run.timeoutMs ?? null],
  attempts_max: ["integer", (run) => run.attemptsMax ?? null],
  idempotency_key: ["text", (run) => run.idempotencyKey ?? null],
  idempotency_digests: ["jsonb", (run) => run.idempotencyDigests ?? null],
  due_at: ["timestamptz", (run) => (run.dueAt === "now" ? null : run.dueAt)],
  enqueued_by: ["text", (run) => run.enqueuedBy]
}

/**
 * The runs as one JSON document, holding only the columns in which they differ: what all of them share is a parameter.
 * Reading the document is what a bulk insert spends its time on, twice as much when every row says everything.
 */
const documentOf = (newRuns: ReadonlyArray<NewRun>) => {
  const [first] = newRuns
  const differing = ["id uuid"]
  const values: Record<string, RawBuilder<unknown>> = {}
  const rows: Array<Record<string, unknown>> = newRuns.map(({ id }) => ({ id }))
  for (const [column, [type, of]] of Object.entries(columnsOfNew)) {
    const shared = first === undefined ? null : of(first)
    if (newRuns.every((run) => of(run) === shared)) {
      values[column] =
        sql`cast(${type === "jsonb" && shared !== null ? JSON.stringify(shared) : shared} as ${sql.raw(type)})`
    } else {
      differing.push(`${column} ${type}`)
      values[column] = sql.ref(column)
      newRuns.forEach((run, index) => {
        rows[index]![column] = of(run)
      })
    }
  }
  return { differing: differing.join(", "), document: JSON.stringify(rows), values }
}
