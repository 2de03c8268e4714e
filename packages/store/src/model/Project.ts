import { Schema } from "effect"
import { Uuid } from "./Uuid.ts"

export const ProjectId = Uuid.pipe(Schema.brand("ProjectId"))
export type ProjectId = typeof ProjectId.Type

/** A place for work, with an audit log of its own. */
export class Project extends Schema.Class<Project>("Project")({
  id: ProjectId,
  /** The SHOP of SHOP-12. */
  key: Schema.String,
  name: Schema.String,
  /** The directory of its repository; null for a virtual project. */
  repoPath: Schema.NullOr(Schema.String),
  /** The address of its remote, in one spelling: `github.com/ana/shop`. Null while unknown. */
  origin: Schema.NullOr(Schema.String),
  /** The id of its first commit. Null while unknown. */
  firstCommit: Schema.NullOr(Schema.String),
  /** How many of its tasks are neither done nor cancelled. */
  openTasks: Schema.Number,
  createdAt: Schema.Date,
  updatedAt: Schema.Date
}) {}
