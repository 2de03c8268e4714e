import { Audit } from "@genie/audit/effect"
import { TemplateNotFound } from "@genie/identity/contract"
import { CurrentActor, InvalidInput, nearestName } from "@genie/operation"
import { ProjectRepository } from "@genie/store/identity"
import { BoardTemplate, ColumnId, foldCase, type TemplateColumn, uuidv7 } from "@genie/store/model"
import { BoardRepository, type NewColumn } from "@genie/store/tasks"
import { Effect } from "effect"
import { BoardNameTaken, COLUMNS_MAX, ColumnNotFound } from "../contract/BoardsGroup.ts"
import { BoardCreated } from "../events.ts"
import { builtinTemplates, closingColumns } from "./templates.ts"

/** A board as somebody asks for it: copied from a template, or of columns of its own. */
export interface BoardDraft {
  readonly project: { readonly id: string; readonly key: string }
  readonly name: string
  readonly template: string
  readonly columns?: ReadonlyArray<TemplateColumn> | undefined
}

/** How many templates people may have made. They are listed together. */
export const TEMPLATES_MAX = 200

/** How many boards a project may have. They are listed together. */
export const BOARDS_OF_PROJECT_MAX = 100

/** Makes boards. A board of this name refuses it: `BoardNameTaken`. */
export const makeNewBoard = Effect.gen(function* () {
  const audit = yield* Audit
  const boards = yield* BoardRepository
  const projects = yield* ProjectRepository
  const { organizationId } = audit.instance

  const templates = Effect.map(boards.listTemplates(organizationId, TEMPLATES_MAX), (made) => [
    ...builtinTemplates,
    ...made.map((template) => BoardTemplate.make({ ...template, isBuiltin: false }))
  ])

  const template = Effect.fnUntraced(function* (name: string) {
    const known = yield* templates
    const found = known.find((each) => each.name === name)
    return found ?? (yield* new TemplateNotFound({ template: name, templates: known.map((each) => each.name) }))
  })

  return {
    /** Those that come with Genie, then those that people have made. */
    templates,

    /** Writes a board and answers its id. */
    create: Effect.fnUntraced(function* ({ columns: own, name, project, template: copied }: BoardDraft) {
      const columns = yield* columnsOf(own ?? (yield* template(copied)).columns)
      // Boards of a project are made one after the other, so that each sees the names of the others.
      yield* projects.lock(project.id)
      const others = yield* boards.names(project.id)
      const taken = others.find((other) => foldCase(other) === foldCase(name))
      if (taken !== undefined) return yield* new BoardNameTaken({ noun: "board", name: taken })
      if (others.length >= BOARDS_OF_PROJECT_MAX) {
        return yield* new InvalidInput({
          reason: `${project.key} has ${BOARDS_OF_PROJECT_MAX} boards: that is the most.`
        })
      }
      const { handle } = yield* CurrentActor
      const id = uuidv7()
      const board = { id, projectId: project.id, name, template: own === undefined ? copied : "own", createdBy: handle }
      if ((yield* boards.insert({ ...board, columns })) === 0) {
        return yield* new BoardNameTaken({ noun: "board", name })
      }
      const names = columns.map((column) => column.name)
      yield* audit.record(BoardCreated({ log: project.id, id }, { name, template: board.template, columns: names }))
      return id
    })
  }
})

/** The columns of a board, from left to right: open ones, then `done` and `cancelled`, which are added when missing. */
export const columnsOf = Effect.fnUntraced(function* (
  asked: ReadonlyArray<TemplateColumn>
): Effect.fn.Return<ReadonlyArray<NewColumn>, InvalidInput | ColumnNotFound> {
  const missing = closingColumns.filter(({ category }) => asked.every((column) => column.category !== category))
  const columns = [...asked, ...missing]
  const names = columns.map(({ name }) => name)
  const problem = columnsProblem(columns)
  if (problem !== undefined) return yield* new InvalidInput({ field: "columns", reason: problem })

  for (const { onFail } of columns) {
    if (onFail != null && !names.includes(onFail)) {
      return yield* new ColumnNotFound({ column: onFail, nearest: nearestName(onFail, names), columns: names })
    }
  }
  return columns.map((column) => ({
    id: ColumnId.make(uuidv7()),
    name: column.name,
    category: column.category,
    gate: column.gate ?? null,
    isFourEyes: column.isFourEyes ?? false,
    action: column.action ?? null,
    autoAdvance: column.autoAdvance ?? false,
    onFail: column.onFail ?? null,
    wipLimit: column.wipLimit ?? null,
    color: column.color ?? "gray"
  }))
})

/** What is wrong with these columns together, if anything. */
const columnsProblem = (columns: ReadonlyArray<TemplateColumn>): string | undefined => {
  const categories = columns.map(({ category }) => category)
  const names = new Set<string>()
  if (columns.length > COLUMNS_MAX) return `a board has ${COLUMNS_MAX} columns at most, done and cancelled included`
  if (categories.slice(-2).join() !== "done,cancelled" || categories.indexOf("done") !== columns.length - 2) {
    return "a board ends with one column of the category done and one of cancelled, and has no other of them"
  }
  if (categories.indexOf("cancelled") !== columns.length - 1) return "a board has one column of the category cancelled"
  if (categories[0] !== "backlog" && categories[0] !== "ready") {
    return "tasks begin in the first column: its category is backlog or ready"
  }
  for (const { action, autoAdvance, category, gate, name, onFail } of columns) {
    if (names.has(foldCase(name))) return `two columns are called "${name}", without regard to case`
    names.add(foldCase(name))
    if (onFail === name) return `"${name}" sends what fails to itself`
    const isClosed = category === "done" || category === "cancelled"
    if (isClosed && (gate != null || action != null || autoAdvance === true)) {
      return `"${name}" is the end: it has no gate, no action and does not advance`
    }
  }
  return undefined
}
