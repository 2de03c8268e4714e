import type { Priority, TaskStatus } from "../api/model.ts"
import { taskStatuses } from "../task/taskStatuses.ts"

/** Which tasks a board or a list shows, in the words of the operations. */
export interface TaskFilter {
  readonly search?: string
  readonly assignee?: string
  readonly tag?: string
  readonly priority?: Priority
  readonly status?: TaskStatus
}

/** The filter that an address says. What Genie would refuse is not said. */
export const filterIn = (query: string): TaskFilter => {
  const said = new URLSearchParams(query)
  const of = (name: string) => said.get(name)?.trim() || undefined
  const [search, assignee, tag, priority, status] = fields.map(of)
  return {
    ...(search !== undefined && { search: search.slice(0, SEARCH_LENGTH_MAX) }),
    ...(assignee !== undefined && { assignee }),
    ...(tag !== undefined && { tag }),
    ...(isPriority(priority) && { priority }),
    ...(isStatus(status) && { status })
  }
}

const fields = ["search", "assignee", "tag", "priority", "status"] as const

/** The part of a query that is a filter, for the other page that shares it. */
export const filterPart = (query: string): string => {
  const said = new URLSearchParams(query)
  return new URLSearchParams(fields.flatMap((name) => (said.has(name) ? [[name, said.get(name)!]] : []))).toString()
}

/** A query without any filter. */
export const unfiltered: Readonly<Record<(typeof fields)[number], undefined>> = {
  search: undefined,
  assignee: undefined,
  tag: undefined,
  priority: undefined,
  status: undefined
}

/** Whether anything is left out. */
export const isNarrow = (filter: TaskFilter): boolean => Object.keys(filter).length > 0

export const priorities: ReadonlyArray<Priority> = ["urgent", "high", "normal", "low"]

const isPriority = (value: string | undefined): value is Priority => priorities.some((each) => each === value)

const isStatus = (value: string | undefined): value is TaskStatus =>
  value !== undefined && Object.hasOwn(taskStatuses, value)

/** As long as Genie takes one. */
const SEARCH_LENGTH_MAX = 200
