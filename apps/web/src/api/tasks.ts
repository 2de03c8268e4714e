import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query"
import { type Genie, genie } from "./genie.ts"

/** A task with everything around it. */
export type TaskDetail = Awaited<ReturnType<Genie["tasks"]["show"]>>

/** One thing that stands in the way of a task. */
export type Reason = TaskDetail["why"][number]

export const taskQuery = (task: string) =>
  queryOptions({ queryKey: ["tasks", "show", task], queryFn: ({ signal }) => genie.tasks.show({ task }, { signal }) })

/** What was said about it, oldest first. */
export const commentsQuery = (task: string) =>
  infiniteQueryOptions({
    queryKey: ["tasks", "comments", task],
    queryFn: ({ pageParam, signal }) =>
      genie.tasks.comments({ task, ...(pageParam !== null && { cursor: pageParam }) }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next
  })

/** Where it has been, newest first. */
export const historyQuery = (task: string) =>
  infiniteQueryOptions({
    queryKey: ["tasks", "history", task],
    queryFn: ({ pageParam, signal }) =>
      genie.tasks.history({ task, ...(pageParam !== null && { cursor: pageParam }) }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next
  })

/** Tasks whose titles have these words, open ones first seen. */
export const searchQuery = (words: string) =>
  queryOptions({
    queryKey: ["tasks", "search", words],
    queryFn: async ({ signal }) =>
      (await genie.tasks.list({ search: words, all: true, limit: FOUND_SHOWN }, { signal })).items,
    enabled: words.length > 0,
    placeholderData: (before) => before
  })

/** What fits under a search field. Who wants more says more. */
const FOUND_SHOWN = 12

/** People and agents, by handle. */
export const actorsQuery = queryOptions({
  queryKey: ["actors"],
  queryFn: async ({ signal }) => (await genie.actors.list({ limit: ACTORS_SHOWN }, { signal })).items
})

const ACTORS_SHOWN = 200
