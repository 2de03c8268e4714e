import type { Paint } from "@genie/operation/commands"
import type { Task } from "@genie/store/model"

/** How a task stands, as people say it. */
export const statusWord = (status: Task["status"]): string => status.replace("_", " ")

/** Green goes on by itself, red and yellow wait for somebody. */
export const statusPaint = (status: Task["status"]): Paint => paints[status]

const paints: Record<Task["status"], Paint> = {
  ready: "green",
  queued: "cyan",
  in_progress: "blue",
  waiting: "yellow",
  held: "magenta",
  blocked: "red",
  scheduled: "dim",
  done: "dim",
  cancelled: "dim"
}

/** What has to be noticed: nothing in the usual case. */
export const priorityPaint = (priority: Task["priority"]): Paint | undefined =>
  priority === "urgent" ? "red" : priority === "high" ? "yellow" : priority === "low" ? "dim" : undefined
