import { type RawBuilder, sql } from "kysely"
import { places } from "./taskColumns.ts"

/** The tasks whose ids the page gives, in this order, as callers see them. */
export const tasksOf = (
  page: RawBuilder<unknown>,
  order: RawBuilder<unknown>,
  columns: RawBuilder<unknown>
): RawBuilder<unknown> => sql`
  with page as materialized (${page})
  select ${columns}
  from page
  join genie.tasks on tasks.id = page.id
  ${places}
  order by ${order}`
