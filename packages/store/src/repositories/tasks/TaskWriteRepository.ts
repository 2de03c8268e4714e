import { Context, Effect, Layer } from "effect"
import { sql } from "kysely"
import { Db } from "../../database/Db.ts"
import { daysAgo } from "../../database/daysAgo.ts"
import { json as jsonValue } from "../../database/json.ts"
import { now } from "../../database/now.ts"
import { records } from "../../database/records.ts"
import { bigint, boolean, instant, integer, jsonb, priority, text, timestamptz, uuid } from "../../database/SqlType.ts"
import { type ParametersOf, type RowOf, statement } from "../../database/statement.ts"
import { uuids } from "../../database/uuids.ts"
import type { TaskId } from "../../model/Task.ts"
import { taskKey } from "./taskKey.ts"
import { taskNamed } from "./taskNamed.ts"

/** The statements that write what is said of tasks. How they move is in `TaskPipelineRepository`. */
export class TaskWriteRepository extends Context.Service<TaskWriteRepository>()("@genie/store/TaskWriteRepository", {
  make: Effect.gen(function* () {
    const db = yield* Db

    return {
      insert: Effect.fn("TaskWriteRepository.insert")((task: NewTask) => db.affected(insert(task))),

      /** The words of a locked task. */
      words: Effect.fn("TaskWriteRepository.words")((id: string) =>
        Effect.map(
          db.one(words({ id })),
          (row): TaskWords => ({
            ...row,
            startAt: row.startAt === null ? null : new Date(row.startAt),
            dueAt: row.dueAt === null ? null : new Date(row.dueAt)
          })
        )
      ),

      /** Says something else of a task. */
      update: Effect.fn("TaskWriteRepository.update")((id: string, words: TaskWords, updatedBy: string) =>
        db.affected(update({ ...words, id, updatedBy }))
      ),

      /** Something around a task has changed: its actors, its labels, what it depends on. */
      touch: Effect.fn("TaskWriteRepository.touch")((id: string, updatedBy: string) =>
        db.affected(touch({ id, updatedBy }))
      ),

      /** The names of these tasks. */
      names: Effect.fn("TaskWriteRepository.names")((ids: ReadonlyArray<string>) => db.all(names({ ids }))),

      /** The ids of the tasks that these keys and ids name, by what was said. A name of no task is left out. */
      idsOf: Effect.fn("TaskWriteRepository.idsOf")((organizationId: string, names: ReadonlyArray<string>) => {
        const said = names.flatMap((name, nth) => {
          const named = taskNamed(name)
          return named === undefined ? [] : [{ nth, ...named }]
        })
        return Effect.map(
          db.all(idsOf({ organizationId, said })),
          (rows) => new Map(rows.map(({ id, nth }) => [names[nth]!, id]))
        )
      }),

      /**
       * The task of a project that has this idempotency key, what it was created with, and whether the key is free again:
       * the task was closed so long ago.
       */
      findKey: Effect.fn("TaskWriteRepository.findKey")((projectId: string, idempotencyKey: string, keptDays: number) =>
        db.maybeOne(findKey({ projectId, idempotencyKey, keptDays }))
      ),

      /** Makes the key of this task free. */
      freeKey: Effect.fn("TaskWriteRepository.freeKey")((id: string) => db.affected(freeKey({ id }))),

      /** The database's now. */
      now: Effect.map(db.one(readNow({})), ({ now }) => new Date(now))
    }
  })
}) {
  static readonly layer: Layer.Layer<TaskWriteRepository, never, Db> = Layer.effect(this, this.make)
}

/** The words of a task, as its row keeps them. */
const said = {
  title: text,
  body: text,
  acceptance: text,
  priority,
  effort: text.nullable,
  parentId: uuid.nullable,
  queue: text.nullable,
  payload: jsonb,
  digest: text,
  externalId: text.nullable,
  externalUrl: text.nullable,
  wishFile: text.nullable,
  groupName: text.nullable
}

const times = { startAt: instant.nullable, dueAt: instant.nullable }

const insert = statement("TaskWriteRepository.insert", {
  parameters: {
    id: uuid,
    projectId: uuid,
    number: bigint,
    boardId: uuid,
    columnId: uuid,
    stageId: uuid,
    ...said,
    ...times,
    idempotencyKey: text.nullable,
    /** The content behind the key: a digest of each field that was given. */
    idempotencyDigests: jsonb.as<Readonly<Record<string, string>> | null>(),
    createdBy: text
  },
  sql: (task) => sql`
    insert into genie.tasks (
      id, project_id, number, board_id, column_id, stage_id, title, body, acceptance, priority, start_at, due_at,
      effort, parent_id, queue, payload, digest, idempotency_key, idempotency_digests, external_id, external_url, wish_file, group_name,
      created_by, updated_by
    )
    values (
      ${task.id}, ${task.projectId}, ${task.number}, ${task.boardId}, ${task.columnId}, ${task.stageId},
      ${task.title}, ${task.body}, ${task.acceptance}, ${task.priority}, ${task.startAt}, ${task.dueAt},
      ${task.effort}, ${task.parentId}, ${task.queue}, ${jsonValue(task.payload)}, ${task.digest},
      ${task.idempotencyKey}, ${task.idempotencyDigests === null ? null : jsonValue(task.idempotencyDigests)}, ${task.externalId}, ${task.externalUrl}, ${task.wishFile}, ${task.groupName},
      ${task.createdBy}, ${task.createdBy}
    )`
})

/** A task to be made. */
export interface NewTask extends ParametersOf<typeof insert> {}

/** The words of a task, as its row keeps them. */
export interface TaskWords extends Pick<NewTask, keyof typeof said | keyof typeof times> {}

const words = statement("TaskWriteRepository.words", {
  parameters: { id: uuid },
  row: { ...said, startAt: timestamptz.nullable, dueAt: timestamptz.nullable },
  sql: ({ id }) => sql`
    select
      title, body, acceptance, priority, start_at, due_at, effort, parent_id, queue, payload, digest, external_id,
      external_url, wish_file, group_name
    from genie.tasks
    where id = ${id}`
})

const update = statement("TaskWriteRepository.update", {
  parameters: { id: uuid, ...said, ...times, updatedBy: text },
  sql: ({ id, updatedBy, ...words }) => sql`
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
      payload = ${jsonValue(words.payload)},
      digest = ${words.digest},
      external_id = ${words.externalId},
      external_url = ${words.externalUrl},
      wish_file = ${words.wishFile},
      group_name = ${words.groupName},
      revision = revision + 1,
      updated_at = genie.now(),
      updated_by = ${updatedBy}
    where id = ${id}`
})

const touch = statement("TaskWriteRepository.touch", {
  parameters: { id: uuid, updatedBy: text },
  query: (db, { id, updatedBy }) =>
    db
      .updateTable("tasks")
      .set((eb) => ({ revision: eb("revision", "+", eb.lit(1)), updatedAt: now, updatedBy }))
      .where("id", "=", id)
})

const names = statement("TaskWriteRepository.names", {
  parameters: { ids: uuid.list },
  row: { id: uuid, key: text, projectId: uuid },
  sql: ({ ids }) => sql`
    select tasks.id, ${taskKey} as key, project_id
    from genie.tasks
    join genie.projects on projects.id = project_id
    where tasks.id = any(${uuids(ids)})`
})

/** The name of a task, for people. */
export interface TaskName extends RowOf<typeof names> {}

const saidNames = records({ nth: integer, id: uuid.optional, project: text.optional, number: bigint.optional })

const idsOf = statement("TaskWriteRepository.idsOf", {
  parameters: { organizationId: uuid, said: saidNames },
  row: { nth: integer, id: uuid.as<TaskId>() },
  sql: ({ organizationId, said }) => sql`
    with said as materialized (
      select *
      from ${saidNames.rows(said, "said")}
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
})

const findKey = statement("TaskWriteRepository.findKey", {
  parameters: { projectId: uuid, idempotencyKey: text, keptDays: integer },
  row: { id: uuid, digests: jsonb.as<Readonly<Record<string, string>>>().nullable, isOver: boolean },
  sql: ({ idempotencyKey, keptDays, projectId }) => sql`
    select id, idempotency_digests as digests, coalesce(closed_at < ${daysAgo(keptDays)}, false) as is_over
    from genie.tasks
    where project_id = ${projectId}
      and idempotency_key = ${idempotencyKey}`
})

const freeKey = statement("TaskWriteRepository.freeKey", {
  parameters: { id: uuid },
  query: (db, { id }) =>
    db.updateTable("tasks").set({ idempotencyKey: null, idempotencyDigests: null }).where("id", "=", id)
})

const readNow = statement("TaskWriteRepository.now", {
  parameters: {},
  row: { now: timestamptz },
  sql: () => sql`select genie.now() as now`
})
