import type { TaskLogEntry, TaskLogKind } from "../api/model.ts"

/** What one actor did at one time. */
export interface Activity {
  readonly id: string
  readonly actor: string
  readonly kind: TaskLogKind
  /** Where it is one of several small things, all of them. */
  readonly did: ReadonlyArray<Pick<TaskLogEntry, "did" | "reason">>
  readonly comment: string | null
  readonly run: string | null
  /** When the last of them was done. */
  readonly at: string
}

/** Entries of a log, newest first, as they are read: oldest first, and small things that somebody did in one go together. */
export const activityOf = (entries: ReadonlyArray<TaskLogEntry>): ReadonlyArray<Activity> => {
  const told: Array<Activity> = []
  for (const entry of [...new Map(entries.map((each) => [each.id, each])).values()].reverse()) {
    const last = told.at(-1)
    if (last !== undefined && goesWith(last, entry)) {
      told[told.length - 1] = { ...last, at: entry.at, did: [...last.did, entry] }
    } else {
      const { actor, at, comment, id, kind, run } = entry
      told.push({ id, actor: actor.handle, kind, did: [entry], comment, run, at })
    }
  }
  return told
}

const goesWith = (last: Activity, { actor, at, kind, reason }: TaskLogEntry): boolean =>
  last.actor === actor.handle &&
  small.has(kind) &&
  small.has(last.kind) &&
  reason === null &&
  last.did.every((each) => each.reason === null) &&
  Date.parse(at) - Date.parse(last.at) < IN_ONE_GO_MS

/** What changes how a task is described, and not where it is. */
const small: ReadonlySet<TaskLogKind> = new Set(["created", "changed", "assigned", "dependency"])

const IN_ONE_GO_MS = 10 * 60_000
