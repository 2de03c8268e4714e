import type { Migration } from "./Migration.ts"

/**
 * Clocks that go back may be treated as cron treats them, which new schedules do. Those that are there keep the policy
 * they have. And a command may say that processes it leaves running are not to be ended with its run; the run carries
 * it, so that every attempt at it does the same.
 */
export const commands: Migration = {
  name: "0008_commands",
  sql: [
    `alter table genie.schedules drop constraint schedules_dst_overlap_check`,
    `alter table genie.schedules add constraint schedules_dst_overlap_check
       check (dst_overlap in ('cron', 'earlier', 'later', 'both'))`,
    `alter table genie.schedules alter column dst_overlap set default 'cron'`,
    `comment on column genie.schedules.dst_overlap is 'What becomes of equal wall-clock times when clocks go back: the rule of cron, or which of them fires.'`,

    `alter table genie.schedules add column leftovers text not null default 'end'
       constraint schedules_leftovers_check check (leftovers in ('end', 'keep'))`,
    `comment on column genie.schedules.leftovers is 'What becomes of processes that its command leaves running: end or keep.'`,
    `alter table genie.runs add column leftovers text not null default 'end'
       constraint runs_leftovers_check check (leftovers in ('end', 'keep'))`,
    `comment on column genie.runs.leftovers is 'What becomes of processes that its command leaves running: end or keep.'`
  ]
}
