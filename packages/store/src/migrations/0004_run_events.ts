import type { Migration } from "./Migration.ts"

/**
 * What runs say while they run, and who holds one in person.
 *
 * Output is written far more often than anything else and read by few: `run_events` has one index to write besides its
 * key, a BRIN one that costs next to nothing, because events arrive in the order in which they are pruned. It has no
 * foreign key, like the runs it belongs to.
 */
export const runEvents: Migration = {
  name: "0004_run_events",
  sql: [
    `create table genie.run_events (
       run_id uuid not null,
       seq integer not null constraint run_events_seq_check check (seq > 0),
       at timestamptz not null default genie.now(),
       kind text not null constraint run_events_kind_check check (kind in ('stdout', 'stderr', 'note')),
       text text not null,
       constraint run_events_pkey primary key (run_id, seq)
     )`,
    `create index run_events_at on genie.run_events using brin (at) with (autosummarize = on)`,
    `comment on table genie.run_events is 'What a run said, piece by piece, while it ran. Redacted before it is written, deleted after some days.'`,
    `comment on column genie.run_events.run_id is 'The run.'`,
    `comment on column genie.run_events.seq is 'Its place among what the run said: from 1, counted by the worker, so that what is sent twice is kept once.'`,
    `comment on column genie.run_events.at is 'When it was said.'`,
    `comment on column genie.run_events.kind is 'stdout and stderr of its command, or a note: a word of its handler, of its worker, or of Genie.'`,
    `comment on column genie.run_events.text is 'What was said, as it is to be printed: a piece may begin or end inside a line.'`,

    `alter table genie.runs add column holder text`,
    `comment on column genie.runs.holder is 'Handle of who holds it in person, as a checkout. Absent: a worker does it.'`,
    `create index runs_of_task on genie.runs (task_id, id) where task_id is not null`,
    `alter table genie.live_runs add column holder text`,
    `comment on column genie.live_runs.holder is 'Handle of who holds it in person: there is no worker to ask, and it is never tried again.'`
  ]
}
