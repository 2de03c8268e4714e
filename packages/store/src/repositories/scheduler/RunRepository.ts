import { Context, Effect, Layer, Option } from "effect"
import { sql } from "kysely"
import { Db } from "../../database/Db.ts"
import { daysAgo } from "../../database/daysAgo.ts"
import { decoded } from "../../database/decoded.ts"
import { boolean, integer, jsonb, text, timestamptz, uuid } from "../../database/SqlType.ts"
import { type RowOf, statement } from "../../database/statement.ts"
import { Run } from "../../model/Run.ts"
import type { NewRun } from "./EnqueueRepository.ts"
import { endOfRunId } from "./endOfRunId.ts"
import { type RunFilter, runFilter, runsMatching } from "./runsMatching.ts"

/** The statements about the record of runs. Those about unfinished ones only are in `LiveRunRepository`. */
export class RunRepository extends Context.Service<RunRepository>()("@genie/store/RunRepository", {
  make: Effect.gen(function* () {
    const db = yield* Db

    return {
      /** The database's now. */
      now: Effect.map(db.one(now({})), ({ now }) => new Date(now)),

      /** Finds a run by its id, or by the end of it as lists print it, when only one ends so. */
      find: Effect.fn("RunRepository.find")(function* (organizationId: string, run: string) {
        if (endOfRunId(run) === null) return Option.none<Run>()
        const found = yield* decodeRuns(yield* db.all(find({ organizationId, run })))
        return found.length === 1 ? Option.some(found[0]!) : Option.none<Run>()
      }),

      /**
       * The run that has this idempotency key in its project, what it was enqueued with, and whether the key is free again:
       * all attempts at its work ended so long ago.
       */
      findKey: Effect.fn("RunRepository.findKey")(
        ({ idempotencyKey = null, organizationId, projectId }: NewRun, keptDays: number) =>
          db.maybeOne(findKey({ scope: projectId ?? organizationId, idempotencyKey, keptDays }))
      ),

      /** Makes the key of this run free for other work. */
      freeKey: Effect.fn("RunRepository.freeKey")((run: string) => db.affected(freeKey({ run }))),

      /** The repository of a project was moved: queued runs of its columns will begin where it is now. */
      moveQueued: Effect.fn("RunRepository.moveQueued")((project: string, from: string | null, to: string | null) =>
        db.affected(moveQueued({ project, from, to }))
      ),

      /** Newest first: ids grow with time. */
      list: Effect.fn("RunRepository.list")((filter: RunFilter) => Effect.flatMap(db.all(list(filter)), decodeRuns))
    }
  })
}) {
  static readonly layer: Layer.Layer<RunRepository, never, Db> = Layer.effect(this, this.make)
}

const decodeRuns = decoded(Run)

const now = statement("RunRepository.now", {
  parameters: {},
  row: { now: timestamptz },
  sql: () => sql`select genie.now() as now`
})

/** A run as `Run` decodes it. The state of an unfinished run is its live row's. */
const columns = sql`
  id, name, runs.queue, (select key from genie.projects where projects.id = runs.project_id) as project, runs.priority, coalesce(outcome, live_runs.state, 'lost') as state, runs.schedule_id,
  runs.trigger_id, runs.task_id, runs.holder, command, payload, directory, timeout_ms, attempt, attempts_max, retry_of, trace_id, runs.due_at,
  enqueued_by, enqueued_at, coalesce(live_runs.worker_id, runs.worker_id) as worker_id,
  coalesce(live_runs.started_at, runs.started_at) as started_at, finished_at, duration_ms, exit_code, signal,
  failure_kind, failure_message, result, output_bytes`

const find = statement("RunRepository.find", {
  parameters: { organizationId: uuid, run: text.like("00000000-0000-7000-8000-000000000000", "00ab12cd") },
  decodes: Run,
  sql: ({ organizationId, run }) => sql`
    select ${columns}, output_tail
    from genie.runs
    left join genie.live_runs on live_runs.run_id = runs.id
    where organization_id = ${organizationId}
      and ${endOfRunId(run) ?? sql`false`}
    limit 2`
})

const findKey = statement("RunRepository.findKey", {
  parameters: { scope: uuid, idempotencyKey: text.nullable, keptDays: integer },
  row: {
    id: uuid,
    /** Null where the key was used before digests were kept. */
    digests: jsonb.as<Readonly<Record<string, string>>>().nullable,
    /** Its time is over: it may be used afresh. */
    isOver: boolean
  },
  sql: ({ idempotencyKey, keptDays, scope }) => sql`
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
    where coalesce(project_id, organization_id) = ${scope}
      and idempotency_key = ${idempotencyKey}`
})

/** The use of an idempotency key. */
export interface KeyUse extends RowOf<typeof findKey> {}

const freeKey = statement("RunRepository.freeKey", {
  parameters: { run: uuid },
  query: (db, { run }) =>
    db.updateTable("runs").set({ idempotencyKey: null, idempotencyDigests: null }).where("id", "=", run)
})

const moveQueued = statement("RunRepository.moveQueued", {
  parameters: { project: uuid, from: text.nullable, to: text.nullable },
  sql: ({ from, project, to }) => sql`
    update genie.runs
    set directory = ${to}
    from genie.live_runs
    where live_runs.run_id = runs.id
      and live_runs.state = 'queued'
      and runs.project_id = ${project}
      and runs.stage_id is not null
      and runs.directory is not distinct from ${from}`
})

const list = statement("RunRepository.list", {
  parameters: runFilter,
  decodes: Run,
  sql: (filter) => sql`
    select ${columns}, null as output_tail
    from (${runsMatching(filter)}) as matching(matching_id)
    join genie.runs on runs.id = matching_id
    left join genie.live_runs on live_runs.run_id = runs.id
    order by id desc`
})
