import type { TaskLogKind } from "@genie/store/model"
import { tasksEvents } from "../events.ts"

/** The act of an actor, as the rest of a sentence that begins with their handle. */
export interface Deed {
  readonly kind: TaskLogKind
  readonly did: string
  readonly reason: string | null
}

type Details = Readonly<Record<string, unknown>>

/** A recorded act in words. Details may be erased: then it says less, and stays true. */
export const deedInWords = (action: string, details: Details): Deed => ({
  kind: kinds[action] ?? "changed",
  did: runs[action]?.(details) ?? says.get(action)?.(details) ?? action.replace(/^task\./, "").replaceAll("_", " "),
  reason: text(details.reason) ?? text(details.message) ?? text(details.question)
})

const says = new Map<string, (details: Details) => string>(tasksEvents.map((type) => [type.tag, type.says]))

const text = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null)

/** The mark that an act has in the log of a task, where it is not a plain change. */
const kinds: Readonly<Record<string, TaskLogKind>> = {
  "task.created": "created",
  "task.moved": "moved",
  "task.approved": "decided",
  "task.rejected": "decided",
  "task.approval_asked": "decided",
  "task.assigned": "assigned",
  "task.unassigned": "assigned",
  "task.blocked": "held",
  "task.unblocked": "held",
  "task.dependency_added": "dependency",
  "task.dependency_removed": "dependency",
  "task.checked_out": "checkout",
  "task.released": "checkout",
  "task.completed": "checkout",
  "task.commented": "comment",
  "run.begun": "run",
  "run.succeeded": "run",
  "run.failed": "run",
  "run.cancelled": "run",
  "run.timed_out": "run",
  "run.lost": "run"
}

/** The runs of a task are recorded by the batch: its log reads them from their rows. */
const runs: Readonly<Record<string, (details: Details) => string>> = {
  "run.begun": ({ attempt, attemptsMax }) =>
    Number(attemptsMax) > 1 ? `began attempt ${attempt} of ${attemptsMax}` : "began to work on it",
  "run.succeeded": ({ durationMs }) => `succeeded${after(durationMs)}`,
  "run.failed": ({ durationMs }) => `failed${after(durationMs)}`,
  "run.cancelled": ({ durationMs }) => `was cancelled${after(durationMs)}`,
  "run.timed_out": ({ durationMs }) => `took too long${after(durationMs)}`,
  "run.lost": () => "was lost"
}

const after = (durationMs: unknown): string => (typeof durationMs === "number" ? ` after ${spoken(durationMs)}` : "")

/** A duration as people say it. */
const spoken = (ms: number): string => {
  if (ms < 60_000) return `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`
  const minutes = Math.round(ms / 60_000)
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
