// The events of actors and projects, as the audit log records them.
import { event } from "@genie/audit/effect"
import { Schema } from "effect"

const nullable = Schema.NullOr(Schema.String)

export const ActorCreated = event("actor.created", {
  subject: "actor",
  description: "An actor was introduced: by itself when it acted first, or by another actor.",
  changes: ["actors"],
  details: {
    handle: Schema.String,
    kind: Schema.String,
    externalType: Schema.optionalKey(nullable),
    externalId: Schema.optionalKey(nullable)
  },
  says: ({ handle = "" }) => `introduced ${handle}`.trimEnd()
})

export const ActorDisabled = event("actor.disabled", {
  subject: "actor",
  description: "An actor was disabled: it does nothing any more.",
  changes: ["actors", "tasks", "boards"],
  details: { handle: Schema.String },
  says: ({ handle = "" }) => `disabled ${handle}`.trimEnd()
})

export const ActorEnabled = event("actor.enabled", {
  subject: "actor",
  description: "A disabled actor may act again.",
  changes: ["actors", "tasks", "boards"],
  details: { handle: Schema.String },
  says: ({ handle = "" }) => `enabled ${handle}`.trimEnd()
})

const repository = { repoPath: nullable, origin: nullable, firstCommit: nullable }

export const ProjectCreated = event("project.created", {
  subject: "project",
  description: "A project was created, with its first board.",
  changes: ["projects", "boards"],
  details: { key: Schema.String, name: Schema.String, repoPath: nullable },
  says: ({ key = "" }) => `created the project ${key}`.trimEnd()
})

export const ProjectUpdated = event("project.updated", {
  subject: "project",
  description: "The repository of a project was set, or learned by a command that ran in it.",
  changes: ["projects"],
  details: repository,
  says: () => "set the repository"
})

/** Every event of actors and projects. */
export const identityEvents = [ActorCreated, ActorDisabled, ActorEnabled, ProjectCreated, ProjectUpdated] as const
