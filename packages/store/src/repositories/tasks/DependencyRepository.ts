import { Context, Effect, Layer } from "effect"
import { sql } from "kysely"
import { Db } from "../../database/Db.ts"
import { type RecordOf, records } from "../../database/records.ts"
import { bigint, integer, text, uuid } from "../../database/SqlType.ts"
import { statement } from "../../database/statement.ts"
import { uuids } from "../../database/uuids.ts"
import type { DependencyKind } from "../../model/Task.ts"

/**
 * Held while edges are added in an organization, so that two halves of a circle are not added side by side: neither
 * transaction would see the other's. The first number says what it is about.
 */
export const DEPENDENCY_LOCK = 0x6765_6e01

/** Every statement about the edges between tasks. */
export class DependencyRepository extends Context.Service<DependencyRepository>()("@genie/store/DependencyRepository", {
  make: Effect.gen(function* () {
    const db = yield* Db

    return {
      /** Waits until nobody else adds edges in this organization. Until the commit nobody else does. */
      lock: Effect.fn("DependencyRepository.lock")((organizationId: string) =>
        db.one(lock({ about: DEPENDENCY_LOCK, organizationId }))
      ),

      /** Adds edges from a task. Answers the tasks it had no such edge to. */
      insert: Effect.fn("DependencyRepository.insert")((edges: ReadonlyArray<Dependency>, createdBy: string) =>
        db.all(insert({ edges, createdBy }))
      ),

      /** Takes an edge away. Answers 0 when there was none. */
      delete: Effect.fn("DependencyRepository.delete")((edge: Dependency) => db.affected(remove(edge))),

      /** How many edges each of these tasks has, at either end. */
      countOf: Effect.fn("DependencyRepository.countOf")((tasks: ReadonlyArray<string>) => db.all(countOf({ tasks }))),

      /** Every edge on a way by which one task waits for another, and some beside it. None: there is no such way. */
      edgesBetween: Effect.fn("DependencyRepository.edgesBetween")((from: string, to: string) =>
        db.all(edgesBetween({ from, to }))
      ),

      /** The parents of a task, from itself upwards. */
      parentsOf: Effect.fn("DependencyRepository.parentsOf")((task: string) =>
        Effect.map(db.all(parentsOf({ task })), (rows) => rows.map(({ id }) => id))
      )
    }
  })
}) {
  static readonly layer: Layer.Layer<DependencyRepository, never, Db> = Layer.effect(this, this.make)
}

/** An edge between two tasks: the first depends on the second, relates to it, … */
const edge = { taskId: uuid, onTaskId: uuid, kind: text.as<DependencyKind>() }

const edgeRecords = records(edge)

/** An edge between two tasks: the first depends on the second, relates to it, … */
export interface Dependency extends RecordOf<typeof edgeRecords> {}

const lock = statement("DependencyRepository.lock", {
  parameters: { about: integer, organizationId: text },
  row: { isLocked: integer },
  sql: ({ about, organizationId }) =>
    sql`select 1 as is_locked from pg_advisory_xact_lock(${about}::integer, hashtext(${organizationId}))`
})

const insert = statement("DependencyRepository.insert", {
  parameters: { edges: edgeRecords, createdBy: text },
  row: edge,
  sql: ({ createdBy, edges }) => sql`
    insert into genie.task_dependencies (task_id, on_task_id, kind, created_by)
    select "taskId", "onTaskId", kind, ${createdBy}
    from ${edgeRecords.rows(edges)}
    on conflict do nothing
    returning task_id, on_task_id, kind`
})

const remove = statement("DependencyRepository.delete", {
  parameters: edge,
  query: (db, { kind, onTaskId, taskId }) =>
    db
      .deleteFrom("taskDependencies")
      .where("taskId", "=", taskId)
      .where("onTaskId", "=", onTaskId)
      .where("kind", "=", kind)
})

const countOf = statement("DependencyRepository.countOf", {
  parameters: { tasks: uuid.list },
  row: { taskId: uuid, count: bigint },
  sql: ({ tasks }) => sql`
    select
      id as task_id,
      (select count(*) from genie.task_dependencies where task_id = id)
      + (select count(*) from genie.task_dependencies where on_task_id = id) as count
    from unnest(${uuids(tasks)}) as input(id)`
})

const edgesBetween = statement("DependencyRepository.edgesBetween", {
  parameters: { from: uuid, to: uuid },
  row: { taskId: uuid, onTaskId: uuid },
  sql: ({ from, to }) => sql`
    with recursive reached(id) as (
      select cast(${from} as uuid)
      union
      select on_task_id
      from reached
      join genie.task_dependencies on task_id = reached.id and kind = 'depends_on'
    )
    select task_id, on_task_id
    from genie.task_dependencies
    where kind = 'depends_on'
      and task_id in (select id from reached)
      and exists (select from reached where id = ${to})`
})

const parentsOf = statement("DependencyRepository.parentsOf", {
  parameters: { task: uuid },
  row: { id: uuid },
  sql: ({ task }) => sql`
    with recursive above(id, parent_id, depth) as (
      select id, parent_id, 0 from genie.tasks where id = ${task}
      union all
      select tasks.id, tasks.parent_id, depth + 1
      from above
      join genie.tasks on tasks.id = above.parent_id
    )
    select id from above order by depth`
})
