import { type RawBuilder, sql } from "kysely"
import type { TaskOrder } from "../../model/Task.ts"

/** Where a page of a list of tasks ended, in the order of the list: what it is sorted by, and the id. */
export interface TaskPlace {
  /** Null: the task has no such thing, and stands at the end. */
  readonly at: string | null
  readonly id: string
}

/** How a list of tasks is sorted, and how a page continues after a place in it. All of it is about the row `tasks`. */
export interface SortedTasks {
  readonly by: RawBuilder<unknown>
  /** What it is sorted by, as text: times in microseconds since 1970, because a `Date` has only milliseconds. */
  readonly place: RawBuilder<unknown>
  readonly after: (place: TaskPlace) => RawBuilder<unknown>
  /** What else follows from the order. */
  readonly only: RawBuilder<unknown>
}

const everything = sql``

const microsOf = (column: string) => sql`cast(extract(epoch from ${sql.ref(column)}) * 1000000 as bigint)`

const instantOf = (micros: string | null) =>
  sql`(timestamptz 'epoch' + cast(${micros} as bigint) * interval '1 microsecond')`

const byNumber =
  (isNewestFirst: boolean) =>
  (isOfProject: boolean): SortedTasks => {
    const direction = isNewestFirst ? sql`desc` : sql`asc`
    const beyond = isNewestFirst ? sql`<` : sql`>`
    return {
      by: isOfProject ? sql`tasks.number ${direction}` : sql`tasks.id ${direction}`,
      place: sql`tasks.number`,
      after: ({ at, id }) =>
        isOfProject ? sql`and tasks.number ${beyond} cast(${at} as bigint)` : sql`and tasks.id ${beyond} ${id}`,
      only: everything
    }
  }

/** The latest first. */
const byTime = (column: string): SortedTasks => ({
  by: sql`${sql.ref(column)} desc, tasks.id desc`,
  place: microsOf(column),
  after: ({ at, id }) => sql`and (${sql.ref(column)}, tasks.id) < (${instantOf(at)}, ${id})`,
  only: sql`and ${sql.ref(column)} is not null`
})

/** Every order of a list of tasks. Newest first, oldest first and most urgent first are ranges of an index. */
export const taskOrders: Readonly<Record<TaskOrder, (isOfProject: boolean) => SortedTasks>> = {
  newest: byNumber(true),
  oldest: byNumber(false),
  urgent: () => ({
    by: sql`tasks.priority, tasks.id`,
    place: sql`tasks.priority`,
    after: ({ at, id }) => sql`and (tasks.priority, tasks.id) > (cast(${at} as genie.priority), ${id})`,
    only: everything
  }),
  due: () => ({
    by: sql`tasks.due_at asc nulls last, tasks.id`,
    place: microsOf("tasks.due_at"),
    after: ({ at, id }) =>
      at === null
        ? sql`and tasks.due_at is null and tasks.id > ${id}`
        : sql`and (tasks.due_at is null or (tasks.due_at, tasks.id) > (${instantOf(at)}, ${id}))`,
    only: everything
  }),
  changed: () => byTime("tasks.updated_at"),
  closed: () => byTime("tasks.closed_at")
}
