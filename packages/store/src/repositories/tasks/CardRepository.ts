import { Context, Effect, Layer } from "effect"
import { type RawBuilder, sql } from "kysely"
import { Db } from "../../database/Db.ts"
import { decoded } from "../../database/decoded.ts"
import { bigint, uuid, type ValuesOf } from "../../database/SqlType.ts"
import { statement } from "../../database/statement.ts"
import type { Board } from "../../model/Board.ts"
import { Task } from "../../model/Task.ts"
import { listed } from "./taskColumns.ts"
import { isListed, isNarrowed, taskListFilter } from "./taskFilter.ts"
import { tasksOf } from "./tasksOf.ts"

/** The statements that show a board with its tasks. */
export class CardRepository extends Context.Service<CardRepository>()("@genie/store/CardRepository", {
  make: Effect.gen(function* () {
    const db = yield* Db

    return {
      /**
       * The cards of a board: of each column the first tasks that are meant, how many those are, and how many are in it. Open
       * columns show the most urgent first, done and cancelled what came last; there is no end to those, so they are counted
       * up to `countMax`.
       */
      cards: Effect.fn("CardRepository.cards")(function* (
        board: Board,
        { countMax, filter, limit }: { readonly filter: CardFilter; readonly limit: number; readonly countMax: number }
      ) {
        const counts = yield* db.all(countCards({ ...filter, boardId: board.id, countMax }))
        const shown = yield* decodeTasks(yield* db.all(firstCards({ ...filter, boardId: board.id, limit })))
        const byColumn = Map.groupBy(shown, ({ column }) => column)
        return board.columns.map(({ id, name }) => {
          const { count = 0, found } = counts.find(({ columnId }) => columnId === id) ?? {}
          return { columnId: id, count, found: found ?? count, tasks: byColumn.get(name) ?? [] }
        })
      })
    }
  })
}) {
  static readonly layer: Layer.Layer<CardRepository, never, Db> = Layer.effect(this, this.make)
}

const decodeTasks = decoded(Task)

const { assigneeId, priority, status, tagIds, words } = taskListFilter

/** Filters of the cards of a board, whose columns are known. */
const cardFilter = { assigneeId, tagIds, priority, status, words }

/** Filters of the cards of a board, whose columns are known. */
export interface CardFilter extends ValuesOf<typeof cardFilter> {}

const isNarrow = (filter: CardFilter): boolean => Object.values(filter).some((narrowing) => narrowing !== undefined)

const isMeant = (filter: CardFilter): RawBuilder<unknown> =>
  isNarrow(filter) ? sql`${isNarrowed(filter)} ${isListed({ ...filter, isAll: true })}` : sql``

const countCards = statement("CardRepository.countCards", {
  parameters: { ...cardFilter, boardId: uuid, countMax: bigint },
  row: { columnId: uuid, count: bigint, found: bigint.nullable },
  sql: ({ boardId, countMax, ...filter }) => sql`
    select
      board_columns.id as column_id,
      case
        when category in ('done', 'cancelled') then (
          select count(*)
          from (
            select
            from genie.tasks
            where column_id = board_columns.id and closed_at is not null
            limit ${countMax + 1}
          ) as counted
        )
        else (select count(*) from genie.tasks where column_id = board_columns.id)
      end as count,
      ${
        isNarrow(filter)
          ? sql`(
              select count(*)
              from (
                select
                from genie.tasks
                where column_id = board_columns.id
                  ${isMeant(filter)}
                limit case when category in ('done', 'cancelled') then cast(${countMax + 1} as bigint) end
              ) as counted
            )`
          : sql`cast(null as bigint)`
      } as found
    from genie.board_columns
    where board_id = ${boardId}`
})

const firstCards = statement("CardRepository.firstCards", {
  parameters: { ...cardFilter, boardId: uuid, limit: bigint },
  decodes: Task,
  sql: ({ boardId, limit, ...filter }) => {
    const meant = isMeant(filter)
    const page = sql`
      select first.id
      from genie.board_columns
      cross join lateral (
        (
          select id
          from genie.tasks
          where column_id = board_columns.id
            and board_columns.category not in ('done', 'cancelled')
            ${meant}
          order by priority, id
          limit ${limit}
        )
        union all
        (
          select id
          from genie.tasks
          where column_id = board_columns.id
            and board_columns.category in ('done', 'cancelled')
            and closed_at is not null
            ${meant}
          order by closed_at desc
          limit ${limit}
        )
      ) as first
      where board_id = ${boardId}`
    return tasksOf(page, sql`tasks.closed_at desc nulls first, tasks.priority, tasks.id`, listed)
  }
})
