import type { Migration } from "./Migration.ts"

/**
 * Runs that people look for are found by an index: those that did not succeed, and one by the end of
 * its id.
 *
 * Every index on `runs` costs the queue. An index on `outcome` would make the end of each run write to all indexes
 * again, because a HOT update may change no indexed column. So the outcome of a run that succeeded, as nearly all do,
 * is left out by a generated column: it stays null, and the end of the run stays HOT. The end of an id is twelve
 * characters, half the size of an index of the whole id.
 */
export const runLists: Migration = {
  name: "0009_run_lists",
  sql: [
    `alter table genie.runs add column unsuccessful text
       generated always as (case when outcome <> 'succeeded' then outcome end) stored`,
    `comment on column genie.runs.unsuccessful is 'The outcome of a run that did not succeed. For its index only: the end of one that did stays HOT.'`,
    `create index runs_unsuccessful on genie.runs (unsuccessful, id) where unsuccessful is not null`,
    `create index runs_end_of_id on genie.runs ((reverse(right(cast(id as text), 12)) collate "C"))`
  ]
}
