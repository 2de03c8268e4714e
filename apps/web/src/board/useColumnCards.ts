import { useInfiniteQuery } from "@tanstack/react-query"
import { useState } from "react"
import { type BoardView, columnQuery } from "../api/boards.ts"
import type { Board, Task } from "../api/model.ts"
import { filterIn } from "../filter/taskFilter.ts"
import { useSearch } from "../nav/useSearch.ts"

/** The cards of a column that are loaded, and how one has more of them. */
export interface ColumnCards {
  readonly cards: ReadonlyArray<Task>
  readonly hasNextPage: boolean
  readonly isFetchingNextPage: boolean
  readonly fetchNextPage: () => unknown
}

/** First the cards that came with the board. When somebody wants more, the column is read by itself, page by page. */
export const useColumnCards = (board: Board, { column, found, tasks }: BoardView["columns"][number]): ColumnCards => {
  const filter = filterIn(useSearch())
  const place = JSON.stringify([board.id, filter])
  // A column of another board, or under another filter, begins anew.
  const [wholeOf, setWholeOf] = useState<string>()
  const isWhole = wholeOf === place
  const pages = useInfiniteQuery({ ...columnQuery(board.project, board.name, column, filter), enabled: isWhole })

  if (!isWhole || pages.data === undefined) {
    return {
      cards: tasks,
      hasNextPage: found > tasks.length,
      isFetchingNextPage: isWhole,
      fetchNextPage: () => setWholeOf(place)
    }
  }
  const cards = new Map(pages.data.pages.flatMap(({ items }) => items).map((task) => [task.key, task]))
  return { ...pages, cards: [...cards.values()] }
}
