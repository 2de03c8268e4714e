import { type Kysely, sql } from "kysely"

/**
 * What must hold in every state that is ever committed, so also in the one that a crash leaves behind, and how many
 * firings had begun by then.
 */
export const brokenAtAnyInstant = async (db: Kysely<any>, active: number) => {
  const [found] = await sql<Record<string, number>>`
    select
      (select count(*)::int from genie.triggers where state <> 'pending') as fired,
      (select count(*)::int from genie.schedules where status = 'active') as active,
      (select count(*)::int from genie.schedules where status = 'active' and 1 <> (
        select count(*) from genie.triggers
        where schedule_id = schedules.id and state = 'pending' and origin = 'schedule'
      )) as misplaced,
      (select count(*)::int from genie.triggers where state = 'executing' and not exists (
        select from genie.live_runs where trigger_id = triggers.id
      )) as abandoned,
      (select count(*)::int from genie.live_runs join genie.triggers on triggers.id = live_runs.trigger_id
        where triggers.state <> 'executing') as homeless,
      (select count(*)::int from genie.live_runs join genie.runs on runs.id = live_runs.run_id
        where runs.outcome is not null) as undead,
      (select count(*)::int from genie.runs where outcome is null and not exists (
        select from genie.live_runs where run_id = runs.id
      )) as forgotten
  `
    .execute(db)
    .then(({ rows }) => rows)
  const { abandoned, active: left, fired, forgotten, homeless, misplaced, undead } = found!
  const broken = [
    left !== active && `${left} of ${active} schedules are active.`,
    misplaced! > 0 && `${misplaced} active schedules have lost their place: none, or more than one firing to come.`,
    abandoned! > 0 && `${abandoned} firings are executing, and nobody has their run.`,
    homeless! > 0 && `${homeless} unfinished runs are of firings that have ended.`,
    undead! > 0 && `${undead} finished runs are still held.`,
    forgotten! > 0 && `${forgotten} unfinished runs are not in the queue.`
  ].filter((sentence) => sentence !== false)
  return { fired, broken }
}
