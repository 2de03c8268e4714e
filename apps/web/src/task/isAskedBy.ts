import type { TaskDetail } from "../api/tasks.ts"

/** Whether somebody waits for an approval. Nobody gives the one they asked for. */
export const isAskedBy = (handle: string | undefined, approvals: TaskDetail["approvals"]): boolean =>
  approvals.some(({ askedBy, decision, isCurrent }) => isCurrent && decision === null && askedBy === handle)
