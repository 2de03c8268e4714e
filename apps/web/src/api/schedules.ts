import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query"
import { genie } from "./genie.ts"

/** Which schedules are meant. */
export interface ScheduleFilter {
  readonly status?: "active" | "paused"
  readonly project?: string
}

/** Schedules that are not deleted, page by page. */
export const schedulesQuery = (filter: ScheduleFilter = {}) =>
  infiniteQueryOptions({
    queryKey: ["schedules", "list", filter],
    queryFn: ({ pageParam, signal }) =>
      genie.schedules.list({ ...filter, ...(pageParam !== null && { cursor: pageParam }) }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next
  })

/** One schedule, by name or id. */
export const scheduleQuery = (schedule: string) =>
  queryOptions({
    queryKey: ["schedules", "show", schedule],
    queryFn: ({ signal }) => genie.schedules.show({ schedule }, { signal })
  })

/** Its last firings, newest first. */
export const triggersQuery = (schedule: string) =>
  queryOptions({
    queryKey: ["schedules", "triggers", schedule],
    queryFn: async ({ signal }) =>
      (await genie.schedules.triggers({ schedule, limit: TRIGGERS_SHOWN }, { signal })).items
  })

/** What fits a panel. The rest is in `genie schedule triggers`. */
const TRIGGERS_SHOWN = 15
