import { CalendarClockIcon, PlayIcon, SquareKanbanIcon } from "lucide-react"

/** Where one can go, and how one gets there by keyboard. */
export const sections = [
  {
    name: "Board",
    Icon: SquareKanbanIcon,
    keys: "g b",
    to: (project?: string) => (project ? `/app/board/${project}` : "/"),
    under: ["/app/board", "/app/task"]
  },
  { name: "Runs", Icon: PlayIcon, keys: "g r", to: () => "/app/runs", under: ["/app/runs"] },
  { name: "Schedules", Icon: CalendarClockIcon, keys: "g s", to: () => "/app/schedules", under: ["/app/schedules"] }
] as const

export const isUnder = (location: string, under: ReadonlyArray<string>): boolean =>
  under.some((path) => location === path || location.startsWith(`${path}/`))
