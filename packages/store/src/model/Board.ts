import { Schema } from "effect"
import { Line } from "./Line.ts"
import { COLOR_LENGTH_MAX, HEADING_LENGTH_MAX, NAME_LENGTH_MAX } from "./lengths.ts"
import { Reference } from "./Reference.ts"
import { Uuid } from "./Uuid.ts"

export const BoardId = Uuid.pipe(Schema.brand("BoardId"))
export type BoardId = typeof BoardId.Type

export const ColumnId = Uuid.pipe(Schema.brand("ColumnId"))
export type ColumnId = typeof ColumnId.Type

/** What kind of place a column is. Every board ends with one of `done` and one of `cancelled`. */
export const ColumnCategory = Schema.Literals(["backlog", "ready", "active", "review", "done", "cancelled"])
export type ColumnCategory = typeof ColumnCategory.Type

/** Whose consent lets a task out, forward: both of two with `+`, either of two with `|`. */
export const Gate = Schema.Literals(["human", "agent", "human+agent", "human|agent"])
export type Gate = typeof Gate.Type

/** A stage of a board. */
export class Column extends Schema.Class<Column>("Column")({
  id: ColumnId,
  name: Schema.String,
  /** Its place from the left, from 0. */
  position: Schema.Number,
  category: ColumnCategory,
  /** Null: a task leaves as it likes. */
  gate: Schema.NullOr(Gate),
  /** Whoever brought a task here is not who lets it out. */
  isFourEyes: Schema.Boolean,
  /** The queue on which a run is enqueued when a ready task enters: the name of a skill. */
  action: Schema.NullOr(Schema.String),
  /** A task moves on by itself once the gate is satisfied. */
  autoAdvance: Schema.Boolean,
  /** Name of the column that a failed run, or a rejection, sends a task to. */
  onFail: Schema.NullOr(Schema.String),
  /** How many tasks may be here at once. */
  wipLimit: Schema.NullOr(Schema.Number),
  color: Schema.String
}) {}

/** A pipeline of a project. */
export class Board extends Schema.Class<Board>("Board")({
  id: BoardId,
  /** Key of its project. */
  project: Schema.String,
  name: Schema.String,
  /** The template it was copied from. */
  template: Schema.String,
  /** From left to right. */
  columns: Schema.Array(Column),
  createdBy: Schema.String,
  createdAt: Schema.Date
}) {}

/** The largest limit of a column. Whoever needs a larger one needs none. */
export const WIP_LIMIT_MAX = 10_000

/** How many tasks may be in a column at once, as an input field. */
export const WipLimit = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: WIP_LIMIT_MAX }))

/** A column of a template: what is said of it before a board has it. */
export const TemplateColumn = Schema.Struct({
  name: Line(HEADING_LENGTH_MAX),
  category: ColumnCategory,
  gate: Schema.optionalKey(Schema.NullOr(Gate)),
  isFourEyes: Schema.optionalKey(Schema.Boolean),
  action: Schema.optionalKey(Schema.NullOr(Line(NAME_LENGTH_MAX))),
  autoAdvance: Schema.optionalKey(Schema.Boolean),
  onFail: Schema.optionalKey(Schema.NullOr(Reference)),
  wipLimit: Schema.optionalKey(Schema.NullOr(WipLimit)),
  color: Schema.optionalKey(Line(COLOR_LENGTH_MAX))
})
export type TemplateColumn = typeof TemplateColumn.Type

/** A board to copy. */
export class BoardTemplate extends Schema.Class<BoardTemplate>("BoardTemplate")({
  name: Schema.String,
  description: Schema.String,
  /** Comes with Genie; the others were made by people. */
  isBuiltin: Schema.Boolean,
  columns: Schema.Array(TemplateColumn)
}) {}
