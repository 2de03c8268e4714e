import { Effect, Option } from "effect"
import { sql } from "kysely"
import { Db } from "../database/Db.ts"
import { isAlike } from "./isAlike.ts"

/** Every statement about labels. */
export const makeTagRepository = Effect.gen(function* () {
  const db = yield* Db

  return {
    /**
     * Labels a task; a label that the project does not have is made. Answers how many the task did not have. A color
     * repaints the label, wherever it is.
     */
    add: Effect.fn("TagRepository.add")(
      (
        task: { readonly id: string; readonly projectId: string },
        tags: ReadonlyArray<{ readonly id: string; readonly name: string; readonly color: string | null }>
      ) =>
        db.affected(
          () => sql`
            with input as materialized (
              select *
              from json_to_recordset(cast(${JSON.stringify(tags)} as json)) as input(id uuid, name text, color text)
            ),
            -- An update, even of nothing, locks the label and gives its id, whoever made it.
            named as (
              insert into genie.tags (id, project_id, name, color)
              select id, ${task.projectId}, name, coalesce(color, 'gray')
              from input
              order by name
              on conflict (project_id, name)
                do update set color = coalesce((select color from input where input.name = excluded.name), tags.color)
              returning id
            )
            insert into genie.task_tags (task_id, tag_id)
            select ${task.id}, id
            from named
            on conflict do nothing`
        )
    ),

    /** The label of the project that has this name, whatever the case: as it is spelled there, oldest first. */
    spelled: Effect.fn("TagRepository.spelled")((projectId: string, name: string) =>
      Effect.map(
        db.maybeOne<{ readonly name: string }>(
          () => sql`
            select name
            from genie.tags
            where project_id = ${projectId}
              and ${isAlike(sql`name`, name)}
            order by name = ${name} desc, id
            limit 1`
        ),
        (found) => Option.match(found, { onNone: () => name, onSome: ({ name }) => name })
      )
    ),

    /** Takes a label from a task. Answers 0 when it had no such one. */
    remove: Effect.fn("TagRepository.remove")((task: string, name: string) =>
      db.affected(
        () => sql`
          delete from genie.task_tags
          using genie.tags
          where task_tags.task_id = ${task}
            and tags.id = task_tags.tag_id
            and tags.name = ${name}`
      )
    ),

    /** How many labels a task has. */
    countOf: Effect.fn("TagRepository.countOf")((task: string) =>
      Effect.map(
        db.one<{ readonly count: number }>(
          () => sql`select count(*) as count from genie.task_tags where task_id = ${task}`
        ),
        ({ count }) => count
      )
    )
  }
})
