import { queryOptions } from "@tanstack/react-query"
import { type Genie, genie } from "./genie.ts"

/** A board with its cards. */
export type BoardView = Awaited<ReturnType<Genie["boards"]["show"]>>

/** A board of a project (the first when none is named), with the first cards of every column. */
export const boardQuery = (project: string, board?: string) =>
  queryOptions({
    queryKey: ["boards", project, "cards", board ?? null],
    queryFn: ({ signal }) =>
      genie.boards.show({ project, cards: CARDS_SHOWN, ...(board !== undefined && { board }) }, { signal })
  })

/** A column of more is a list to be searched, not a column to be looked at. */
const CARDS_SHOWN = 100

/** The boards of a project and their columns, without cards. */
export const boardsQuery = (project: string) =>
  queryOptions({
    queryKey: ["boards", project, "columns"],
    queryFn: ({ signal }) => genie.boards.list({ project }, { signal })
  })
