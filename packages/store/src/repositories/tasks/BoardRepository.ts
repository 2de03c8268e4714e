import { Context, Effect, Layer, Option } from "effect"
import { type RawBuilder, sql } from "kysely"
import { Db } from "../../database/Db.ts"
import { decoded } from "../../database/decoded.ts"
import { records } from "../../database/records.ts"
import { bigint, boolean, integer, jsonb, text, uuid } from "../../database/SqlType.ts"
import { statement } from "../../database/statement.ts"
import { when } from "../../database/when.ts"
import { Board, type Column, type TemplateColumn } from "../../model/Board.ts"
import { boardColumns } from "./boardColumns.ts"
import { StoredTemplate } from "./StoredTemplate.ts"

/** Every statement about boards, their columns, and the templates people have made. */
export class BoardRepository extends Context.Service<BoardRepository>()("@genie/store/BoardRepository", {
  make: Effect.gen(function* () {
    const db = yield* Db

    return {
      /** Makes a board with its columns. Answers 0 when the project has one of this name. */
      insert: Effect.fn("BoardRepository.insert")(({ columns, ...board }: NewBoard) =>
        db.affected(insert({ ...board, columns: columns.map((column, position) => ({ ...column, position })) }))
      ),

      /** The board of this name; without a name the oldest one of the project. */
      find: Effect.fn("BoardRepository.find")((projectId: string, name: string | undefined) =>
        Effect.map(Effect.flatMap(db.all(find({ projectId, name })), decodeBoards), (found) =>
          Option.fromUndefinedOr(found[0])
        )
      ),

      show: Effect.fn("BoardRepository.show")((id: string) =>
        Effect.map(Effect.flatMap(db.all(show({ id })), decodeBoards), (found) => found[0]!)
      ),

      /** The boards of a project, or of the whole organization: by key of the project, oldest first. */
      list: Effect.fn("BoardRepository.list")((organizationId: string, projectId: string | undefined, limit: number) =>
        Effect.flatMap(db.all(list({ organizationId, projectId, limit })), decodeBoards)
      ),

      names: Effect.fn("BoardRepository.names")((projectId: string) =>
        Effect.map(db.all(names({ projectId })), (rows) => rows.map(({ name }) => name))
      ),

      /** Locks a board: changes of its columns come one after the other. */
      lock: Effect.fn("BoardRepository.lock")((id: string) => db.one(lock({ id }))),

      /** Writes a column as it is to be. A new name of it is followed by the columns that send there what fails. */
      updateColumn: Effect.fn("BoardRepository.updateColumn")((id: string, column: Required<ColumnChanges>) =>
        db.affected(updateColumn({ id, ...column }))
      ),

      /** The open tasks in a column, oldest first: its gate or its action has changed, and some may go on. */
      openTasksIn: Effect.fn("BoardRepository.openTasksIn")((columnId: string, limit: number) =>
        Effect.map(db.all(openTasksIn({ columnId, limit })), (rows) => rows.map(({ id }) => id))
      ),

      /** By name. */
      listTemplates: Effect.fn("BoardRepository.listTemplates")((organizationId: string, limit: number) =>
        Effect.flatMap(db.all(listTemplates({ organizationId, limit })), decodeTemplates)
      ),

      /** Keeps a template. Answers 0 when there is one of this name. */
      insertTemplate: Effect.fn("BoardRepository.insertTemplate")((template: NewTemplate) =>
        db.affected(insertTemplate(template))
      )
    }
  })
}) {
  static readonly layer: Layer.Layer<BoardRepository, never, Db> = Layer.effect(this, this.make)
}

/** A column to be made, at its place in the list. */
export type NewColumn = Omit<typeof Column.Encoded, "position">

/** A board to be made. */
export interface NewBoard {
  readonly id: string
  readonly projectId: string
  readonly name: string
  readonly template: string
  readonly createdBy: string
  readonly columns: ReadonlyArray<NewColumn>
}

/** The changes of a column. */
export type ColumnChanges = Partial<Omit<typeof Column.Encoded, "id" | "position" | "category">>

/** A template to be kept. */
export interface NewTemplate extends StoredTemplate {
  readonly id: string
  readonly organizationId: string
  readonly createdBy: string
}

const decodeBoards = decoded(Board)
const decodeTemplates = decoded(StoredTemplate)

const newColumns = records({
  id: uuid,
  name: text,
  position: integer,
  category: text,
  gate: text.nullable,
  isFourEyes: boolean,
  action: text.nullable,
  autoAdvance: boolean,
  onFail: text.nullable,
  wipLimit: integer.nullable,
  color: text
})

const insert = statement("BoardRepository.insert", {
  parameters: { id: uuid, projectId: uuid, name: text, template: text, createdBy: text, columns: newColumns },
  sql: ({ columns, ...board }) => sql`
    with made as (
      insert into genie.boards (id, project_id, name, template, created_by)
      values (${board.id}, ${board.projectId}, ${board.name}, ${board.template}, ${board.createdBy})
      on conflict (project_id, name) do nothing
      returning id
    )
    insert into genie.board_columns (
      id, board_id, name, position, category, gate, is_four_eyes, action, auto_advance, on_fail, wip_limit, color
    )
    select
      input.id, made.id, name, input.position, category, gate, "isFourEyes", action, "autoAdvance", "onFail",
      "wipLimit", color
    from made
    cross join ${newColumns.rows(columns)}`
})

/** Boards as `Board` decodes them, columns included. */
const boardsOf = (condition: RawBuilder<unknown>, limit: RawBuilder<unknown>) => sql`
  select
    boards.id, projects.key as project, boards.name, boards.template, boards.created_by, boards.created_at,
    (
      select ${boardColumns}
      from genie.board_columns
      where board_id = boards.id
    ) as columns
  from genie.boards
  join genie.projects on projects.id = boards.project_id
  where ${condition}
  order by projects.key, boards.id
  limit ${limit}`

const find = statement("BoardRepository.find", {
  parameters: { projectId: uuid, name: text.optional },
  decodes: Board,
  sql: ({ name, projectId }) =>
    boardsOf(
      sql`boards.project_id = ${projectId} ${when(name, (value) => sql`and boards.name = ${value}`)}`,
      sql.lit(1)
    )
})

const show = statement("BoardRepository.show", {
  parameters: { id: uuid },
  decodes: Board,
  sql: ({ id }) => boardsOf(sql`boards.id = ${id}`, sql.lit(1))
})

const list = statement("BoardRepository.list", {
  parameters: { organizationId: uuid, projectId: uuid.optional, limit: bigint },
  decodes: Board,
  sql: ({ limit, organizationId, projectId }) =>
    boardsOf(
      projectId === undefined
        ? sql`projects.organization_id = ${organizationId}`
        : sql`boards.project_id = ${projectId}`,
      sql`${limit}`
    )
})

const names = statement("BoardRepository.names", {
  parameters: { projectId: uuid },
  query: (db, { projectId }) => db.selectFrom("boards").select("name").where("projectId", "=", projectId).orderBy("id")
})

const lock = statement("BoardRepository.lock", {
  parameters: { id: uuid },
  query: (db, { id }) => db.selectFrom("boards").select("id").where("id", "=", id).forNoKeyUpdate()
})

const updateColumn = statement("BoardRepository.updateColumn", {
  parameters: {
    id: uuid,
    name: text,
    gate: text.nullable,
    isFourEyes: boolean,
    action: text.nullable,
    autoAdvance: boolean,
    onFail: text.nullable,
    wipLimit: integer.nullable,
    color: text
  },
  sql: ({ id, ...column }) => sql`
    with renamed as (
      update genie.board_columns as others
      set on_fail = ${column.name}
      from genie.board_columns as this
      where this.id = ${id}
        and others.board_id = this.board_id
        and others.id <> this.id
        and others.on_fail = this.name
    )
    update genie.board_columns
    set
      name = ${column.name},
      gate = ${column.gate},
      is_four_eyes = ${column.isFourEyes},
      action = ${column.action},
      auto_advance = ${column.autoAdvance},
      on_fail = ${column.onFail},
      wip_limit = cast(${column.wipLimit} as integer),
      color = ${column.color}
    where id = ${id}`
})

const openTasksIn = statement("BoardRepository.openTasksIn", {
  parameters: { columnId: uuid, limit: bigint },
  query: (db, { columnId, limit }) =>
    db
      .selectFrom("tasks")
      .select("id")
      .where("columnId", "=", columnId)
      .where("closedAt", "is", null)
      .orderBy("id")
      .limit(limit)
})

const listTemplates = statement("BoardRepository.listTemplates", {
  parameters: { organizationId: uuid, limit: bigint },
  decodes: StoredTemplate,
  query: (db, { limit, organizationId }) =>
    db
      .selectFrom("boardTemplates")
      .select(["name", "description", "columns"])
      .where("organizationId", "=", organizationId)
      .orderBy("name")
      .limit(limit)
})

const insertTemplate = statement("BoardRepository.insertTemplate", {
  parameters: {
    id: uuid,
    organizationId: uuid,
    name: text,
    description: text,
    columns: jsonb.as<ReadonlyArray<typeof TemplateColumn.Type>>(),
    createdBy: text
  },
  query: (db, { columns, ...template }) =>
    db
      .insertInto("boardTemplates")
      .values({ ...template, columns: columns as never })
      .onConflict((conflict) => conflict.columns(["organizationId", "name"]).doNothing())
})
