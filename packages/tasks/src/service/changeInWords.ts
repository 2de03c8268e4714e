import type { AuditEvent } from "@genie/store/model"

/** What makes another revision of a task. A comment, a checkout or a decision does not. */
const changing = new Set([
  "task.created",
  "task.updated",
  "task.moved",
  "task.blocked",
  "task.unblocked",
  "task.assigned",
  "task.unassigned",
  "task.tagged",
  "task.untagged",
  "task.dependency_added",
  "task.dependency_removed"
])

/** Whether what was recorded changed the task: whoever has seen an older revision does not know of it. */
export const isChange = ({ action, outcome }: AuditEvent): boolean => outcome === "done" && changing.has(action)

/** A recorded change as somebody says it who tells another: "moved from draft to wish by ana". */
export const changeInWords = ({ action, actor, details }: AuditEvent): string => {
  const verb = action.slice(action.indexOf(".") + 1).replaceAll("_", " ")
  const { from, to } = (typeof details === "object" && details !== null ? details : {}) as Record<string, unknown>
  const where = typeof from === "string" && typeof to === "string" ? ` from ${from} to ${to}` : ""
  return `${verb}${where} by ${actor.handle}`
}
