// The addresses of the page. A filter and what is looked at travel in the query, so that a link shows the same to others.

/** The address of a board. The first board of a project needs no name. */
export const boardPlace = (project: string, search = ""): string =>
  at(`/app/board/${encodeURIComponent(project)}`, search)

/** The address of the list of the tasks of a project. */
export const listPlace = (project: string, search = ""): string =>
  at(`/app/tasks/${encodeURIComponent(project)}`, search)

/** The address of a task, over the board or the list that it is looked at on. */
export const taskPlace = (task: string, search = ""): string => at(`/app/task/${encodeURIComponent(task)}`, search)

/** The address of a run, over the list that it is looked at on. */
export const runPlace = (run: string, search = ""): string => at(`/app/runs/${encodeURIComponent(run)}`, search)

/** The address of a schedule, over the list that it is looked at on. */
export const schedulePlace = (schedule: string, search = ""): string =>
  at(`/app/schedules/${encodeURIComponent(schedule)}`, search)

/** What a query is when it says something else of one thing. Absent and empty are the same. */
export const changed = (search: string, changes: Readonly<Record<string, string | undefined>>): string => {
  const query = new URLSearchParams(search)
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined || value === "") query.delete(name)
    else query.set(name, value)
  }
  return query.toString()
}

/** The project that a list is about: what the address says, else the one that was looked at last. Undefined: everything. */
export const scopeIn = (search: string, project: string | undefined): string | undefined => {
  const said = new URLSearchParams(search).get("in")
  return said === null ? project : said === EVERYTHING ? undefined : said
}

/** How an address says that. */
export const inOf = (scope: string | undefined, project: string | undefined): string | undefined =>
  scope === project ? undefined : (scope ?? EVERYTHING)

/** No key of a project: those are in capitals. */
const EVERYTHING = "everything"

/** The board that an address names. */
export const boardIn = (search: string): string | undefined => new URLSearchParams(search).get("board") ?? undefined

/** Whether a task is looked at over the list. */
export const isOverList = (search: string): boolean => new URLSearchParams(search).get("view") === "list"

/** What an address is without the panel that is open over it. */
export const baseOf = (place: string): string => {
  const [path = "", search = ""] = place.split("?", 2)
  const [, app, kind, name] = path.split("/")
  if (app !== "app" || name === undefined) return place
  if (kind === "runs" || kind === "schedules") return at(`/app/${kind}`, search)
  if (kind !== "task") return place
  const project = projectOf(decodeURIComponent(name))
  return isOverList(search) ? listPlace(project, changed(search, { view: undefined })) : boardPlace(project, search)
}

/** SHOP of SHOP-12. */
export const projectOf = (task: string): string => task.slice(0, Math.max(0, task.lastIndexOf("-"))).toUpperCase()

const at = (path: string, search: string): string => (search === "" ? path : `${path}?${search}`)
