import { type InfiniteData, infiniteQueryOptions, queryOptions } from "@tanstack/react-query"
import type { TaskFilter } from "../filter/taskFilter.ts"
import { type Genie, genie } from "./genie.ts"
import type { Column } from "./model.ts"

/** A board with its cards. */
export type BoardView = Awaited<ReturnType<Genie["boards"]["show"]>>

/** A board of a project (the first when none is named), with the first cards of every column that the filter means. */
export const boardQuery = (project: string, board?: string, filter: TaskFilter = {}) =>
  queryOptions({
    queryKey: ["boards", project, "cards", board ?? null, filter],
    queryFn: ({ signal }) =>
      genie.boards.show({ project, cards: CARDS_SHOWN, ...(board !== undefined && { board }), ...filter }, { signal }),
    // While a filter is asked for, what was there stays.
    placeholderData: (before, query) =>
      query?.queryKey[1] === project && query.queryKey[3] === (board ?? null) ? before : undefined
  })

/** What a screen holds. The rest of a column comes when somebody scrolls to it. */
const CARDS_SHOWN = 50

/** The cards of a column, page by page, in the order of the board. */
export const columnQuery = (project: string, board: string, column: Column, filter: TaskFilter) =>
  infiniteQueryOptions({
    queryKey: ["boards", project, "column", board, column.name, filter],
    queryFn: ({ pageParam, signal }) =>
      genie.tasks.list(
        {
          project,
          board,
          column: column.name,
          all: true,
          order: isClosing(column) ? "closed" : "urgent",
          limit: CARDS_LOADED,
          ...filter,
          ...(pageParam !== null && { cursor: pageParam })
        },
        { signal }
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next
  })

/** Pages of cards, as they are kept. */
export type CardPages = InfiniteData<Awaited<ReturnType<Genie["tasks"]["list"]>>, string | null>

const CARDS_LOADED = 100

const isClosing = ({ category }: Column): boolean => category === "done" || category === "cancelled"

/** The boards of a project and their columns, without cards. */
export const boardsQuery = (project: string) =>
  queryOptions({
    queryKey: ["boards", project, "columns"],
    queryFn: ({ signal }) => genie.boards.list({ project }, { signal })
  })
