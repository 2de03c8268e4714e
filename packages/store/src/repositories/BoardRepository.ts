import { Effect, Option, Schema } from "effect"
import { type RawBuilder, sql } from "kysely"
import { Db } from "../database/Db.ts"
import { json } from "../database/json.ts"
import { Board, type Column, TemplateColumn } from "../model/Board.ts"
import { boardColumns } from "./boardColumns.ts"

/** A board to be made. */
export interface NewBoard {
  readonly id: string
  readonly projectId: string
  readonly name: string
  readonly template: string
  readonly createdBy: string
  readonly columns: ReadonlyArray<NewColumn>
}

/** A column to be made, at its place in the list. */
export type NewColumn = Omit<typeof Column.Encoded, "position">

/** What can be changed of a column. */
export type ColumnChanges = Partial<Omit<typeof Column.Encoded, "id" | "position" | "category">>

/** A template that people have made. */
export interface StoredTemplate {
  readonly name: string
  readonly description: string
  readonly columns: ReadonlyArray<TemplateColumn>
}

const decode = Schema.decodeUnknownEffect(Schema.toCodecJson(Schema.Array(Board)))
const decodeColumns = Schema.decodeUnknownEffect(Schema.Array(TemplateColumn))

/** Every statement about boards, their columns, and the templates people have made. */
export const makeBoardRepository = Effect.gen(function* () {
  const db = yield* Db
  const boards = (condition: RawBuilder<unknown>, limit: number) =>
    Effect.flatMap(
      db.all(
        () => sql`
          select ${columns}
          from genie.boards
          join genie.projects on projects.id = boards.project_id
          where ${condition}
          order by projects.key, boards.id
          limit ${limit}`
      ),
      (rows) => Effect.orDie(decode(rows))
    )
  const only = (condition: RawBuilder<unknown>) =>
    Effect.map(boards(condition, 1), (found) => Option.fromUndefinedOr(found[0]))

  return {
    /** Makes a board with its columns. Answers 0 when the project has one of this name. */
    insert: Effect.fn("BoardRepository.insert")((board: NewBoard) =>
      db.affected(
        () => sql`
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
          cross join json_to_recordset(cast(${JSON.stringify(board.columns.map(toInput))} as json)) as input(
            id uuid, name text, position integer, category text, gate text, "isFourEyes" boolean, action text,
            "autoAdvance" boolean, "onFail" text, "wipLimit" integer, color text
          )`
      )
    ),

    /** The board of this name; without a name the oldest one of the project. */
    find: Effect.fn("BoardRepository.find")((projectId: string, name: string | undefined) =>
      only(sql`boards.project_id = ${projectId} ${name === undefined ? sql`` : sql`and boards.name = ${name}`}`)
    ),

    show: Effect.fn("BoardRepository.show")((id: string) =>
      Effect.map(boards(sql`boards.id = ${id}`, 1), (found) => found[0]!)
    ),

    /** Of a project, or of all of the organization: by key of the project, oldest first. */
    list: Effect.fn("BoardRepository.list")((organizationId: string, projectId: string | undefined, limit: number) =>
      boards(
        projectId === undefined
          ? sql`projects.organization_id = ${organizationId}`
          : sql`boards.project_id = ${projectId}`,
        limit
      )
    ),

    names: Effect.fn("BoardRepository.names")((projectId: string) =>
      Effect.map(
        db.all<{ readonly name: string }>(
          () => sql`select name from genie.boards where project_id = ${projectId} order by id`
        ),
        (rows) => rows.map(({ name }) => name)
      )
    ),

    /** Locks a board: whoever changes its columns comes one after the other. */
    lock: Effect.fn("BoardRepository.lock")((id: string) =>
      db.one(() => sql`select id from genie.boards where id = ${id} for no key update`)
    ),

    /** Writes a column as it is to be. A new name of it is followed by the columns that send there what fails. */
    updateColumn: Effect.fn("BoardRepository.updateColumn")((id: string, column: Required<ColumnChanges>) =>
      db.affected(
        () => sql`
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
      )
    ),

    /** The open tasks in a column, oldest first: its gate or its action has changed, and some may go on. */
    openTasksIn: Effect.fn("BoardRepository.openTasksIn")((columnId: string, limit: number) =>
      Effect.map(
        db.all<{ readonly id: string }>(
          () => sql`
            select id
            from genie.tasks
            where column_id = ${columnId}
              and closed_at is null
            order by id
            limit ${limit}`
        ),
        (rows) => rows.map(({ id }) => id)
      )
    ),

    /** By name. */
    listTemplates: Effect.fn("BoardRepository.listTemplates")((organizationId: string, limit: number) =>
      Effect.flatMap(
        db.all<Omit<StoredTemplate, "columns"> & { readonly columns: unknown }>(
          () => sql`
            select name, description, columns
            from genie.board_templates
            where organization_id = ${organizationId}
            order by name
            limit ${limit}`
        ),
        Effect.forEach((row) =>
          Effect.map(Effect.orDie(decodeColumns(row.columns)), (columns): StoredTemplate => ({ ...row, columns }))
        )
      )
    ),

    /** Keeps a template. Answers 0 when there is one of this name. */
    insertTemplate: Effect.fn("BoardRepository.insertTemplate")(
      (
        template: StoredTemplate & {
          readonly id: string
          readonly organizationId: string
          readonly createdBy: string
        }
      ) =>
        db.affected(
          () => sql`
            insert into genie.board_templates (id, organization_id, name, description, columns, created_by)
            values (
              ${template.id}, ${template.organizationId}, ${template.name}, ${template.description},
              ${json(template.columns)}, ${template.createdBy}
            )
            on conflict (organization_id, name) do nothing`
        )
    )
  }
})

/** A board as `Board` decodes it, columns included. */
const columns = sql`
  boards.id, projects.key as project, boards.name, boards.template, boards.created_by, boards.created_at,
  (
    select ${boardColumns}
    from genie.board_columns
    where board_id = boards.id
  ) as columns`

const toInput = (column: NewColumn, position: number) => ({ ...column, position })
