import { ProjectKey, RepoPath } from "@genie/identity/contract"
import { NAME_LENGTH_MAX, Priority, Reference, TaskStatus, Text } from "@genie/store/model"
import { Schema } from "effect"

/** Which tasks are meant: of a project, or of the repository the caller is in, or of all. */
export const taskFilter = {
  project: Schema.optionalKey(ProjectKey.annotate({ description: "Only tasks of this project" })),
  repoPath: Schema.optionalKey(RepoPath.annotate({ description: "Only tasks of the project of this repository" })),
  board: Schema.optionalKey(Reference.annotate({ description: "Only tasks on this board" })),
  column: Schema.optionalKey(Reference.annotate({ description: "Only tasks in this column" })),
  assignee: Schema.optionalKey(Reference.annotate({ description: "Only tasks of this assignee" })),
  tag: Schema.optionalKey(Reference.annotate({ description: "Only tasks with this tag" })),
  priority: Schema.optionalKey(Priority.annotate({ description: "Only tasks of this priority" }))
}

/** What else narrows a list of tasks, and the cards of a board. */
export const cardFilter = {
  status: Schema.optionalKey(TaskStatus.annotate({ description: "Only tasks that stand like this" })),
  search: Schema.optionalKey(
    Text(NAME_LENGTH_MAX)
      .check(Schema.isNonEmpty({ message: "is empty" }))
      .annotate({
        description: "Only tasks whose title has these words"
      })
  )
}
