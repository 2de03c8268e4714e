import type { Screen } from "@genie/operation/commands"
import type { Task } from "@genie/store/model"
import { asSentence } from "@genie/tasks/contract"
import { relative } from "./relative.ts"

/** One sentence: where a task is, and how it stands there. It begins with its key, or with what else names it. */
export const taskStands = (task: Task, screen: Screen, key: string = task.key): string => {
  const { column, run } = task
  switch (task.status) {
    case "done":
    case "cancelled":
      return column === task.status ? `${key} is ${column}.` : `${key} is ${task.status}, in ${column}.`
    case "held":
      return `${key} is in ${column}, held by ${task.heldBy}: ${asSentence(task.heldReason ?? "")}`
    case "blocked":
      return `${key} is in ${column} and waits for ${task.openBlockers === 1 ? "another task" : `${task.openBlockers} other tasks`}.`
    case "queued":
      return `${key} is in ${column}, queued on ${run?.queue} for a worker.`
    case "in_progress": {
      const until = run?.leaseExpiresAt ? ` for the next ${lasting(run.leaseExpiresAt, screen)}` : ""
      return run?.holder
        ? `${key} is in ${column}, in the hands of ${run.holder}${until}.`
        : `${key} is in ${column}, and the worker ${run?.worker} is at it.`
    }
    case "waiting":
      return `${key} is in ${column} and waits for an approval.`
    case "scheduled":
      return `${key} is in ${column} and starts ${relative(task.startAt, screen)}.`
    case "ready":
      return `${key} is ready, in ${column}.`
  }
}

/** What one would type next, or nothing where nothing is to be done. */
export const taskNext = ({ key, run, status }: Task): string | undefined => {
  switch (status) {
    case "held":
      return `genie task unblock ${key}`
    case "queued":
    case "blocked":
    case "scheduled":
      return `genie task why ${key}`
    case "in_progress":
      return run?.holder ? `genie task complete ${key}` : `genie run output ${run?.id.slice(-8)} --follow`
    case "waiting":
      return `genie task approve ${key}`
    default:
      return undefined
  }
}

/** How long until then, to the nearest: a lease of ten minutes lasts 10 min a moment after it began. */
export const lasting = (until: Date, screen: Screen) =>
  relative(new Date(until.getTime() + SLACK_MS), screen).replace(/^in /, "")

/** What a command takes until it says so. */
const SLACK_MS = 5_000
