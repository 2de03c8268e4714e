import { Effect } from "effect"
import { sql } from "kysely"
import { Db } from "../database/Db.ts"
import { uuids } from "../database/uuids.ts"
import type { DependencyKind } from "../model/Task.ts"

/**
 * Held while edges are added in an organization, so that two halves of a circle are not added side by side: neither
 * transaction would see the other's. The first number says what it is about.
 */
export const DEPENDENCY_LOCK = 0x6765_6e01

/** An edge between two tasks: the first depends on the second, relates to it, … */
export interface Dependency {
  readonly taskId: string
  readonly onTaskId: string
  readonly kind: DependencyKind
}

/** Every statement about the edges between tasks. */
export const makeDependencyRepository = Effect.gen(function* () {
  const db = yield* Db

  return {
    /** Waits until nobody else adds edges in this organization. Until the commit nobody else does. */
    lock: Effect.fn("DependencyRepository.lock")((organizationId: string) =>
      db.one(() => sql`select pg_advisory_xact_lock(${DEPENDENCY_LOCK}::integer, hashtext(${organizationId}))`)
    ),

    /** Adds edges from a task. Answers the tasks it had no such edge to. */
    insert: Effect.fn("DependencyRepository.insert")((edges: ReadonlyArray<Dependency>, createdBy: string) =>
      db.all<Dependency>(
        () => sql`
            insert into genie.task_dependencies (task_id, on_task_id, kind, created_by)
            select "taskId", "onTaskId", kind, ${createdBy}
            from json_to_recordset(cast(${JSON.stringify(edges)} as json))
              as input("taskId" uuid, "onTaskId" uuid, kind text)
            on conflict do nothing
            returning task_id, on_task_id, kind`
      )
    ),

    /** Takes an edge away. Answers 0 when there was none. */
    delete: Effect.fn("DependencyRepository.delete")(({ kind, onTaskId, taskId }: Dependency) =>
      db.affected(
        () => sql`
          delete from genie.task_dependencies
          where task_id = ${taskId}
            and on_task_id = ${onTaskId}
            and kind = ${kind}`
      )
    ),

    /** How many edges each of these tasks has, at either end. */
    countOf: Effect.fn("DependencyRepository.countOf")((tasks: ReadonlyArray<string>) =>
      db.all<{ readonly taskId: string; readonly count: number }>(
        () => sql`
          select
            id as task_id,
            (select count(*) from genie.task_dependencies where task_id = id)
            + (select count(*) from genie.task_dependencies where on_task_id = id) as count
          from unnest(${uuids(tasks)}) as input(id)`
      )
    ),

    /** Every edge on a way by which one task waits for another, and some beside it. None: there is no such way. */
    edgesBetween: Effect.fn("DependencyRepository.edgesBetween")((from: string, to: string) =>
      db.all<Omit<Dependency, "kind">>(
        () => sql`
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
      )
    ),

    /** The parents of a task, from itself upwards. */
    parentsOf: Effect.fn("DependencyRepository.parentsOf")((task: string) =>
      Effect.map(
        db.all<{ readonly id: string }>(
          () => sql`
            with recursive above(id, parent_id, depth) as (
              select id, parent_id, 0 from genie.tasks where id = ${task}
              union all
              select tasks.id, tasks.parent_id, depth + 1
              from above
              join genie.tasks on tasks.id = above.parent_id
            )
            select id from above order by depth`
        ),
        (rows) => rows.map(({ id }) => id)
      )
    )
  }
})
