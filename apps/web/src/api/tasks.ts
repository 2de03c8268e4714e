import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query"
import type { TaskFilter } from "../filter/taskFilter.ts"
import { type Genie, genie } from "./genie.ts"
import type { TaskOrder } from "./model.ts"

/** A task with everything around it. */
export type TaskDetail = Awaited<ReturnType<Genie["tasks"]["show"]>>

/** One thing that stands in the way of a task. */
export type Reason = TaskDetail["why"][number]

export const taskQuery = (task: string) =>
  queryOptions({ queryKey: ["tasks", "show", task], queryFn: ({ signal }) => genie.tasks.show({ task }, { signal }) })

/** What happened to it, newest first. */
export const logQuery = (task: string) =>
  infiniteQueryOptions({
    queryKey: ["tasks", "log", task],
    queryFn: ({ pageParam, signal }) =>
      genie.tasks.log({ task, ...(pageParam !== null && { cursor: pageParam }) }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next
  })

/** Which tasks a list shows, and in which order. */
export interface TaskListing extends TaskFilter {
  readonly project: string
  readonly all?: boolean
  readonly order?: TaskOrder
}

/** Tasks of a project, page by page. */
export const taskListQuery = (listing: TaskListing) =>
  infiniteQueryOptions({
    queryKey: ["tasks", "list", listing],
    queryFn: ({ pageParam, signal }) =>
      genie.tasks.list({ ...listing, ...(pageParam !== null && { cursor: pageParam }) }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    placeholderData: (before) => before
  })

/** How many tasks there are. */
export const taskCountQuery = (listing: Omit<TaskListing, "order">) =>
  queryOptions({
    queryKey: ["tasks", "count", listing],
    queryFn: async ({ signal }) => (await genie.tasks.count(listing, { signal })).count,
    placeholderData: (before) => before
  })

/** As far as Genie counts. */
export const TASKS_COUNTED_MAX = 10_000

/** The tags of a project, by name. */
export const tagsQuery = (project: string) =>
  queryOptions({
    queryKey: ["tasks", "tags", project],
    queryFn: ({ signal }) => genie.tasks.tags({ project }, { signal })
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
