import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query"
import { genie } from "./genie.ts"
import type { RunState } from "./model.ts"

/** Which runs are meant. */
export interface RunFilter {
  readonly state?: RunState
  readonly project?: string
  readonly schedule?: string
  readonly task?: string
}

/** Runs, newest first, page by page. */
export const runsQuery = (filter: RunFilter = {}) =>
  infiniteQueryOptions({
    queryKey: ["runs", "list", filter],
    queryFn: ({ pageParam, signal }) =>
      genie.runs.list({ ...filter, ...(pageParam !== null && { cursor: pageParam }) }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next
  })

/** One run, with the end of its output. */
export const runQuery = (run: string) =>
  queryOptions({ queryKey: ["runs", "show", run], queryFn: ({ signal }) => genie.runs.show({ run }, { signal }) })

/** The workers that are there, and those that were there lately. */
export const workersQuery = queryOptions({
  queryKey: ["workers", "list"],
  queryFn: async ({ signal }) => (await genie.workers.list({ limit: WORKERS_MAX }, { signal })).items
})

const WORKERS_MAX = 200
