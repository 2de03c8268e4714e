import { Audit } from "@genie/audit/effect"
import type { ActorNotFound, ProjectNotFound } from "@genie/identity/contract"
import { makeFindActor, makeProjectOf } from "@genie/identity/effect"
import type { InvalidInput } from "@genie/operation"
import { nearestName } from "@genie/operation"
import type { SqlError } from "@genie/store/database"
import type { Priority } from "@genie/store/model"
import { type TaskFilter, TaskNameRepository } from "@genie/store/tasks"
import { Effect } from "effect"
import { BoardNotFound, ColumnNotFound } from "../contract/BoardsGroup.ts"

/** How somebody says which tasks they mean. */
export interface Meant {
  readonly project?: string
  readonly repoPath?: string
  readonly board?: string
  readonly column?: string
  readonly assignee?: string
  readonly tag?: string
  readonly priority?: Priority
}

/** Which tasks are meant, as the rules of tasks ask for it. */
export interface TasksMeant {
  /** The tasks that are meant: of all projects when none is said. A tag that nobody has is on no task, and no mistake. */
  of(
    meant: Meant
  ): Effect.Effect<
    TaskFilter,
    ProjectNotFound | BoardNotFound | ColumnNotFound | ActorNotFound | InvalidInput | SqlError
  >
}

/** Finds out which tasks are meant. */
export const makeTasksMeant = Effect.gen(function* () {
  const { instance } = yield* Audit
  const tasks = yield* TaskNameRepository
  const projects = yield* makeProjectOf
  const known = yield* makeFindActor
  const { organizationId } = instance

  const boardsOf = Effect.fnUntraced(function* (filter: TaskFilter, board: string, project: string) {
    const boardIds = yield* tasks.boardsNamed(filter, board)
    if (boardIds.length > 0) return boardIds
    const boards = [...new Set((yield* tasks.namesInReach(filter)).map((name) => name.board))]
    return yield* new BoardNotFound({ project, board, boards })
  })

  const columnsOf = Effect.fnUntraced(function* (filter: TaskFilter, column: string) {
    const columnIds = yield* tasks.columnsNamed(filter, column)
    if (columnIds.length > 0) return columnIds
    const columns = [...new Set((yield* tasks.namesInReach(filter)).map((name) => name.column))]
    return yield* new ColumnNotFound({ column, nearest: nearestName(column, columns), columns })
  })

  const tasksMeant: TasksMeant = {
    of: Effect.fnUntraced(function* ({ assignee, board, column, priority, project, repoPath, tag }) {
      const isOfAll = project === undefined && repoPath === undefined
      const found = isOfAll ? undefined : yield* projects.of({ project, repoPath })
      const inReach: TaskFilter = { organizationId, projectId: found?.id }
      const boardIds =
        board === undefined ? undefined : yield* boardsOf(inReach, board, found?.key ?? "This organization")
      const columnIds = column === undefined ? undefined : yield* columnsOf({ ...inReach, boardIds }, column)
      const assigneeId = assignee === undefined ? undefined : (yield* known.find(assignee)).id
      const tagIds = tag === undefined ? undefined : yield* tasks.tagsNamed(inReach, tag)
      return { ...inReach, boardIds, columnIds, assigneeId, tagIds, priority }
    })
  }
  return tasksMeant
})
