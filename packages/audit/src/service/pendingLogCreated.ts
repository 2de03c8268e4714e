import type { PendingEntry } from "./PendingEntry.ts"
import { pendingDetails } from "./pendingDetails.ts"

/** The action that names a new log in the system log, so that a log that disappears is missed. */
export const logCreated = "log.created"

/** What the system log says about a new log: whoever caused it made it. */
export const pendingLogCreated = (cause: PendingEntry, log: string, project: string): PendingEntry => ({
  project: null,
  actor: cause.actor,
  action: logCreated,
  target: { type: "log", id: log },
  outcome: "done",
  requestId: cause.requestId,
  details: pendingDetails({ project }),
  isEvent: true,
  receipts: cause.receipts
})
