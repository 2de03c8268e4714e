import { sql } from "kysely"

/** The key of a task: the project's and its number. */
export const taskKey = sql`projects.key || '-' || tasks.number`
