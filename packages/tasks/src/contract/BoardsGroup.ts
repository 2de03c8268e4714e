import { ActorNotFound, ProjectKey, ProjectNotFound, TemplateNotFound } from "@genie/identity/contract"
import { asArgument, operationGroup, Refusal } from "@genie/operation"
import {
  Board,
  BoardTemplate,
  COLOR_LENGTH_MAX,
  Column,
  Gate,
  HEADING_LENGTH_MAX,
  Line,
  NAME_LENGTH_MAX,
  REASON_LENGTH_MAX,
  Reference,
  Task,
  TemplateColumn,
  Text,
  WipLimit
} from "@genie/store/model"
import { Schema } from "effect"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as OpenApi from "effect/http-api/OpenApi"
import { cardFilter, taskFilter } from "./taskFilter.ts"

/** The name names no board of the project. */
export class BoardNotFound extends Refusal<BoardNotFound>()(
  "BoardNotFound",
  { status: 404, title: "No such board" },
  { project: Schema.String, board: Schema.String, boards: Schema.Array(Schema.String) }
) {
  override get message() {
    return `${this.project} has no board "${this.board}". It has: ${this.boards.join(", ")}.`
  }
}

/** Boards of a project have different names, and so have the columns of a board, and templates. */
export class BoardNameTaken extends Refusal<BoardNameTaken>()(
  "BoardNameTaken",
  { status: 409, title: "Name taken" },
  { noun: Schema.Literals(["board", "column", "template"]), name: Schema.String }
) {
  override get message() {
    return `Another ${this.noun} is already called "${this.name}".`
  }
}

/** The name names no column of the board. */
export class ColumnNotFound extends Refusal<ColumnNotFound>()(
  "ColumnNotFound",
  { status: 404, title: "No such column" },
  { column: Schema.String, nearest: Schema.NullOr(Schema.String), columns: Schema.Array(Schema.String) }
) {
  override get message() {
    return this.nearest === null
      ? `There is no column "${this.column}". The board has: ${this.columns.join(", ")}.`
      : `There is no column "${this.column}". Did you mean "${this.nearest}"?`
  }
}

/** How many columns a board may have: they are read together and shown side by side. */
export const COLUMNS_MAX = 30

/** How many cards of a column one look at a board may bring. The rest are pages of `tasks.list`. */
export const CARDS_MAX = 200

/** How many are counted of what is done or cancelled; more is shown as "1000+". */
export const COUNT_MAX = 1_000

/** A column with what is in it. */
export const ColumnView = Schema.Struct({
  column: Column,
  /** How many tasks are in it; done and cancelled ones are counted up to 1,001. */
  count: Schema.Number,
  /** How many of them the filter means: all of them when there is none. */
  found: Schema.Number,
  /** The first of those: most urgent first; in done and cancelled the last one in first. */
  tasks: Schema.Array(Task)
})

/** A board with its cards. */
export class BoardView extends Schema.Class<BoardView>("BoardView")({
  board: Board,
  columns: Schema.Array(ColumnView)
}) {}

const board = {
  project: ProjectKey.annotate({ description: "Key of the project" }),
  board: Reference.annotate({ description: "Name of the board" })
}

/** Everything that can be asked of boards. */
export const BoardsGroup = operationGroup(
  "boards",
  HttpApiEndpoint.get("list", "/", {
    query: { project: Schema.optionalKey(ProjectKey.annotate({ description: "Only boards of this project" })) },
    success: Schema.Array(Board),
    error: [ProjectNotFound]
  }).annotate(OpenApi.Summary, "List boards and their columns"),

  HttpApiEndpoint.get("show", "/of/:project", {
    params: { project: board.project },
    query: {
      board: Schema.optionalKey(Reference.annotate({ description: "Which board (the first of the project)" })),
      cards: Schema.optionalKey(
        Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: CARDS_MAX })).annotate({
          description: `How many cards of each column: 0 to ${CARDS_MAX}, 50 when not said`
        })
      ),
      assignee: taskFilter.assignee,
      tag: taskFilter.tag,
      priority: taskFilter.priority,
      ...cardFilter
    },
    success: BoardView,
    error: [ProjectNotFound, BoardNotFound, ActorNotFound]
  }).annotate(OpenApi.Summary, "Show a board with its cards"),

  HttpApiEndpoint.get("templates", "/templates", {
    success: Schema.Array(BoardTemplate)
  }).annotate(OpenApi.Summary, "List the boards that can be copied"),

  HttpApiEndpoint.post("create", "/", {
    payload: Schema.Struct({
      name: asArgument(Line(HEADING_LENGTH_MAX)).annotate({
        description: "What people call it"
      }),
      project: ProjectKey.annotate({ description: "Key of the project" }),
      template: Schema.optionalKey(Reference.annotate({ description: "What to copy (software)" })),
      columns: Schema.optionalKey(
        Schema.Array(TemplateColumn).check(Schema.isMinLength(1), Schema.isMaxLength(COLUMNS_MAX)).annotate({
          description: "Columns of its own instead of a template; done and cancelled are added when missing"
        })
      )
    }),
    success: Board,
    error: [ProjectNotFound, BoardNameTaken, TemplateNotFound, ColumnNotFound]
  }).annotate(OpenApi.Summary, "Create a board from a template"),

  HttpApiEndpoint.post("changeColumn", "/of/:project/:board/columns/:column", {
    params: { ...board, column: Reference.annotate({ description: "Name of the column" }) },
    payload: Schema.Struct({
      name: Schema.optionalKey(Line(HEADING_LENGTH_MAX).annotate({ description: "A new name" })),
      gate: Schema.optionalKey(
        Schema.NullOr(Gate).annotate({ description: "human, agent, human+agent, human|agent or null" })
      ),
      isFourEyes: Schema.optionalKey(
        Schema.Boolean.annotate({ description: "Who brought a task does not let it out" })
      ),
      action: Schema.optionalKey(
        Schema.NullOr(Line(NAME_LENGTH_MAX)).annotate({
          description: "Queue of the run it enqueues"
        })
      ),
      autoAdvance: Schema.optionalKey(Schema.Boolean.annotate({ description: "Tasks move on by themselves" })),
      onFail: Schema.optionalKey(Schema.NullOr(Reference).annotate({ description: "Column for what fails" })),
      wipLimit: Schema.optionalKey(Schema.NullOr(WipLimit).annotate({ description: "How many at once" })),
      color: Schema.optionalKey(Line(COLOR_LENGTH_MAX).annotate({ description: "Name of a color" }))
    }),
    success: Board,
    error: [ProjectNotFound, BoardNotFound, ColumnNotFound, BoardNameTaken]
  }).annotate(OpenApi.Summary, "Change a column: its gate, action, limit, name"),

  HttpApiEndpoint.post("saveTemplate", "/of/:project/:board/template", {
    params: board,
    payload: Schema.Struct({
      name: Line(HEADING_LENGTH_MAX).annotate({ description: "Name of the template" }),
      description: Schema.optionalKey(Text(REASON_LENGTH_MAX).annotate({ description: "What it is good for" }))
    }),
    success: BoardTemplate,
    error: [ProjectNotFound, BoardNotFound, BoardNameTaken]
  }).annotate(OpenApi.Summary, "Keep a board as a template")
).prefix("/boards")
