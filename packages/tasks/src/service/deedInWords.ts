import type { TaskLogKind } from "@genie/store/model"

/** What an actor did, as the rest of a sentence that begins with them. */
export interface Deed {
  readonly kind: TaskLogKind
  readonly did: string
  readonly reason: string | null
}

type Details = Readonly<Record<string, unknown>>

/** A recorded deed in words. Details may be erased: then it says less, and stays true. */
export const deedInWords = (action: string, details: Details): Deed => {
  const [kind, did] = deeds[action]?.(details) ?? ["changed", action.replace(/^task\./, "").replaceAll("_", " ")]
  return { kind, did, reason: text(details.reason) ?? text(details.message) ?? text(details.question) }
}

const text = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null)

/** A part of a sentence for a detail that is there. */
const so = (before: string, value: unknown): string => (text(value) === null ? "" : ` ${before} ${value}`)

const named = (value: unknown): string => (text(value) === null ? "" : ` ${value}`)

const deeds: Readonly<Record<string, (details: Details) => readonly [kind: TaskLogKind, did: string]>> = {
  "task.created": ({ column }) => ["created", `created it${so("in", column)}`],
  "task.moved": ({ byItself, from, to }) => [
    "moved",
    `${byItself === true ? "let it go on" : "moved it"}${so("from", from)}${so("to", to)}`
  ],
  "task.approved": ({ column }) => ["decided", `approved it${so("in", column)}`],
  "task.rejected": ({ column }) => ["decided", `rejected it${so("in", column)}`],
  "task.approval_asked": ({ of }) => ["decided", `asked${text(of) === null ? "" : ` ${of}`} for an approval`],
  "task.updated": ({ changed, withApproval }) => ["changed", changedInWords(changed, withApproval === true)],
  "task.assigned": ({ actor, role }) => ["assigned", assignedInWords(actor, role)],
  "task.unassigned": ({ actor, role }) => ["assigned", unassignedInWords(actor, role)],
  "task.tagged": ({ tag }) => ["changed", `added the tag${named(tag)}`],
  "task.untagged": ({ tag }) => ["changed", `removed the tag${named(tag)}`],
  "task.blocked": () => ["held", "held it back"],
  "task.unblocked": () => ["held", "let it go on"],
  "task.dependency_added": ({ kind, on }) => ["dependency", `${added[String(kind)] ?? "linked it to"}${named(on)}`],
  "task.dependency_removed": ({ kind, on }) => [
    "dependency",
    `${removed[String(kind)] ?? "unlinked it from"}${named(on)}`
  ],
  "task.checked_out": () => ["checkout", "checked it out"],
  "task.released": ({ failed, from }) => [
    "checkout",
    failed === "true" ? "tried it and gave it back" : `gave it back${so("for", from)}`
  ],
  "task.completed": () => ["checkout", "completed their part"],
  "task.commented": () => ["comment", "commented"],
  "run.begun": ({ attempt, attemptsMax }) => [
    "run",
    Number(attemptsMax) > 1 ? `began attempt ${attempt} of ${attemptsMax}` : "began to work on it"
  ],
  "run.succeeded": ({ durationMs }) => ["run", `succeeded${after(durationMs)}`],
  "run.failed": ({ durationMs }) => ["run", `failed${after(durationMs)}`],
  "run.cancelled": ({ durationMs }) => ["run", `was cancelled${after(durationMs)}`],
  "run.timed_out": ({ durationMs }) => ["run", `took too long${after(durationMs)}`],
  "run.lost": () => ["run", "was lost"]
}

const added: Readonly<Record<string, string>> = {
  depends_on: "made it wait for",
  relates_to: "related it to",
  duplicates: "called it a duplicate of",
  discovered_from: "discovered it from"
}

const removed: Readonly<Record<string, string>> = {
  depends_on: "made it wait no longer for",
  relates_to: "unrelated it from",
  duplicates: "called it no duplicate of",
  discovered_from: "discovered it not from"
}

const fields: Readonly<Record<string, string>> = {
  startAt: "start",
  dueAt: "due date",
  parentId: "parent",
  externalId: "external id",
  externalUrl: "external address",
  wishFile: "wish file",
  groupName: "group"
}

const changedInWords = (changed: unknown, isWithApproval: boolean): string => {
  if (isWithApproval) return "changed the text while approving it"
  if (!Array.isArray(changed) || changed.length === 0) return "changed it"
  const names = changed.map((field) => fields[String(field)] ?? String(field))
  return `changed the ${names.length === 1 ? names[0] : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`}`
}

const assignedInWords = (actor: unknown, role: unknown): string =>
  role === undefined || role === "assignee" ? `assigned ${text(actor) ?? "somebody"}` : `made ${actor} its ${role}`

const unassignedInWords = (actor: unknown, role: unknown): string =>
  role === undefined || role === "assignee"
    ? `unassigned ${text(actor) ?? "somebody"}`
    : `removed ${actor} as its ${role}`

const after = (durationMs: unknown): string => (typeof durationMs === "number" ? ` after ${spoken(durationMs)}` : "")

/** A duration as people say it. */
const spoken = (ms: number): string => {
  if (ms < 60_000) return `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`
  const minutes = Math.round(ms / 60_000)
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
