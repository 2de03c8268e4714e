import { Audit, change, implement, read } from "@genie/audit/effect"
import { makeProjectOf } from "@genie/identity/effect"
import { CurrentActor, InvalidInput } from "@genie/operation"
import { Db } from "@genie/store/database"
import { type Board, BoardTemplate, type Column, foldCase, type TemplateColumn, uuidv7 } from "@genie/store/model"
import { LiveRunRepository } from "@genie/store/scheduler"
import { BoardRepository, CardRepository, TaskPipelineRepository } from "@genie/store/tasks"
import { Effect } from "effect"
import { Boards } from "../contract/Boards.ts"
import { BoardNameTaken, BoardsGroup, BoardView, COUNT_MAX } from "../contract/BoardsGroup.ts"
import { BoardColumnChanged, BoardCreated, TemplateSaved } from "../events.ts"
import { columnOf, makeBoardOf } from "./makeBoardOf.ts"
import { makeNewBoard, TEMPLATES_MAX } from "./makeNewBoard.ts"
import { makeTasksMeant } from "./makeTasksMeant.ts"
import { makePipeline } from "./Pipeline.ts"
import { DEFAULT_TEMPLATE } from "./templates.ts"
import { wordsIn } from "./wordsIn.ts"

/** How many boards one look at them brings. */
export const BOARDS_MAX = 1_000

/** How many cards of a column are shown when nobody says. */
const CARDS_DEFAULT = 50

/** How many tasks of a column go on at once when its gate has changed. The daemon finds the others. */
const PURSUED_MAX = 500

/** The rules of boards: a pipeline with gates, which ends with what is done and what is cancelled. */
export const BoardsLive = implement(
  BoardsGroup,
  Boards,
  Effect.gen(function* () {
    const _db = yield* Db
    const audit = yield* Audit
    const boards = yield* BoardRepository
    const tasks = yield* CardRepository
    const standing = yield* TaskPipelineRepository
    const liveRuns = yield* LiveRunRepository
    const newBoard = yield* makeNewBoard
    const projectOf = yield* makeProjectOf
    const boardOf = yield* makeBoardOf
    const meant = yield* makeTasksMeant
    const pipeline = yield* makePipeline
    const { organizationId } = audit.instance

    return {
      list: read(function* ({ project }) {
        const found = project === undefined ? undefined : yield* projectOf.of({ project })
        return yield* boards.list(organizationId, found?.id, BOARDS_MAX)
      }),

      show: read(function* ({ board: name, cards = CARDS_DEFAULT, project, search, status, ...which }) {
        const board = yield* boardOf.of(yield* projectOf.of({ project }), name)
        const { assigneeId, priority, tagIds } = yield* Effect.catchTag(
          meant.of({ project, ...which }),
          // No column is asked for.
          "ColumnNotFound",
          Effect.die
        )
        const filter = { assigneeId, priority, tagIds, status, words: wordsIn(search) }
        const columns = yield* tasks.cards(board, { filter, limit: cards, countMax: COUNT_MAX })
        const shown = new Map(columns.map((column) => [column.columnId, column]))
        return BoardView.make({
          board,
          columns: board.columns.map((column) => {
            const { count = 0, found = 0, tasks = [] } = shown.get(column.id) ?? {}
            return { column, count, found, tasks }
          })
        })
      }),

      templates: read(() => newBoard.templates),

      create: change(BoardCreated, function* ({ columns, name, project: key, template = DEFAULT_TEMPLATE }) {
        const project = yield* projectOf.of({ project: key })
        return yield* boards.show(yield* newBoard.create({ project, name, template, columns }))
      }),

      changeColumn: change(
        BoardColumnChanged,
        function* ({ board: boardName, column: columnName, project: key, ...changes }) {
          const project = yield* projectOf.of({ project: key })
          const { id } = yield* boardOf.of(project, boardName)
          yield* boards.lock(id)
          const board = yield* boards.show(id)
          const column = yield* columnOf(board, columnName)
          const changed = { ...column, ...changes }
          yield* checkColumn(board, column, changed)
          const taken = board.columns.find((other) => other.id !== column.id && isSame(other.name, changed.name))
          if (changed.name !== column.name && taken !== undefined) {
            return yield* new BoardNameTaken({ noun: "column", name: taken.name })
          }
          const onFail = changed.onFail === null ? null : (yield* columnOf(board, changed.onFail)).name

          // Tasks are locked before columns, as by everybody who moves one.
          const inside = yield* boards.openTasksIn(column.id, PURSUED_MAX)
          yield* liveRuns.lockOfTasks(inside)
          yield* standing.lock(inside)
          yield* boards.updateColumn(column.id, { ...changed, onFail })
          yield* audit.record(BoardColumnChanged({ log: project.id, id }, { column: column.name, ...changes }))
          // What its new gate no longer holds goes on, what its new action does begins, and for whom its new limit has
          // room, they come.
          const awaiting = yield* standing.lockAwaiting(column.id, PURSUED_MAX)
          yield* pipeline.pursue([...inside, ...awaiting.map(({ id }) => id)])
          return yield* boards.show(id)
        }
      ),

      saveTemplate: change(TemplateSaved, function* ({ board: boardName, description = "", name, project: key }) {
        const { handle } = yield* CurrentActor
        const project = yield* projectOf.of({ project: key })
        const board = yield* boardOf.of(project, boardName)
        const templates = yield* newBoard.templates
        const taken = templates.find((template) => isSame(template.name, name))
        if (taken !== undefined) return yield* new BoardNameTaken({ noun: "template", name: taken.name })
        if (templates.filter(({ isBuiltin }) => !isBuiltin).length >= TEMPLATES_MAX) {
          return yield* new InvalidInput({
            reason: `There are ${TEMPLATES_MAX} templates already: that is the most.`
          })
        }
        const template = { name, description, columns: board.columns.map(templateColumn) }
        if ((yield* boards.insertTemplate({ ...template, id: uuidv7(), organizationId, createdBy: handle })) === 0) {
          return yield* new BoardNameTaken({ noun: "template", name })
        }
        yield* audit.record(TemplateSaved({ log: project.id, id: board.id }, { name }))
        return BoardTemplate.make({ ...template, isBuiltin: false })
      })
    }
  })
)

/** Names are compared without regard to case: those who type one do not look. */
const isSame = (one: string, other: string): boolean => foldCase(one) === foldCase(other)

const checkColumn = Effect.fnUntraced(function* (board: Board, before: Column, changed: Column) {
  if (changed.onFail === before.name || changed.onFail === changed.name) {
    return yield* new InvalidInput({ field: "onFail", reason: `"${changed.name}" cannot send what fails to itself` })
  }
  const isClosed = before.category === "done" || before.category === "cancelled"
  if (isClosed && (changed.gate !== null || changed.action !== null || changed.autoAdvance)) {
    return yield* new InvalidInput({
      reason: `"${before.name}" is where ${board.name} ends: it has no gate, no action and does not advance.`
    })
  }
})

/** A column as a template keeps it: without its place, which is that in the list. */
const templateColumn = ({ id: _, position: __, ...column }: Column): TemplateColumn => ({ ...column })
