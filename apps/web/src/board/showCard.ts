import type { QueryClient } from "@tanstack/react-query"
import type { BoardView, CardPages } from "../api/boards.ts"
import type { Task } from "../api/model.ts"
import { placeCard, placeInPages } from "./placeCard.ts"

/** Puts a task's card into a column of its board, wherever that board is shown. */
export const showCard = (queries: QueryClient, task: Task, column: string): void => {
  queries.setQueriesData<BoardView>({ queryKey: ["boards", task.project, "cards"] }, (view) =>
    view?.board.name === task.board ? placeCard(view, task, column) : view
  )
  const category = queries
    .getQueriesData<BoardView>({ queryKey: ["boards", task.project, "cards"] })
    .flatMap(([, view]) => (view?.board.name === task.board ? view.columns : []))
    .find((each) => each.column.name === column)?.column.category
  const placed = { ...task, column, category: category ?? task.category }
  for (const { queryKey } of queries.getQueryCache().findAll({
    queryKey: ["boards", task.project, "column", task.board]
  })) {
    queries.setQueryData<CardPages>(queryKey, (pages) =>
      pages === undefined ? pages : placeInPages(pages, placed, queryKey[4] === column)
    )
  }
}
