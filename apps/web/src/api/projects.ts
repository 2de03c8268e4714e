import { queryOptions } from "@tanstack/react-query"
import { genie } from "./genie.ts"

/** The projects one can switch to. */
export const projectsQuery = queryOptions({
  queryKey: ["projects"],
  queryFn: async ({ signal }) => (await genie.projects.list({ limit: PROJECTS_MAX }, { signal })).items
})

/** As many as a menu can show; the rest is found by its address. */
const PROJECTS_MAX = 200

const place = "genie.project"

/** The project that was looked at last, in this browser. */
export const lastProject = {
  get: (): string | null => localStorage.getItem(place),
  set: (key: string): void => localStorage.setItem(place, key)
}
