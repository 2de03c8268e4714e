import { Context, Effect, Layer } from "effect"
import { type RawBuilder, sql } from "kysely"
import { Db } from "../../database/Db.ts"
import { decoded } from "../../database/decoded.ts"
import { bigint, flag, oneOf, SqlType, text, uuid } from "../../database/SqlType.ts"
import { statement } from "../../database/statement.ts"
import { when } from "../../database/when.ts"
import type { Priority } from "../../model/Priority.ts"
import { Task, TaskOrder } from "../../model/Task.ts"
import { isOfferedTo, standsLike, status, type TaskSeeker } from "./standsLike.ts"
import { listed, whole } from "./taskColumns.ts"
import { isListed, isMeant, type TaskFilter, type TaskListFilter, taskFilter, taskListFilter } from "./taskFilter.ts"
import { type TaskPlace, taskOrders } from "./taskOrders.ts"
import { tasksOf } from "./tasksOf.ts"

/**
 * The statements that list tasks, and show one as callers see it.
 *
 * Pages are found first, by index alone where one serves, and only the rows of the page get what hangs around them.
 * Every page is a range of an index after the row before it: no page is reached by counting.
 */
export class TaskRepository extends Context.Service<TaskRepository>()("@genie/store/TaskRepository", {
  make: Effect.gen(function* () {
    const db = yield* Db

    return {
      /** The task as callers see it, now, in full length. */
      show: Effect.fn("TaskRepository.show")((id: string) =>
        Effect.map(Effect.flatMap(db.all(show({ id })), decodeTasks), (found) => found[0]!)
      ),

      /**
       * In this order; newest and oldest are by number within a project and by the time they were made across projects. Open
       * ones unless all are meant. Each comes with its place in the order.
       */
      list: Effect.fn("TaskRepository.list")(function* (
        filter: TaskListFilter,
        page: { readonly order: TaskOrder; readonly after?: TaskPlace | undefined; readonly limit: number }
      ) {
        const rows = yield* db.all(list({ ...filter, ...page }))
        const found = yield* decodeTasks(rows)
        return found.map((task, index) => ({ task, place: { at: rows[index]!.placeInOrder, id: task.id } }))
      }),

      /** How many there are, counted up to this many. */
      count: Effect.fn("TaskRepository.count")((filter: TaskListFilter, limit: number) =>
        Effect.map(db.one(count({ ...filter, limit })), ({ count }) => count)
      ),

      /** Most urgent first, oldest first among equals: what is offered to somebody, or what is open and is not. */
      byUrgency: Effect.fn("TaskRepository.byUrgency")(
        (
          filter: TaskFilter,
          {
            seeker,
            ...page
          }: {
            readonly seeker: TaskSeeker
            readonly isOffered: boolean
            readonly after?: MostUrgentFirst | undefined
            readonly limit: number
          }
        ) => Effect.flatMap(db.all(byUrgency({ ...filter, ...seeker, ...page })), decodeTasks)
      )
    }
  })
}) {
  static readonly layer: Layer.Layer<TaskRepository, never, Db> = Layer.effect(this, this.make)
}

const decodeTasks = decoded(Task)

const show = statement("TaskRepository.show", {
  parameters: { id: uuid },
  decodes: Task,
  sql: ({ id }) => tasksOf(sql`select cast(${id} as uuid) as id`, sql`tasks.id`, whole)
})

const place = new SqlType<TaskPlace>("row", (nth) => ({ at: "1000", id: uuid.sample(nth) as string }))

const list = statement("TaskRepository.list", {
  parameters: {
    ...taskListFilter,
    order: oneOf(TaskOrder.literals),
    after: place.like({ at: "1000", id: "0" }, { at: null, id: "0" }).optional,
    limit: bigint
  },
  together: ["order", "after", "projectId"],
  decodes: Task,
  row: { placeInOrder: text.nullable },
  sql: ({ after, limit, order, ...filter }) => {
    const sorted = taskOrders[order](filter.projectId !== undefined)
    const page = sql`
      select tasks.id, cast(${sorted.place} as text) as place_in_order
      from genie.tasks
      join genie.board_columns on board_columns.id = tasks.column_id
      where ${isMeant(filter)}
        ${isListed(order === "closed" ? { ...filter, isAll: true } : filter)}
        ${sorted.only}
        ${when(after, sorted.after)}
      order by ${sorted.by}
      limit ${limit}`
    return tasksOf(page, sorted.by, sql`${listed}, page.place_in_order`)
  }
})

const count = statement("TaskRepository.count", {
  parameters: { ...taskListFilter, limit: bigint },
  row: { count: bigint },
  sql: ({ limit, ...filter }) => sql`
    select count(*) as count
    from (
      select
      from genie.tasks
      join genie.board_columns on board_columns.id = tasks.column_id
      where ${isMeant(filter)}
        ${isListed(filter)}
      limit ${limit}
    ) as counted`
})

/** The end of a page of tasks that are listed most urgent first. */
export interface MostUrgentFirst {
  readonly priority: Priority
  readonly id: string
}

const urgent = new SqlType<MostUrgentFirst>("row", (nth) => ({ priority: "high", id: uuid.sample(nth) as string }))

const byUrgency = statement("TaskRepository.byUrgency", {
  parameters: { ...taskFilter, handle: text, isAgent: flag, isOffered: flag, after: urgent.optional, limit: bigint },
  together: ["isAgent", "isOffered", "after"],
  decodes: Task,
  sql: ({ after, handle, isAgent, isOffered, limit, ...filter }) => {
    const offered: RawBuilder<boolean> = isOfferedTo({ handle, isAgent })
    const page = sql`
      select tasks.id
      from genie.tasks
      join genie.board_columns on board_columns.id = tasks.column_id
      where ${isMeant(filter)}
        ${
          isOffered
            ? sql`${standsLike("ready")} and ${offered}`
            : sql`and tasks.closed_at is null and (coalesce(${status} <> 'ready', false) or not (${offered}))`
        }
        ${when(after, (last) => sql`and (tasks.priority, tasks.id) > (${last.priority}, ${last.id})`)}
      order by tasks.priority, tasks.id
      limit ${limit}`
    return tasksOf(page, sql`tasks.priority, tasks.id`, listed)
  }
})
