import type { QueryClient } from "@tanstack/react-query"
import type { BoardView } from "../api/boards.ts"
import type { Task } from "../api/model.ts"
import { placeCard } from "./placeCard.ts"

/** Puts a task's card into a column of its board, wherever that board is shown. */
export const showCard = (queries: QueryClient, task: Task, column: string): void => {
  queries.setQueriesData<BoardView>({ queryKey: ["boards", task.project, "cards"] }, (view) =>
    view?.board.name === task.board ? placeCard(view, task, column) : view
  )
}
