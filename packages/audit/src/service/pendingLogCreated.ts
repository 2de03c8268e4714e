import { LogCreated } from "../events/auditEvents.ts"
import type { PendingEntry } from "./PendingEntry.ts"
import { pendingDetails } from "./pendingDetails.ts"

/** The entry of the system log about a new log. The actor that caused it made it. */
export const pendingLogCreated = (cause: PendingEntry, log: string, project: string): PendingEntry => ({
  project: null,
  actor: cause.actor,
  action: LogCreated.tag,
  target: { type: LogCreated.subject, id: log },
  outcome: "done",
  requestId: cause.requestId,
  details: pendingDetails({ project }),
  isEvent: true,
  receipts: cause.receipts
})
