import type { Implementations } from "@genie/audit/effect"
import type { TasksGroup } from "../contract/TasksGroup.ts"

/** The rules of every operation on tasks. Each file of them implements some. */
export interface TaskImplementations extends Implementations<typeof TasksGroup> {}
