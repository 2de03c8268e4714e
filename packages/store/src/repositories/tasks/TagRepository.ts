import { Context, Effect, Layer, Option } from "effect"
import { sql } from "kysely"
import { Db } from "../../database/Db.ts"
import { isAlike } from "../../database/isAlike.ts"
import { type RecordOf, records } from "../../database/records.ts"
import { text, uuid } from "../../database/SqlType.ts"
import { statement } from "../../database/statement.ts"

/** Every statement about labels. */
export class TagRepository extends Context.Service<TagRepository>()("@genie/store/TagRepository", {
  make: Effect.gen(function* () {
    const db = yield* Db

    return {
      /**
       * Labels a task; a label that the project does not have is made. Answers how many the task did not have. A color
       * repaints the label, wherever it is.
       */
      add: Effect.fn("TagRepository.add")(
        ({ id, projectId }: { readonly id: string; readonly projectId: string }, tags: ReadonlyArray<NewTag>) =>
          db.affected(add({ task: id, projectId, tags }))
      ),

      /** The label of the project that has this name, whatever the case: as it is spelled there, oldest first. */
      spelled: Effect.fn("TagRepository.spelled")((projectId: string, name: string) =>
        Effect.map(
          db.maybeOne(spelled({ projectId, name })),
          Option.match({ onNone: () => name, onSome: (found) => found.name })
        )
      ),

      /** Takes a label from a task. Answers 0 when it had no such one. */
      remove: Effect.fn("TagRepository.remove")((task: string, name: string) => db.affected(remove({ task, name }))),

      /** How many labels a task has. */
      countOf: Effect.fn("TagRepository.countOf")((task: string) =>
        Effect.map(db.one(countOf({ task })), ({ count }) => count)
      )
    }
  })
}) {
  static readonly layer: Layer.Layer<TagRepository, never, Db> = Layer.effect(this, this.make)
}

const newTags = records({ id: uuid, name: text, color: text.nullable })

/** A label to be made where the project does not have it. */
export interface NewTag extends RecordOf<typeof newTags> {}

const add = statement("TagRepository.add", {
  parameters: { task: uuid, projectId: uuid, tags: newTags },
  sql: ({ projectId, tags, task }) => sql`
    with input as materialized (
      select *
      from ${newTags.rows(tags)}
    ),
    -- An update, even of nothing, locks the label and gives its id, whoever made it.
    named as (
      insert into genie.tags (id, project_id, name, color)
      select id, ${projectId}, name, coalesce(color, 'gray')
      from input
      order by name
      on conflict (project_id, name)
        do update set color = coalesce((select color from input where input.name = excluded.name), tags.color)
      returning id
    )
    insert into genie.task_tags (task_id, tag_id)
    select ${task}, id
    from named
    on conflict do nothing`
})

const spelled = statement("TagRepository.spelled", {
  parameters: { projectId: uuid, name: text },
  row: { name: text },
  sql: ({ name, projectId }) => sql`
    select name
    from genie.tags
    where project_id = ${projectId}
      and ${isAlike(sql`name`, name)}
    order by name = ${name} desc, id
    limit 1`
})

const remove = statement("TagRepository.remove", {
  parameters: { task: uuid, name: text },
  sql: ({ name, task }) => sql`
    delete from genie.task_tags
    using genie.tags
    where task_tags.task_id = ${task}
      and tags.id = task_tags.tag_id
      and tags.name = ${name}`
})

const countOf = statement("TagRepository.countOf", {
  parameters: { task: uuid },
  query: (db, { task }) =>
    db
      .selectFrom("taskTags")
      .select((eb) => eb.fn.countAll<number>().as("count"))
      .where("taskId", "=", task)
})
