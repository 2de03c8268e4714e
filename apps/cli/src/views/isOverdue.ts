import type { Screen } from "@genie/operation/commands"
import type { Task } from "@genie/store/model"

/** Wanted by now, and still open. */
export const isOverdue = ({ closedAt, dueAt }: Task, { now }: Pick<Screen, "now">): boolean =>
  closedAt === null && dueAt !== null && dueAt < now
