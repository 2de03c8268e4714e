import type { Migration } from "./Migration.ts"

/**
 * A task that fails is given out again and again, and keeps every other task from its turn. Its failed tries are
 * counted, so that it waits longer after each and is held for a person in the end.
 */
export const taskTries: Migration = {
  name: "0007_task_tries",
  sql: [
    `alter table genie.tasks
       add column failures integer not null default 0 constraint tasks_failures_check check (failures >= 0),
       add column offered_after timestamptz`,
    `comment on column genie.tasks.failures is 'Failed tries in a row since it came to its column. A success, a move and an unblock start anew.'`,
    `comment on column genie.tasks.offered_after is 'A claim gives it out only after this: its last try failed.'`
  ]
}
