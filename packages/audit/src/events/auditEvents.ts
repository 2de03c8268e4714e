import { Schema } from "effect"
import { event } from "./event.ts"

/** Recorded in the system log of the organization, so that a log that disappears is missed. */
export const LogCreated = event("log.created", {
  subject: "log",
  description: "A project got its own audit log.",
  changes: ["projects"],
  details: { project: Schema.String },
  says: () => "opened the audit log of a project"
})

/** Every event of the audit log itself. */
export const auditEvents = [LogCreated] as const
