import type { Operations } from "@genie/operation"
import { Context } from "effect"
import type { TasksGroup } from "./TasksGroup.ts"

/** What can be asked of tasks, as a service. */
export interface TaskOperations extends Operations<typeof TasksGroup> {}

/** Intended work, and the gates it passes. */
export class Tasks extends Context.Service<Tasks, TaskOperations>()("@genie/tasks/Tasks") {}
