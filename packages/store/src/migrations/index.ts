import { instance } from "./0001_instance.ts"
import { audit } from "./0002_audit.ts"
import { scheduler } from "./0003_scheduler.ts"
import { runEvents } from "./0004_run_events.ts"
import { tasks } from "./0005_tasks.ts"
import { keys } from "./0006_keys.ts"
import { taskTries } from "./0007_task_tries.ts"
import { commands } from "./0008_commands.ts"
import { runLists } from "./0009_run_lists.ts"
import { repositories } from "./0010_repositories.ts"
import type { Migration } from "./Migration.ts"

export type { Migration } from "./Migration.ts"

/** The history of the schema, oldest first. */
export const migrations: ReadonlyArray<Migration> = [
  instance,
  audit,
  scheduler,
  runEvents,
  tasks,
  keys,
  taskTries,
  commands,
  runLists,
  repositories
]
