import { Context, Effect, Layer, Option } from "effect"
import { type RawBuilder, sql } from "kysely"
import { Db } from "../../database/Db.ts"
import { records } from "../../database/records.ts"
import { bigint, boolean, double, integer, text, uuid } from "../../database/SqlType.ts"
import { type RowOf, statement } from "../../database/statement.ts"
import { uuids } from "../../database/uuids.ts"
import type { TaskId } from "../../model/Task.ts"
import { taskKey } from "./taskKey.ts"
import { taskNamed } from "./taskNamed.ts"
import { lastTryOf, standingOf } from "./taskStanding.ts"
import { isBlocked } from "./taskStatus.ts"

/** The kind of failure of a run that had to make room: it is enqueued again when its task is ready again. */
export const SET_ASIDE = "set_aside"

/**
 * Every statement about how tasks go along their boards.
 *
 * A row is locked `for no key update`: that keeps everybody else from changing it, but not an edge or a comment that
 * refers to it from being written. Locking and reading are two statements: one that waited for a lock would join the
 * new row with the column the task was in before.
 */
export class TaskPipelineRepository extends Context.Service<TaskPipelineRepository>()(
  "@genie/store/TaskPipelineRepository",
  {
    make: Effect.gen(function* () {
      const db = yield* Db

      return {
        /** A task by its key (any case) or its id, with its project. */
        find: Effect.fn("TaskPipelineRepository.find")((organizationId: string, task: string) =>
          taskNamed(task) === undefined
            ? Effect.succeed(Option.none<RowOf<typeof find>>())
            : db.maybeOne(find({ organizationId, task }))
        ),

        /** The stay that a run worked for. */
        stageOfRun: Effect.fn("TaskPipelineRepository.stageOfRun")((run: string) =>
          Effect.map(db.one(stageOfRun({ run })), ({ stageId }) => stageId)
        ),

        /** Locks tasks in the order of their ids: a change holds its task until the transaction ends. */
        lock: Effect.fn("TaskPipelineRepository.lock")((tasks: ReadonlyArray<string>) => db.all(lock({ tasks }))),

        /** How these tasks stand, in the order of their ids. */
        standing: Effect.fn("TaskPipelineRepository.standing")((tasks: ReadonlyArray<string>) => standingOf(db, tasks)),

        /** Writes that a task is in another column from now on. `closed` is true for done and cancelled. */
        move: Effect.fn("TaskPipelineRepository.move")(
          (task: string, to: { columnId: string; stageId: string; isClosed: boolean }, by: string) =>
            db.affected(move({ task, ...to, by }))
        ),

        /** Holds a task back, or lets it go on, as if nothing had failed, when there is no reason. */
        hold: Effect.fn("TaskPipelineRepository.hold")((task: string, reason: string | null, by: string) =>
          db.affected(hold({ task, reason, by }))
        ),

        /**
         * Counts a failed try of each of these tasks that is still in the stay it was tried in, and answers those. The wait
         * before the next try doubles with each.
         */
        countFailures: Effect.fn("TaskPipelineRepository.countFailures")(
          (
            tries: ReadonlyArray<{ taskId: string; stageId: string }>,
            { firstMs, maxMs }: { firstMs: number; maxMs: number }
          ) => db.all(countFailures({ tries, firstMs, maxMs }))
        ),

        /** Forgets the failed tries of tasks that succeeded in the stay in which they are. */
        forgetFailures: Effect.fn("TaskPipelineRepository.forgetFailures")((stays: ReadonlyArray<string>) =>
          db.affected(forgetFailures({ stays }))
        ),

        /** Writes what was approved with a change. */
        edit: Effect.fn("TaskPipelineRepository.edit")(
          (task: string, said: { body: string; acceptance: string; digest: string }, by: string) =>
            db.affected(edit({ task, ...said, by }))
        ),

        /** The open tasks that depend on this one. */
        dependents: Effect.fn("TaskPipelineRepository.dependents")((task: string) =>
          Effect.map(db.all(dependents({ task })), (rows) => rows.map(({ id }) => id))
        ),

        /** Locks columns in the order of their ids: of many that want the last place in one, each sees which was first. */
        lockColumns: Effect.fn("TaskPipelineRepository.lockColumns")((columns: ReadonlyArray<string>) =>
          db.all(lockColumns({ columns }))
        ),

        /** The keys of the tasks in a column, so many at most. */
        keysIn: Effect.fn("TaskPipelineRepository.keysIn")((columnId: string, limit: number) =>
          Effect.map(db.all(keysIn({ columnId, limit })), (rows) => rows.map(({ key }) => key))
        ),

        /**
         * Locks tasks that may be waiting for a place in a column: those before it that move by themselves, and those whose
         * failure sends them there, most urgent first. A task that another transaction holds is left
         * to it: it looks at the locked column before it ends.
         */
        lockAwaiting: Effect.fn("TaskPipelineRepository.lockAwaiting")((columnId: string, limit: number) =>
          db.all(lockAwaiting({ columnId, limit }))
        ),

        /**
         * Open tasks after this one that may have to go on: their gate may be satisfied, their run may have failed, or the
         * action of their column was never enqueued, or waits where the column has sent its work before it was changed.
         * A run that ended inside a process without tasks leaves such ones.
         */
        overdue: Effect.fn("TaskPipelineRepository.overdue")((after: string, limit: number) =>
          Effect.map(db.all(overdue({ after, limit })), (rows) => rows.map(({ id }) => id))
        )
      }
    })
  }
) {
  static readonly layer: Layer.Layer<TaskPipelineRepository, never, Db> = Layer.effect(this, this.make)
}

const named = (task: string): RawBuilder<unknown> => {
  const name = taskNamed(task)
  if (name === undefined) return sql`false`
  return name.id === undefined
    ? sql`projects.key = ${name.project} and tasks.number = ${name.number}`
    : sql`tasks.id = ${name.id}`
}

const find = statement("TaskPipelineRepository.find", {
  parameters: { organizationId: uuid, task: text.like("SHOP-12", "00000000-0000-7000-8000-000000000000") },
  row: { id: uuid.as<TaskId>(), key: text, projectId: uuid },
  sql: ({ organizationId, task }) => sql`
    select tasks.id, ${taskKey} as key, tasks.project_id
    from genie.tasks
    join genie.projects on projects.id = tasks.project_id
    where projects.organization_id = ${organizationId}
      and ${named(task)}`
})

const stageOfRun = statement("TaskPipelineRepository.stageOfRun", {
  parameters: { run: uuid },
  query: (db, { run }) => db.selectFrom("runs").select("stageId").where("id", "=", run)
})

const lock = statement("TaskPipelineRepository.lock", {
  parameters: { tasks: uuid.list },
  query: (db, { tasks }) =>
    db
      .selectFrom("tasks")
      .select("id")
      .where("id", "=", (eb) => eb.fn.any(eb.val(tasks)))
      .orderBy("id")
      .forNoKeyUpdate()
})

const move = statement("TaskPipelineRepository.move", {
  parameters: { task: uuid, columnId: uuid, stageId: uuid, isClosed: boolean, by: text },
  sql: ({ by, columnId, isClosed, stageId, task }) => sql`
    update genie.tasks
    set
      column_id = ${columnId},
      stage_id = ${stageId},
      closed_at = case when ${isClosed} then coalesce(closed_at, genie.now()) end,
      failures = 0,
      offered_after = null,
      revision = revision + 1,
      updated_at = genie.now(),
      updated_by = ${by}
    where id = ${task}`
})

const hold = statement("TaskPipelineRepository.hold", {
  parameters: { task: uuid, reason: text.nullable, by: text },
  sql: ({ by, reason, task }) => sql`
    update genie.tasks
    set
      held_at = case when ${reason}::text is not null then coalesce(held_at, genie.now()) end,
      held_by = case when ${reason}::text is not null then ${by}::text end,
      held_reason = ${reason},
      failures = case when ${reason}::text is null then 0 else failures end,
      offered_after = case when ${reason}::text is null then null else offered_after end,
      revision = revision + 1,
      updated_at = genie.now(),
      updated_by = ${by}
    where id = ${task}`
})

const failedTries = records({ taskId: uuid, stageId: uuid })

const countFailures = statement("TaskPipelineRepository.countFailures", {
  parameters: { tries: failedTries, firstMs: double, maxMs: double },
  row: { id: uuid, failures: integer },
  sql: ({ firstMs, maxMs, tries }) => sql`
    update genie.tasks
    set
      failures = failures + 1,
      offered_after = genie.now()
        + least(${maxMs}, ${firstMs} * power(2, least(failures, 30))) * interval '1 millisecond'
    from unnest(${failedTries.arrays(tries)})
      as tried (task_id, stage_id)
    where tasks.id = tried.task_id
      and tasks.stage_id = tried.stage_id
      and tasks.closed_at is null
    returning tasks.id, tasks.failures`
})

const forgetFailures = statement("TaskPipelineRepository.forgetFailures", {
  parameters: { stays: uuid.list },
  sql: ({ stays }) => sql`
    update genie.tasks
    set failures = 0, offered_after = null
    where id in (select task_id from genie.task_stages where id = any(${uuids(stays)}))
      and stage_id = any(${uuids(stays)})
      and failures > 0`
})

const edit = statement("TaskPipelineRepository.edit", {
  parameters: { task: uuid, body: text, acceptance: text, digest: text, by: text },
  sql: ({ acceptance, body, by, digest, task }) => sql`
    update genie.tasks
    set
      body = ${body},
      acceptance = ${acceptance},
      digest = ${digest},
      revision = revision + 1,
      updated_at = genie.now(),
      updated_by = ${by}
    where id = ${task}`
})

const dependents = statement("TaskPipelineRepository.dependents", {
  parameters: { task: uuid },
  query: (db, { task }) =>
    db
      .selectFrom("taskDependencies as edge")
      .innerJoin("tasks as dependent", "dependent.id", "edge.taskId")
      .select("dependent.id")
      .where("edge.onTaskId", "=", task)
      .where("edge.kind", "=", sql.lit("depends_on"))
      .where("dependent.closedAt", "is", null)
      .orderBy("dependent.id")
})

const lockColumns = statement("TaskPipelineRepository.lockColumns", {
  parameters: { columns: uuid.list },
  query: (db, { columns }) =>
    db
      .selectFrom("boardColumns")
      .select("id")
      .where("id", "=", (eb) => eb.fn.any(eb.val(columns)))
      .orderBy("id")
      .forNoKeyUpdate()
})

const keysIn = statement("TaskPipelineRepository.keysIn", {
  parameters: { columnId: uuid, limit: bigint },
  row: { key: text },
  sql: ({ columnId, limit }) => sql`
    select ${taskKey} as key
    from genie.tasks
    join genie.projects on projects.id = tasks.project_id
    where tasks.column_id = ${columnId}
    order by tasks.priority, tasks.id
    limit ${limit}`
})

/** Something happened during the present stay that may satisfy a gate, or there is none to satisfy. */
const mayAdvance = sql`
  (home.gate is null and home.action is null)
  or exists (
    select
    from genie.approvals
    where approvals.task_id = tasks.id
      and approvals.stage_id = tasks.stage_id
      and approvals.decision = 'approved'
  )
  or exists (
    select
    from genie.runs
    where runs.task_id = tasks.id
      and runs.stage_id = tasks.stage_id
      and runs.outcome = 'succeeded'
  )`

/** The tasks whose run waits in a queue to which their column sends nothing. */
const waitingElsewhere = sql`
  select waiting.task_id
  from genie.live_runs as waiting
  join genie.tasks as sent on sent.id = waiting.task_id
  join genie.board_columns as sender on sender.id = sent.column_id
  where waiting.state = 'queued'
    and waiting.queue is distinct from case when sender.action is not null then coalesce(sent.queue, sender.action) end`

/** Something went wrong during the present stay. */
const mayHaveFailed = sql`
  exists (
    select
    from genie.approvals
    where approvals.task_id = tasks.id
      and approvals.stage_id = tasks.stage_id
      and approvals.decision = 'rejected'
  )
  or exists (
    select
    from genie.runs
    where runs.task_id = tasks.id
      and runs.stage_id = tasks.stage_id
      and runs.outcome in ('failed', 'timed_out', 'lost')
  )`

const lockAwaiting = statement("TaskPipelineRepository.lockAwaiting", {
  parameters: { columnId: uuid, limit: bigint },
  row: { id: uuid },
  sql: ({ columnId, limit }) => sql`
    select tasks.id
    from genie.board_columns as full_column
    join genie.board_columns as home on home.board_id = full_column.board_id
    join genie.tasks on tasks.column_id = home.id
    where full_column.id = ${columnId}
      and home.id <> full_column.id
      and (
        (home.auto_advance and home.position = full_column.position - 1 and (${mayAdvance}))
        or (home.on_fail = full_column.name and (${mayHaveFailed}))
      )
      and tasks.closed_at is null
      and tasks.held_at is null
    order by tasks.priority, tasks.id
    limit ${limit}
    for no key update of tasks skip locked`
})

const overdue = statement("TaskPipelineRepository.overdue", {
  parameters: { after: uuid, limit: bigint },
  row: { id: uuid },
  sql: ({ after, limit }) => sql`
    select tasks.id
    from genie.tasks
    join genie.board_columns as home on home.id = tasks.column_id
    where tasks.closed_at is null
      and tasks.held_at is null
      and tasks.id > ${after}
      and (
        (home.auto_advance and (${mayAdvance}))
        or (home.on_fail is not null and (${mayHaveFailed}))
        or (
          home.action is not null
          and not exists (select from genie.live_runs where live_runs.task_id = tasks.id)
          and not ${isBlocked("tasks")}
          and not exists (
            select
            from (${lastTryOf}) as last_try
            where last_try.outcome <> 'cancelled'
              or last_try.failure_kind is distinct from ${sql.lit(SET_ASIDE)}
          )
        )
        or tasks.id in (${waitingElsewhere})
      )
    order by tasks.id
    limit ${limit}`
})
