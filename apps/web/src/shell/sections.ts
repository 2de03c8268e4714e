import { CalendarClockIcon, ListTodoIcon, PlayIcon, SquareKanbanIcon } from "lucide-react"
import { filterPart } from "../filter/taskFilter.ts"
import { boardPlace, isOverList, listPlace } from "../nav/places.ts"

/** Where one can go, and how one gets there by keyboard. The board and the list share a filter. */
export const sections = [
  {
    name: "Board",
    Icon: SquareKanbanIcon,
    keys: "g b",
    to: (project: string | undefined, search: string) => (project ? boardPlace(project, filterPart(search)) : "/")
  },
  {
    name: "Tasks",
    Icon: ListTodoIcon,
    keys: "g t",
    to: (project: string | undefined, search: string) => (project ? listPlace(project, filterPart(search)) : "/")
  },
  { name: "Runs", Icon: PlayIcon, keys: "g r", to: () => "/app/runs" },
  { name: "Schedules", Icon: CalendarClockIcon, keys: "g s", to: () => "/app/schedules" }
] as const

/** The name of the section that an address belongs to. */
export const sectionOf = (path: string, search: string): string | undefined => {
  const kind = path.split("/")[2] ?? ""
  return kind === "task" ? (isOverList(search) ? "Tasks" : "Board") : named[kind]
}

const named: Readonly<Record<string, string>> = { board: "Board", tasks: "Tasks", runs: "Runs", schedules: "Schedules" }
