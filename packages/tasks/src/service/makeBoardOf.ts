import { nearestName } from "@genie/operation"
import type { SqlError } from "@genie/store/database"
import type { ProjectRow } from "@genie/store/identity"
import { type Board, type Column, foldCase, textProblem } from "@genie/store/model"
import { BoardRepository } from "@genie/store/tasks"
import { Effect, Option } from "effect"
import { BoardNotFound, ColumnNotFound } from "../contract/BoardsGroup.ts"

/** Boards, as the rules of tasks ask for them. */
export interface BoardOf {
  /** The board of this name; without a name the first one of the project. */
  of(project: ProjectRow, name: string | undefined): Effect.Effect<Board, BoardNotFound | SqlError>
}

/** Finds the boards of projects. */
export const makeBoardOf = Effect.gen(function* () {
  const boards = yield* BoardRepository
  const boardOf: BoardOf = {
    of: Effect.fnUntraced(function* (project, name) {
      const isText = name === undefined || textProblem(name) === undefined
      const found = isText ? yield* boards.find(project.id, name) : Option.none()
      if (Option.isSome(found)) return found.value
      const names = yield* boards.names(project.id)
      const alike = names.filter((other) => name !== undefined && foldCase(other) === foldCase(name))
      // Of two that differ only in case, from before names were compared without it, neither is meant.
      if (alike.length === 1) return Option.getOrThrow(yield* boards.find(project.id, alike[0]))
      return yield* new BoardNotFound({ project: project.key, board: name ?? "", boards: names })
    })
  }
  return boardOf
})

/** The column of this name; upper and lower case are one where no two names differ only in it. */
export const columnOf = (board: Pick<Board, "columns">, name: string): Effect.Effect<Column, ColumnNotFound> => {
  const alike = board.columns.filter((column) => foldCase(column.name) === foldCase(name))
  const found = board.columns.find((column) => column.name === name) ?? (alike.length === 1 ? alike[0] : undefined)
  if (found !== undefined) return Effect.succeed(found)
  const columns = board.columns.map((column) => column.name)
  return Effect.fail(new ColumnNotFound({ column: name, nearest: nearestName(name, columns), columns }))
}
