import type { AuditEvent } from "@genie/store/model"

/** A recorded change as somebody says it who tells another: "moved from draft to wish by ana". */
export const changeInWords = ({ action, actor, details }: AuditEvent): string => {
  const verb = action.slice(action.indexOf(".") + 1).replaceAll("_", " ")
  const { from, to } = (typeof details === "object" && details !== null ? details : {}) as Record<string, unknown>
  const where = typeof from === "string" && typeof to === "string" ? ` from ${from} to ${to}` : ""
  return `${verb}${where} by ${actor.handle}`
}
