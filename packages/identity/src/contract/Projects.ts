import type { Operations } from "@genie/operation"
import { Context } from "effect"
import type { ProjectsGroup } from "./ProjectsGroup.ts"

/** What can be asked of projects, as a service. */
export interface ProjectOperations extends Operations<typeof ProjectsGroup> {}

/** Places for work. */
export class Projects extends Context.Service<Projects, ProjectOperations>()("@genie/identity/Projects") {}
