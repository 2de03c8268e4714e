import { ProjectKey } from "@genie/scheduler/contract"
import { Priority, TaskStatus } from "@genie/store/model"
import { Schema } from "effect"
import { RepoPath } from "./ProjectsGroup.ts"

/** Which tasks are meant: of a project, or of the repository the caller is in, or of all. */
export const taskFilter = {
  project: Schema.optionalKey(ProjectKey.annotate({ description: "Only tasks of this project" })),
  repoPath: Schema.optionalKey(RepoPath.annotate({ description: "Only tasks of the project of this repository" })),
  board: Schema.optionalKey(Schema.String.annotate({ description: "Only tasks on this board" })),
  column: Schema.optionalKey(Schema.String.annotate({ description: "Only tasks in this column" })),
  assignee: Schema.optionalKey(Schema.String.annotate({ description: "Only tasks of this assignee" })),
  tag: Schema.optionalKey(Schema.String.annotate({ description: "Only tasks with this tag" })),
  priority: Schema.optionalKey(Priority.annotate({ description: "Only tasks of this priority" }))
}

/** What else narrows a list of tasks, and the cards of a board. */
export const cardFilter = {
  status: Schema.optionalKey(TaskStatus.annotate({ description: "Only tasks that stand like this" })),
  search: Schema.optionalKey(
    Schema.String.check(Schema.isBetweenLength(1, 200)).annotate({
      description: "Only tasks whose title has these words"
    })
  )
}
