import { type Kysely, sql } from "kysely"
import type { Ledger } from "./ledger.ts"

/** What must hold once nothing is left to do, and how much was done. */
export const brokenAfterAll = async (db: Kysely<any>, ledger: Ledger) => {
  const cadences = await cadencesOf(db)
  const runs = await runsOf(db)
  const triggers = await triggersOf(db)
  const ended = new Map(runs.flatMap(({ retryOf, outcome }) => (retryOf === null ? [] : [[retryOf, outcome] as const])))

  const unended = triggers.filter(({ state }) => ["pending", "held", "executing"].includes(state))
  const twice = triggers.filter(({ succeeded }) => succeeded > 1)
  const hollow = triggers.filter(({ state, succeeded }) => (state === "completed") !== (succeeded === 1))
  const lost = runs.filter(({ outcome }) => outcome === "lost")
  const dropped = lost.filter(({ id, isGivenUp }) => !isGivenUp && (ended.get(id) ?? null) === null)
  const unfinished = runs.filter(({ outcome }) => outcome === null)
  const succeeded = runs.filter(({ outcome }) => outcome === "succeeded")
  const unproven = succeeded.filter(({ id }) => ledger.begun.get(id) !== 1 || ledger.ended.get(id) !== 1)
  const repeated = [...ledger.begun.values()].filter((times) => times > 1)

  return {
    numbers: {
      postgres: await versionOf(db),
      triggers: triggers.length,
      triggersByState: countBy(triggers, ({ state }) => state),
      runs: runs.length,
      runsByOutcome: countBy(runs, ({ outcome }) => outcome ?? "unfinished"),
      givenUp: runs.filter(({ isGivenUp }) => isGivenUp).length,
      begun: ledger.begun.size,
      begunAndNotEnded: [...ledger.begun.keys()].filter((run) => !ledger.ended.has(run)).length,
      auditEntries: await auditEntriesOf(db)
    },
    broken: [
      unended.length > 0 && `${unended.length} firings never reached an end: ${some(unended)}`,
      twice.length > 0 && `${twice.length} firings were completed twice: ${some(twice)}`,
      hollow.length > 0 && `${hollow.length} firings say something else than their runs: ${some(hollow)}`,
      dropped.length > 0 && `${dropped.length} lost runs have no next attempt that ended: ${some(dropped)}`,
      unfinished.length > 0 && `${unfinished.length} runs never finished: ${some(unfinished)}`,
      unproven.length > 0 && `${unproven.length} runs succeeded that did not do their work once: ${some(unproven)}`,
      repeated.length > 0 && `${repeated.length} runs were begun twice under one claim.`,
      ...cadences
        .filter(({ isExact }) => !isExact)
        .map((cadence) => `The firings of "${cadence.name}" are not those of its cadence: ${JSON.stringify(cadence)}`)
    ].filter((sentence) => sentence !== false)
  }
}

/**
 * The instants of each schedule against plain arithmetic. Where all missed firings are made up for there is no gap; a
 * schedule for which one is enough leaves out what it missed, and nothing beside its cadence.
 */
const cadencesOf = async (db: Kysely<any>) =>
  (
    await sql<{ readonly name: string; readonly instants: number; readonly isExact: boolean }>`
      with firings as (
        select
          name, misfire, scheduled_for,
          coalesce(every_ms, 60000) as every_ms,
          case kind when 'interval' then anchor else date_trunc('minute', anchor) end as origin
        from genie.triggers
        join genie.schedules on schedules.id = triggers.schedule_id
        where triggers.origin = 'schedule'
      ),
      counted as (
        select
          name, misfire, scheduled_for,
          (extract(epoch from scheduled_for - origin) * 1000)::bigint / every_ms as step,
          (extract(epoch from scheduled_for - origin) * 1000)::bigint % every_ms as rest
        from firings
      )
      select
        name, count(*)::int as instants, min(step)::int as "first", max(step)::int as "last",
        max(rest) = 0
          and min(step) = 1
          and count(distinct scheduled_for) = count(*)
          and (misfire <> 'all' or max(step) = count(*)) as "isExact"
      from counted
      group by name, misfire
      order by name`.execute(db)
  ).rows

const runsOf = async (db: Kysely<any>) =>
  (
    await sql<{
      readonly id: string
      readonly outcome: string | null
      readonly retryOf: string | null
      readonly isGivenUp: boolean
    }>`
      select runs.id, outcome, retry_of as "retryOf", outcome = 'lost' and triggers.state = 'failed' and not exists (
        select from genie.runs as later where later.retry_of = runs.id
      ) as "isGivenUp"
      from genie.runs
      left join genie.triggers on triggers.id = runs.trigger_id`.execute(db)
  ).rows

const triggersOf = async (db: Kysely<any>) =>
  (
    await sql<{ readonly id: string; readonly state: string; readonly succeeded: number }>`
      select id, state, (
        select count(*)::int from genie.runs where trigger_id = triggers.id and outcome = 'succeeded'
      ) as succeeded
      from genie.triggers`.execute(db)
  ).rows

const auditEntriesOf = async (db: Kysely<any>) =>
  (await sql<{ readonly entries: number }>`select count(*)::int as entries from genie.audit_events`.execute(db))
    .rows[0]!.entries

const versionOf = async (db: Kysely<any>) =>
  (await sql<{ readonly version: string }>`select current_setting('server_version') as version`.execute(db)).rows[0]!
    .version

const countBy = <A>(items: ReadonlyArray<A>, of: (item: A) => string): Readonly<Record<string, number>> =>
  Object.fromEntries([...Map.groupBy(items, of)].map(([key, { length }]) => [key, length]))

const some = (items: ReadonlyArray<unknown>): string => JSON.stringify(items.slice(0, 5))
