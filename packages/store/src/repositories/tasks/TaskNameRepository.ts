import { Context, Effect, Layer } from "effect"
import { sql } from "kysely"
import { Db } from "../../database/Db.ts"
import { decoded } from "../../database/decoded.ts"
import { isAlike } from "../../database/isAlike.ts"
import { bigint, text, uuid } from "../../database/SqlType.ts"
import { statement } from "../../database/statement.ts"
import { uuids } from "../../database/uuids.ts"
import { when } from "../../database/when.ts"
import { Tag } from "../../model/Task.ts"
import { isInReach, type TaskFilter } from "./taskFilter.ts"

/** The statements that find what callers narrow lists by: boards, columns and tags, by their names. */
export class TaskNameRepository extends Context.Service<TaskNameRepository>()("@genie/store/TaskNameRepository", {
  make: Effect.gen(function* () {
    const db = yield* Db
    const ids = (rows: ReadonlyArray<{ readonly id: string }>) => rows.map(({ id }) => id)

    return {
      /** The boards of this name, in the project or in all of them. */
      boardsNamed: Effect.fn("TaskNameRepository.boardsNamed")((filter: TaskFilter, name: string) =>
        Effect.map(db.all(boardsNamed({ ...inReach(filter), name })), ids)
      ),

      /** The columns of this name on these boards, or on all in reach. */
      columnsNamed: Effect.fn("TaskNameRepository.columnsNamed")((filter: TaskFilter, name: string) =>
        Effect.map(db.all(columnsNamed({ ...inReach(filter), boardIds: filter.boardIds, name })), ids)
      ),

      /** The tags of this name, in the project or in all of them. */
      tagsNamed: Effect.fn("TaskNameRepository.tagsNamed")((filter: TaskFilter, name: string) =>
        Effect.map(db.all(tagsNamed({ ...inReach(filter), name })), ids)
      ),

      /** The names of boards and columns in reach, for a guess at which one somebody meant. */
      namesInReach: Effect.fn("TaskNameRepository.namesInReach")((filter: TaskFilter) =>
        db.all(namesInReach({ ...inReach(filter), boardIds: filter.boardIds }))
      ),

      /** The tags of the project, or of all of them, by name. */
      tags: Effect.fn("TaskNameRepository.tags")((filter: TaskFilter, limit: number) =>
        Effect.flatMap(db.all(tags({ ...inReach(filter), limit })), decodeTags)
      )
    }
  })
}) {
  static readonly layer: Layer.Layer<TaskNameRepository, never, Db> = Layer.effect(this, this.make)
}

/** How many boards, columns or tags of one name are looked at across projects. */
const NAMESAKES_MAX = 10_000

const decodeTags = decoded(Tag)

const reach = { organizationId: uuid, projectId: uuid.optional }

const inReach = ({ organizationId, projectId }: TaskFilter) => ({ organizationId, projectId })

const boardsNamed = statement("TaskNameRepository.boardsNamed", {
  parameters: { ...reach, name: text },
  row: { id: uuid },
  sql: ({ name, ...filter }) => sql`
    select boards.id
    from genie.boards
    where ${isInReach(filter, "boards")}
      and lower(boards.name) = lower(${name})
    limit ${NAMESAKES_MAX}`
})

const columnsNamed = statement("TaskNameRepository.columnsNamed", {
  parameters: { ...reach, boardIds: uuid.list.optional, name: text },
  row: { id: uuid },
  sql: ({ boardIds, name, ...filter }) => sql`
    select board_columns.id
    from genie.board_columns
    join genie.boards on boards.id = board_columns.board_id
    where ${isInReach(filter, "boards")}
      ${when(boardIds, (boards) => sql`and boards.id = any(${uuids(boards)})`)}
      and lower(board_columns.name) = lower(${name})
    limit ${NAMESAKES_MAX}`
})

const tagsNamed = statement("TaskNameRepository.tagsNamed", {
  parameters: { ...reach, name: text },
  row: { id: uuid },
  sql: ({ name, ...filter }) => sql`
    select tags.id
    from genie.tags
    where ${isInReach(filter, "tags")}
      and ${isAlike(sql`tags.name`, name)}
    limit ${NAMESAKES_MAX}`
})

const namesInReach = statement("TaskNameRepository.namesInReach", {
  parameters: { ...reach, boardIds: uuid.list.optional },
  row: { board: text, column: text },
  sql: ({ boardIds, ...filter }) => sql`
    select distinct boards.name as board, board_columns.name as "column"
    from genie.board_columns
    join genie.boards on boards.id = board_columns.board_id
    where ${isInReach(filter, "boards")}
      ${when(boardIds, (boards) => sql`and boards.id = any(${uuids(boards)})`)}
    order by 1, 2
    limit ${NAMESAKES_MAX}`
})

const tags = statement("TaskNameRepository.tags", {
  parameters: { ...reach, limit: bigint },
  decodes: Tag,
  sql: ({ limit, ...filter }) => sql`
    select name, min(color) as color
    from genie.tags
    where ${isInReach(filter, "tags")}
    group by name
    order by name
    limit ${limit}`
})
