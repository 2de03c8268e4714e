// The events of tasks and boards, as the audit log records them and readers of the feed get them. `says` finishes a sentence
// that begins with the actor; details may be erased, and then it says less.
import { event } from "@genie/audit/effect"
import { Schema } from "effect"

const text = Schema.String
const optional = Schema.optionalKey(Schema.String)
const nullable = Schema.NullOr(Schema.String)

/** Every event of a task tells its key. */
const key = { key: text }

const shown = ["tasks", "boards"]

/** A part of a sentence for a detail that is there. */
const so = (before: string, value: string | null | undefined): string =>
  value === undefined || value === null || value === "" ? "" : ` ${before} ${value}`

const named = (value: string | undefined): string => (value === undefined || value === "" ? "" : ` ${value}`)

export const TaskCreated = event("task.created", {
  subject: "task",
  description: "A task was created.",
  changes: [...shown, "projects"],
  details: { ...key, title: text, column: text, priority: text, assignees: Schema.Array(text) },
  says: ({ column }) => `created it${so("in", column)}`
})

export const TaskUpdated = event("task.updated", {
  subject: "task",
  description:
    "Fields of a task were changed. `changed` names them, or the digest is that of a text changed on approval.",
  changes: shown,
  details: {
    ...key,
    changed: Schema.optionalKey(Schema.Array(text)),
    digest: optional,
    withApproval: Schema.optionalKey(Schema.Boolean)
  },
  says: ({ changed, withApproval }) => changedInWords(changed, withApproval === true)
})

export const TaskMoved = event("task.moved", {
  subject: "task",
  description: "A task went from one column to another. `byItself`: its gate was satisfied and it advanced.",
  changes: [...shown, "projects"],
  details: {
    ...key,
    from: text,
    to: text,
    reason: optional,
    run: optional,
    byItself: Schema.optionalKey(Schema.Boolean)
  },
  says: ({ byItself, from, to }) =>
    `${byItself === true ? "let it go on" : "moved it"}${so("from", from)}${so("to", to)}`
})

export const TaskBlocked = event("task.blocked", {
  subject: "task",
  description: "A task was held back: it does not go on until it is let go.",
  changes: shown,
  details: { ...key, reason: text },
  says: () => "held it back"
})

export const TaskUnblocked = event("task.unblocked", {
  subject: "task",
  description: "A task that was held back goes on.",
  changes: shown,
  details: { ...key, reason: optional },
  says: () => "let it go on"
})

export const TaskAssigned = event("task.assigned", {
  subject: "task",
  description: "An actor got a role on a task.",
  changes: shown,
  details: { ...key, actor: text, role: text },
  says: ({ actor, role = "assignee" }) =>
    role === "assignee" ? `assigned ${actor ?? "an actor"}` : `made ${actor} its ${role}`
})

export const TaskUnassigned = event("task.unassigned", {
  subject: "task",
  description: "An actor lost a role on a task.",
  changes: shown,
  details: { ...key, actor: text, role: text },
  says: ({ actor, role = "assignee" }) =>
    role === "assignee" ? `unassigned ${actor ?? "an actor"}` : `removed ${actor} as its ${role}`
})

export const TaskTagged = event("task.tagged", {
  subject: "task",
  description: "A tag was added to a task.",
  changes: shown,
  details: { ...key, tag: text },
  says: ({ tag }) => `added the tag${named(tag)}`
})

export const TaskUntagged = event("task.untagged", {
  subject: "task",
  description: "A tag was removed from a task.",
  changes: shown,
  details: { ...key, tag: text },
  says: ({ tag }) => `removed the tag${named(tag)}`
})

export const DependencyAdded = event("task.dependency_added", {
  subject: "task",
  description:
    "A task was linked to another one: it depends on it, relates to it, duplicates it, was discovered from it.",
  changes: shown,
  details: { ...key, kind: text, on: text },
  says: ({ kind = "", on }) => `${added[kind] ?? "linked it to"}${named(on)}`
})

export const DependencyRemoved = event("task.dependency_removed", {
  subject: "task",
  description: "A link between two tasks was removed.",
  changes: shown,
  details: { ...key, kind: text, on: text },
  says: ({ kind = "", on }) => `${removed[kind] ?? "unlinked it from"}${named(on)}`
})

export const TaskCheckedOut = event("task.checked_out", {
  subject: "task",
  description: "An actor checked a task out, and holds it until the lease ends.",
  changes: [...shown, "runs"],
  details: { ...key, run: text, until: nullable },
  says: () => "checked it out"
})

export const TaskRenewed = event("task.renewed", {
  subject: "task",
  description: "The lease of a checkout was renewed.",
  changes: shown,
  details: { ...key, run: text, until: nullable },
  says: () => "kept it"
})

export const TaskReleased = event("task.released", {
  subject: "task",
  description: "A checkout was given back. `failed`: the actor could not do it. `from`: another actor held it.",
  changes: [...shown, "runs"],
  details: { ...key, run: text, reason: nullable, failed: Schema.optionalKey(Schema.Boolean), from: optional },
  // Entries of older versions have the text "true".
  says: ({ failed, from }) => (failed ? "tried it and gave it back" : `gave it back${so("for", from)}`)
})

export const TaskCompleted = event("task.completed", {
  subject: "task",
  description: "The holder of a task completed its part.",
  changes: [...shown, "runs"],
  details: { ...key, run: text, reason: nullable },
  says: () => "completed their part"
})

export const TaskCommented = event("task.commented", {
  subject: "task",
  description: "A comment was written on a task.",
  changes: ["tasks"],
  details: { ...key, comment: text },
  says: () => "commented"
})

export const ApprovalAsked = event("task.approval_asked", {
  subject: "task",
  description: "An approval was requested, bound to the digest of the task.",
  changes: shown,
  details: { ...key, digest: text, of: optional, question: optional },
  says: ({ of }) => `asked${named(of)} for an approval`
})

export const TaskApproved = event("task.approved", {
  subject: "task",
  description: "A task was approved in its column.",
  changes: shown,
  details: { ...key, digest: text, column: text, reason: optional },
  says: ({ column }) => `approved it${so("in", column)}`
})

export const TaskRejected = event("task.rejected", {
  subject: "task",
  description: "A task was rejected in its column.",
  changes: shown,
  details: { ...key, digest: text, column: text, reason: text },
  says: ({ column }) => `rejected it${so("in", column)}`
})

export const BoardCreated = event("board.created", {
  subject: "board",
  description: "A board was created from a template, or from the columns that were given.",
  changes: ["boards", "projects"],
  details: { name: text, template: nullable, columns: Schema.Array(text) },
  says: ({ name = "" }) => `created the board${named(name)}`
})

export const BoardColumnChanged = event("board.column_changed", {
  subject: "board",
  description: "A column of a board was changed. The details have what is new.",
  changes: shown,
  details: {
    column: text,
    name: optional,
    gate: Schema.optionalKey(nullable),
    isFourEyes: Schema.optionalKey(Schema.Boolean),
    action: Schema.optionalKey(nullable),
    autoAdvance: Schema.optionalKey(Schema.Boolean),
    onFail: Schema.optionalKey(nullable),
    wipLimit: Schema.optionalKey(Schema.NullOr(Schema.Number)),
    color: Schema.optionalKey(nullable)
  },
  says: ({ column }) => `changed the column${named(column)}`
})

export const TemplateSaved = event("board.template_saved", {
  subject: "board",
  description: "A board was saved as a template.",
  changes: ["boards"],
  details: { name: text },
  says: ({ name }) => `saved the template${named(name)}`
})

/** Every event of tasks and boards. */
export const tasksEvents = [
  TaskCreated,
  TaskUpdated,
  TaskMoved,
  TaskBlocked,
  TaskUnblocked,
  TaskAssigned,
  TaskUnassigned,
  TaskTagged,
  TaskUntagged,
  DependencyAdded,
  DependencyRemoved,
  TaskCheckedOut,
  TaskRenewed,
  TaskReleased,
  TaskCompleted,
  TaskCommented,
  ApprovalAsked,
  TaskApproved,
  TaskRejected,
  BoardCreated,
  BoardColumnChanged,
  TemplateSaved
] as const

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

const changedInWords = (changed: ReadonlyArray<string> | undefined, isWithApproval: boolean): string => {
  if (isWithApproval) return "changed the text while approving it"
  if (!Array.isArray(changed) || changed.length === 0) return "changed it"
  const names = changed.map((field) => fields[field] ?? field)
  return `changed the ${names.length === 1 ? names[0] : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`}`
}
