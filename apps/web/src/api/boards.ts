import { queryOptions } from "@tanstack/react-query"
import { type Genie, genie } from "./genie.ts"

/** A board with its cards. */
export type BoardView = Awaited<ReturnType<Genie["boards"]["show"]>>

/** The first board of a project, with the first cards of every column. */
export const boardQuery = (project: string) =>
  queryOptions({
    queryKey: ["boards", project],
    queryFn: ({ signal }) => genie.boards.show({ project, cards: CARDS_SHOWN }, { signal })
  })

/** A column of more is a list to be searched, not a column to be looked at. */
const CARDS_SHOWN = 100
