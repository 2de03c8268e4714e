import { Effect } from "effect"
import { sql } from "kysely"
import { Db } from "../database/Db.ts"
import { json } from "../database/json.ts"
import { uuids } from "../database/uuids.ts"
import type { Priority } from "../model/Priority.ts"
import type { TaskId } from "../model/Task.ts"
import { daysAgo } from "./daysAgo.ts"
import type { KeyUse } from "./RunRepository.ts"
import { taskKey } from "./taskKey.ts"
import { taskNamed } from "./taskNamed.ts"

/** What is said of a task, as its row keeps it. */
export interface TaskWords {
  readonly title: string
  readonly body: string
  readonly acceptance: string
  readonly priority: Priority
  readonly startAt: Date | null
  readonly dueAt: Date | null
  readonly effort: string | null
  readonly parentId: string | null
  readonly queue: string | null
  readonly payload: unknown
  readonly digest: string
  readonly externalId: string | null
  readonly externalUrl: string | null
  readonly wishFile: string | null
  readonly groupName: string | null
}

/** A task to be made. */
export interface NewTask extends TaskWords {
  readonly id: string
  readonly projectId: string
  readonly number: number
  readonly boardId: string
  readonly columnId: string
  readonly stageId: string
  readonly idempotencyKey: string | null
  /** What the key stands for: a digest of each field that was given. */
  readonly idempotencyDigests: Readonly<Record<string, string>> | null
  readonly createdBy: string
}

/** What tells people which task it is. */
export interface TaskName {
  readonly id: string
  readonly key: string
  readonly projectId: string
}

/** The statements that write what is said of tasks. How they move is in `TaskPipelineRepository`. */
export const makeTaskWriteRepository = Effect.gen(function* () {
  const db = yield* Db

  return {
    insert: Effect.fn("TaskWriteRepository.insert")((task: NewTask) =>
      db.affected(
        () => sql`
          insert into genie.tasks (
            id, project_id, number, board_id, column_id, stage_id, title, body, acceptance, priority, start_at, due_at,
            effort, parent_id, queue, payload, digest, idempotency_key, idempotency_digests, external_id, external_url, wish_file, group_name,
            created_by, updated_by
          )
          values (
            ${task.id}, ${task.projectId}, ${task.number}, ${task.boardId}, ${task.columnId}, ${task.stageId},
            ${task.title}, ${task.body}, ${task.acceptance}, ${task.priority}, ${task.startAt}, ${task.dueAt},
            ${task.effort}, ${task.parentId}, ${task.queue}, ${json(task.payload)}, ${task.digest},
            ${task.idempotencyKey}, ${task.idempotencyDigests === null ? null : json(task.idempotencyDigests)}, ${task.externalId}, ${task.externalUrl}, ${task.wishFile}, ${task.groupName},
            ${task.createdBy}, ${task.createdBy}
          )`
      )
    ),

    /** What is said of a task that is locked. */
    words: Effect.fn("TaskWriteRepository.words")((id: string) =>
      Effect.map(
        db.one<
          Omit<TaskWords, "startAt" | "dueAt"> & { readonly startAt: string | null; readonly dueAt: string | null }
        >(
          () => sql`
            select
              title, body, acceptance, priority, start_at, due_at, effort, parent_id, queue, payload, digest, external_id,
              external_url, wish_file, group_name
            from genie.tasks
            where id = ${id}`
        ),
        (row): TaskWords => ({
          ...row,
          startAt: row.startAt === null ? null : new Date(row.startAt),
          dueAt: row.dueAt === null ? null : new Date(row.dueAt)
        })
      )
    ),

    /** Says something else of a task. */
    update: Effect.fn("TaskWriteRepository.update")((id: string, words: TaskWords, updatedBy: string) =>
      db.affected(
        () => sql`
          update genie.tasks
          set
            title = ${words.title},
            body = ${words.body},
            acceptance = ${words.acceptance},
            priority = ${words.priority},
            start_at = ${words.startAt},
            due_at = ${words.dueAt},
            effort = ${words.effort},
            parent_id = ${words.parentId},
            queue = ${words.queue},
            payload = ${json(words.payload)},
            digest = ${words.digest},
            external_id = ${words.externalId},
            external_url = ${words.externalUrl},
            wish_file = ${words.wishFile},
            group_name = ${words.groupName},
            revision = revision + 1,
            updated_at = genie.now(),
            updated_by = ${updatedBy}
          where id = ${id}`
      )
    ),

    /** Something around a task has changed: who is on it, its labels, what it depends on. */
    touch: Effect.fn("TaskWriteRepository.touch")((id: string, updatedBy: string) =>
      db.affected(
        () => sql`
          update genie.tasks
          set revision = revision + 1, updated_at = genie.now(), updated_by = ${updatedBy}
          where id = ${id}`
      )
    ),

    /** What these tasks are called. */
    names: Effect.fn("TaskWriteRepository.names")((ids: ReadonlyArray<string>) =>
      db.all<TaskName>(
        () => sql`
          select tasks.id, ${taskKey} as key, project_id
          from genie.tasks
          join genie.projects on projects.id = project_id
          where tasks.id = any(${uuids(ids)})`
      )
    ),

    /** The ids of the tasks that these keys and ids name, by what was said. What names no task is left out. */
    idsOf: Effect.fn("TaskWriteRepository.idsOf")((organizationId: string, names: ReadonlyArray<string>) => {
      const said = names.flatMap((name, nth) => {
        const named = taskNamed(name)
        return named === undefined ? [] : [{ nth, ...named }]
      })
      return Effect.map(
        db.all<{ readonly nth: number; readonly id: TaskId }>(
          () => sql`
            with said as materialized (
              select *
              from json_to_recordset(cast(${JSON.stringify(said)} as json))
                as said(nth integer, id uuid, project text, number bigint)
            )
            select nth, tasks.id
            from said
            join genie.tasks on tasks.id = said.id
            join genie.projects on projects.id = tasks.project_id
            where projects.organization_id = ${organizationId}
            union all
            select nth, tasks.id
            from said
            join genie.projects on projects.organization_id = ${organizationId} and projects.key = said.project
            join genie.tasks on tasks.project_id = projects.id and tasks.number = said.number`
        ),
        (rows) => new Map(rows.map(({ id, nth }) => [names[nth]!, id]))
      )
    }),

    /**
     * The task of a project that has this idempotency key, what it was created with, and whether the key is free again:
     * the task was closed so long ago.
     */
    findKey: Effect.fn("TaskWriteRepository.findKey")((projectId: string, idempotencyKey: string, keptDays: number) =>
      db.maybeOne<KeyUse>(
        () => sql`
          select id, idempotency_digests as digests, coalesce(closed_at < ${daysAgo(keptDays)}, false) as is_over
          from genie.tasks
          where project_id = ${projectId}
            and idempotency_key = ${idempotencyKey}`
      )
    ),

    /** Makes the key of this task free. */
    freeKey: Effect.fn("TaskWriteRepository.freeKey")((id: string) =>
      db.affected(() => sql`update genie.tasks set idempotency_key = null, idempotency_digests = null where id = ${id}`)
    ),

    /** The database's now. */
    now: Effect.map(
      db.one(() => sql<{ now: string }>`select genie.now() as now`),
      ({ now }) => new Date(now)
    )
  }
})
