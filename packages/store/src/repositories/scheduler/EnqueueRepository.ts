import { Context, Effect, Layer } from "effect"
import { type RawBuilder, sql } from "kysely"
import { Db } from "../../database/Db.ts"
import { type RecordOf, records } from "../../database/records.ts"
import {
  bigint,
  boolean,
  instant,
  integer,
  jsonb,
  priority,
  SqlType,
  text,
  timestamptz,
  uuid
} from "../../database/SqlType.ts"
import { type RowOf, statement } from "../../database/statement.ts"

/** The statements that enqueue runs. Each writes the records and the live rows of all of them at once. */
export class EnqueueRepository extends Context.Service<EnqueueRepository>()("@genie/store/EnqueueRepository", {
  make: Effect.gen(function* () {
    const db = yield* Db

    return {
      /** Writes the record and the live row of each run. */
      enqueue: Effect.fn("EnqueueRepository.enqueue")((runs: ReadonlyArray<NewRun>) => db.one(enqueue({ runs }))),

      /** Writes the record and the live row of the run of each firing. */
      enqueueFired: Effect.fn("EnqueueRepository.enqueueFired")((firings: ReadonlyArray<NewFiredRun>) =>
        db.affected(enqueueFired({ firings }))
      ),

      /**
       * Enqueues the attempt after each of these finished ones, and names it: same work, same trigger, same trace. Work of
       * which another attempt is unfinished is left out. The live row is written first, so that it decides. It is
       * numbered after the last attempt, which a person who retries an earlier one may not have seen.
       */
      enqueueNext: Effect.fn("EnqueueRepository.enqueueNext")((attempts: ReadonlyArray<NextAttempt>) =>
        db.all(enqueueNext({ attempts }))
      )
    }
  })
}) {
  static readonly layer: Layer.Layer<EnqueueRepository, never, Db> = Layer.effect(this, this.make)
}

/** A run to be enqueued. A field that is left out is null, or the column's default. */
const newRun = records({
  id: uuid,
  organizationId: uuid,
  projectId: uuid.nullable.optional,
  scheduleId: uuid.nullable.optional,
  triggerId: uuid.nullable.optional,
  /** The task it works on. At most one unfinished run may: `live_runs_task_id_unique`. */
  taskId: uuid.nullable.optional,
  /** The stay of the task in a column that it works for. */
  stageId: uuid.nullable.optional,
  name: text,
  queue: text,
  priority,
  command: text.nullable.optional,
  payload: jsonb.optional,
  directory: text.nullable.optional,
  environment: jsonb.as<Readonly<Record<string, string>>>().optional,
  stdin: text.nullable.optional,
  leftovers: text.as<"end" | "keep">().nullable.optional,
  timeoutMs: bigint.nullable.optional,
  attemptsMax: integer.optional,
  idempotencyKey: text.nullable.optional,
  /** The content behind the key: a digest of each field that was given. */
  idempotencyDigests: jsonb.as<Readonly<Record<string, string>> | null>().optional,
  /** Not before. `now` is the database's now. */
  dueAt: new SqlType<Date | "now">(instant.name, instant.sample),
  enqueuedBy: text
})

/** A run to be enqueued. A field that is left out is null, or the column's default. */
export interface NewRun extends RecordOf<typeof newRun> {
  /** The key of that project. It is not written: a caller that answers a run without reading it back says it. */
  readonly project?: string | null
}

/**
 * The runs as one JSON document, holding only the columns in which they differ: what all of them share is a parameter.
 * Reading the document is what a bulk insert spends its time on, twice as much when every row says everything.
 */
const documentOf = (runs: ReadonlyArray<NewRun>) => {
  const [first] = runs
  const differing: Array<string> = []
  const values: Record<string, RawBuilder<unknown>> = {}
  const rows: Array<Record<string, unknown>> = runs.map(() => ({}))
  for (const [name, { shortName }] of Object.entries(newRun.columns)) {
    const column = snakeCase(name)
    const shared = first === undefined ? null : written(first, name)
    if (name !== "id" && runs.every((run) => written(run, name) === shared)) {
      const value = shortName === "jsonb" && shared !== null ? JSON.stringify(shared) : shared
      values[name] = sql`cast(${value} as ${sql.raw(shortName)})`
    } else {
      differing.push(`${column} ${shortName}`)
      values[name] = sql.ref(column)
      runs.forEach((run, index) => {
        rows[index]![column] = written(run, name)
      })
    }
  }
  return { differing: differing.join(", "), document: JSON.stringify(rows), values }
}

const written = (run: NewRun, name: string): unknown => {
  const value = run[name as keyof NewRun]
  return name === "dueAt" && value === "now" ? null : (value ?? null)
}

const snakeCase = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** Runs that differ in everything, one run, and one of which only what has to be said is said. */
const examples = (): ReadonlyArray<ReadonlyArray<NewRun>> => {
  const [one, other] = newRun.sample(0) as [NewRun, NewRun]
  const { dueAt, enqueuedBy, id, name, organizationId, priority, queue } = one
  return [[one, other], [one], [{ dueAt, enqueuedBy, id, name, organizationId, priority, queue }]]
}

/**
 * One document, one statement, however many: a round trip per run is what makes other queues slow at 16 callers.
 */
const enqueue = statement("EnqueueRepository.enqueue", {
  parameters: { runs: newRun.like(...examples()) as SqlType<ReadonlyArray<NewRun>> },
  row: {
    /** One instant for all of them. */
    enqueuedAt: timestamptz.nullable,
    /** Those that were made, or null for all of them: a run whose idempotency key was there already is not made again. */
    ids: uuid.list.nullable
  },
  sql: ({ runs }) => {
    const { differing, document, values } = documentOf(runs)
    // Only where there are keys: watching for conflicts makes every insert a speculative one.
    const onConflict = runs.some(({ idempotencyKey }) => idempotencyKey != null)
      ? sql`on conflict (coalesce(project_id, organization_id), idempotency_key) where idempotency_key is not null do nothing`
      : sql``
    return sql`
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
          id, ${values.organizationId}, ${values.projectId}, ${values.scheduleId}, ${values.triggerId},
          ${values.taskId}, ${values.stageId}, ${values.name}, ${values.queue}, ${values.priority}, ${values.command}, coalesce(${values.payload}, '{}'),
          ${values.directory}, coalesce(${values.environment}, '{}'), ${values.stdin}, coalesce(${values.leftovers}, 'end'), ${values.timeoutMs},
          coalesce(${values.attemptsMax}, 1), replace(id::text, '-', ''), ${values.idempotencyKey},
          ${values.idempotencyDigests}, coalesce(${values.dueAt}, genie.now()), ${values.enqueuedBy}
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
        case when count(*) < ${runs.length} then coalesce(array_agg(id) filter (where id is not null), '{}') end as ids
      from recorded`
  }
})

/** The decision of the database about runs that were enqueued together. */
export interface EnqueuedRuns extends RowOf<typeof enqueue> {}

const firedRuns = records({
  id: uuid,
  scheduleId: uuid,
  triggerId: uuid,
  /** Not before. Null: the database's now. */
  dueAt: instant.nullable
})

/** The run of a firing, to be enqueued: all the rest is its schedule's. */
export interface NewFiredRun extends RecordOf<typeof firedRuns> {}

/**
 * The work that schedules describe stays in the database: five hundred commands that read a megabyte each are more than
 * one statement carries.
 */
const enqueueFired = statement("EnqueueRepository.enqueueFired", {
  parameters: { firings: firedRuns },
  sql: ({ firings }) => sql`
    with input as materialized (
      select *
      from ${firedRuns.rows(firings)}
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
})

const nextAttempts = records({ run: uuid, id: uuid, delayMs: bigint, isLost: boolean })

/** An attempt to be made after one that ended. */
export interface NextAttempt extends RecordOf<typeof nextAttempts> {}

const enqueueNext = statement("EnqueueRepository.enqueueNext", {
  parameters: { attempts: nextAttempts },
  row: { id: uuid, retryOf: uuid.present, queue: text },
  sql: ({ attempts }) => sql`
    with input as materialized (
      select *
      from ${nextAttempts.rows(attempts)}
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
})
