import { type RawBuilder, sql } from "kysely"
import { flag, oneOf, priority, text, uuid, type ValuesOf } from "../../database/SqlType.ts"
import { uuids } from "../../database/uuids.ts"
import { when } from "../../database/when.ts"
import { TaskStatus } from "../../model/Task.ts"
import { standsLike } from "./standsLike.ts"

/** Which tasks are meant. A filter that is left out narrows nothing. */
export const taskFilter = {
  organizationId: uuid,
  projectId: uuid.optional,
  /** On one of these boards. */
  boardIds: uuid.list.optional,
  /** In one of these columns. */
  columnIds: uuid.list.optional,
  assigneeId: uuid.optional,
  /** With one of these tags. */
  tagIds: uuid.list.optional,
  priority: priority.optional
}

/** Filters of a list of tasks. */
export const taskListFilter = {
  ...taskFilter,
  status: oneOf(TaskStatus.literals).optional,
  parentId: uuid.optional,
  /** Handle of an actor that has checked them out. */
  holder: text.optional,
  /** Every one of these occurs in the title. */
  words: text.list.optional,
  /** Also what is done or cancelled. */
  isAll: flag.optional
}

/** Which tasks are meant. A filter that is left out narrows nothing. */
export interface TaskFilter extends ValuesOf<typeof taskFilter> {}

/** Filters of a list of tasks. */
export interface TaskListFilter extends ValuesOf<typeof taskListFilter> {}

/** Whether a row belongs to the project, or to any of the organization. */
export const isInReach = (
  { organizationId, projectId }: Pick<TaskFilter, "organizationId" | "projectId">,
  table: string
): RawBuilder<boolean> =>
  projectId === undefined
    ? sql`${sql.ref(`${table}.project_id`)} in (select id from genie.projects where organization_id = ${organizationId})`
    : sql`${sql.ref(`${table}.project_id`)} = ${projectId}`

/** Whether a task belongs to the filter, in reach and narrowed. */
export const isMeant = (filter: TaskFilter): RawBuilder<boolean> => sql`
  ${isInReach(filter, "tasks")}
  ${isNarrowed(filter)}`

/** Narrows the tasks in reach. */
export const isNarrowed = (filter: Omit<TaskFilter, "organizationId" | "projectId">): RawBuilder<unknown> => sql`
  ${when(filter.priority, (priority) => sql`and tasks.priority = ${priority}`)}
  ${when(filter.boardIds, (boards) => sql`and tasks.board_id = any(${uuids(boards)})`)}
  ${when(filter.columnIds, (columns) => sql`and tasks.column_id = any(${uuids(columns)})`)}
  ${when(
    filter.assigneeId,
    (actor) => sql`and exists (
      select
      from genie.task_actors
      where task_actors.actor_id = ${actor} and role = 'assignee' and task_actors.task_id = tasks.id
    )`
  )}
  ${when(
    filter.tagIds,
    (tags) => sql`and exists (
      select
      from genie.task_tags
      where tag_id = any(${uuids(tags)}) and task_tags.task_id = tasks.id
    )`
  )}`

/** Narrowed to what may be a hundredth of the tasks, or all of them. */
export const isOfFew = ({ assigneeId, boardIds, columnIds, priority, tagIds }: TaskFilter): boolean =>
  [assigneeId, boardIds, columnIds, priority, tagIds].some((narrowing) => narrowing !== undefined)

/** Narrows a list further. */
export const isListed = (filter: Omit<TaskListFilter, "organizationId">): RawBuilder<unknown> => sql`
  ${when(filter.parentId, (parent) => sql`and tasks.parent_id = ${parent}`)}
  ${when(filter.holder, (holder) => sql`and tasks.id in (select task_id from genie.live_runs where holder = ${holder})`)}
  ${sql.join(
    (filter.words ?? []).map((word) => sql`and tasks.title ilike ${`%${word.replaceAll(/[%_\\]/g, "\\$&")}%`}`),
    sql` `
  )}
  ${
    filter.status === undefined
      ? filter.isAll === true
        ? sql``
        : sql`and tasks.closed_at is null`
      : standsLike(filter.status)
  }`
