import { Effect, Option, Schema } from "effect"
import { type RawBuilder, sql } from "kysely"
import { Db } from "../database/Db.ts"
import { uuids } from "../database/uuids.ts"
import { when } from "../database/when.ts"
import { Trigger, type TriggerState } from "../model/Trigger.ts"
import { daysAgo } from "./daysAgo.ts"
import type { NewSchedule } from "./ScheduleRepository.ts"

/** A firing to be written. */
export interface NewTrigger {
  readonly id: string
  readonly scheduleId: string
  /** The instant the cadence names. */
  readonly scheduledFor: Date
  readonly dueAt: Date
  readonly state: typeof TriggerState.Type
  readonly reason: string | null
}

/** An idempotency key of a firing, or none. */
export interface TriggerKey {
  readonly idempotencyKey: string | null
  /** In which it is unique: a project, or the organization. */
  readonly scope: string
}

/** What became of a firing. */
export interface TriggerChange {
  readonly id: string
  readonly state: typeof TriggerState.Type
  readonly reason: string | null
  /** Absent: as it was. */
  readonly dueAt?: Date | undefined
}

/** What a run takes over from its schedule inside the database, however long it is. */
type Work = "command" | "payload" | "directory" | "environment" | "stdin" | "leftovers" | "timeoutMs" | "attemptsMax"

/** A firing, and what its schedule says about when and where. */
export interface FiringTrigger extends Omit<NewSchedule, "id" | Work> {
  readonly id: string
  readonly scheduleId: string
  readonly projectId: string | null
  readonly scheduledFor: Date
  readonly origin: "schedule" | "person"
}

/** What narrows a list of firings. */
export interface TriggerFilter {
  readonly scheduleId: string
  readonly state?: typeof TriggerState.Type | undefined
  /** Only those before the firing with this id. */
  readonly before?: string | undefined
  readonly limit: number
}

const decode = Schema.decodeUnknownEffect(Schema.toCodecJson(Schema.Array(Trigger)))

/** Every statement about triggers. Whoever writes the triggers of a schedule holds its row locked. */
export const makeTriggerRepository = Effect.gen(function* () {
  const db = yield* Db
  const triggers = (query: RawBuilder<unknown>) =>
    Effect.flatMap(
      db.all(() => query),
      (rows) => Effect.orDie(decode(rows))
    )
  const instants = (query: RawBuilder<{ readonly scheduleId: string; readonly scheduledFor: string }>) =>
    Effect.map(
      db.all(() => query),
      (rows) => rows.map(({ scheduleId, scheduledFor }) => ({ scheduleId, scheduledFor: new Date(scheduledFor) }))
    )
  const firing = (query: RawBuilder<FiringRow>) =>
    Effect.map(
      db.all(() => query),
      (rows) => rows.map(toFiring)
    )

  const insertFree = Effect.fn("TriggerRepository.insertFree")((added: ReadonlyArray<NewTrigger>) =>
    instants(
      sql`
          insert into genie.triggers (id, schedule_id, scheduled_for, due_at, origin, state, reason, finished_at)
          select
            id, "scheduleId", "scheduledFor", "dueAt", 'schedule', state, reason,
            case when state in ('skipped', 'cancelled') then genie.now() end
          from json_to_recordset(cast(${JSON.stringify(added)} as json)) as input(
            id uuid, "scheduleId" uuid, "scheduledFor" timestamptz, "dueAt" timestamptz, state text, reason text
          )
          on conflict (schedule_id, scheduled_for) do update
          set
            state = excluded.state,
            due_at = excluded.due_at,
            created_at = excluded.created_at,
            reason = excluded.reason,
            finished_at = excluded.finished_at
          where triggers.state = 'cancelled'
          returning schedule_id, scheduled_for`
    )
  )

  return {
    /**
     * Writes firings of a cadence. One that was cancelled before it came is taken up again, as after a pause; any other
     * at the same instant stands, and then this is a defect: somebody computed an instant that has been.
     */
    insert: Effect.fn("TriggerRepository.insert")(function* (added: ReadonlyArray<NewTrigger>) {
      const written = (yield* insertFree(added)).length
      if (written !== added.length) {
        return yield* Effect.die(new Error(`${added.length - written} instants of a cadence were fired before.`))
      }
    }),

    /** The same, and leaves out instants that were fired: a clock that was ahead may have. Answers those it wrote. */
    insertFree,

    /**
     * Writes a firing a person asked for, due at once. Answers nothing when the key has fired before.
     *
     * Its instant has microseconds, which no cadence has, so that the two are never the same.
     */
    insertForPerson: Effect.fn("TriggerRepository.insertForPerson")(
      (id: string, scheduleId: string, { idempotencyKey, scope }: TriggerKey) =>
        Effect.map(
          triggers(sql`
            insert into genie.triggers (id, schedule_id, scheduled_for, due_at, origin, state, idempotency_key, key_scope)
            select
              cast(${id} as uuid), cast(${scheduleId} as uuid),
              greatest(date_trunc('milliseconds', genie.now()), max(scheduled_for)) + interval '1 microsecond',
              genie.now(), 'person', 'pending', cast(${idempotencyKey} as text), cast(${scope} as uuid)
            from genie.triggers
            where schedule_id = ${scheduleId}
              and origin = 'person'
              and scheduled_for >= date_trunc('milliseconds', genie.now())
            on conflict (key_scope, idempotency_key) where idempotency_key is not null do nothing
            returning ${columns}`),
          (inserted) => Option.fromUndefinedOr(inserted[0])
        )
    ),

    /** The firing that has this idempotency key, whose it is, and whether the key is free again: it ended so long ago. */
    findKey: Effect.fn("TriggerRepository.findKey")(({ idempotencyKey, scope }: TriggerKey, keptDays: number) =>
      db.maybeOne<{ readonly id: string; readonly scheduleId: string; readonly isOver: boolean }>(
        () => sql`
          select
            id, schedule_id,
            coalesce(finished_at < ${daysAgo(keptDays)}, false)
              and not exists (select from genie.live_runs where trigger_id = triggers.id) as is_over
          from genie.triggers
          where key_scope = ${scope}
            and idempotency_key = ${idempotencyKey}`
      )
    ),

    /** Makes the key of this firing free. */
    freeKey: Effect.fn("TriggerRepository.freeKey")((id: string) =>
      db.affected(() => sql`update genie.triggers set idempotency_key = null, key_scope = null where id = ${id}`)
    ),

    find: Effect.fn("TriggerRepository.find")((id: string) =>
      Effect.map(triggers(sql`select ${columns} from genie.triggers where id = ${id}`), (found) =>
        Option.fromUndefinedOr(found[0])
      )
    ),

    /** How many firings `lockDue` takes at most. */
    batchSize,

    /**
     * Locks firings that are due, oldest first, and their schedules. What somebody else holds is left to them: it never
     * waits, so nobody waits for each other. The limit is a literal of a few sizes, because one that is a parameter is
     * planned anew at every execution.
     */
    lockDue: Effect.fn("TriggerRepository.lockDue")((limit: number) =>
      firing(sql`
        select ${firingColumns}
        from genie.triggers
        join genie.schedules on schedules.id = triggers.schedule_id
        where triggers.state = 'pending'
          and triggers.due_at <= genie.now()
        order by triggers.due_at, triggers.id
        limit ${sql.lit(batchSize(limit))}
        for no key update skip locked`)
    ),

    /**
     * Locks firings to come that were written later than now, or are further away than the period of their schedule: the
     * clock was put back since.
     */
    lockAhead: Effect.fn("TriggerRepository.lockAhead")((limit: number, after: string | undefined) =>
      firing(sql`
        select ${firingColumns}
        from genie.triggers
        join genie.schedules on schedules.id = triggers.schedule_id
        where triggers.state = 'pending'
          and triggers.origin = 'schedule'
          and (
            triggers.created_at > genie.now()
            or triggers.scheduled_for > genie.now() + every_ms * interval '1 millisecond'
          )
          ${when(after, (value) => sql`and triggers.id > ${value}`)}
        order by triggers.id
        limit ${sql.lit(limit)}
        for no key update skip locked`)
    ),

    /** The instants after this one that these schedules have fired already. */
    takenAfter: Effect.fn("TriggerRepository.takenAfter")((scheduleIds: ReadonlyArray<string>, after: Date) =>
      instants(sql`
        select schedule_id, scheduled_for
        from genie.triggers
        where schedule_id = any(${uuids(scheduleIds)})
          and scheduled_for > ${after}
          and origin = 'schedule'
          and state not in ('pending', 'cancelled')
        order by schedule_id, scheduled_for
        limit ${sql.lit(TAKEN_MAX)}`)
    ),

    /** How many firings of each of these schedules are held. */
    countHeld: Effect.fn("TriggerRepository.countHeld")((scheduleIds: ReadonlyArray<string>) =>
      db.all<{ readonly scheduleId: string; readonly held: number }>(
        () => sql`
          select schedule_id, count(*) as held
          from genie.triggers
          where schedule_id = any(${uuids(scheduleIds)})
            and state = 'held'
          group by schedule_id`
      )
    ),

    /** The oldest held firing of each of these locked schedules that is active and has no unfinished run. */
    lockReleased: Effect.fn("TriggerRepository.lockReleased")((scheduleIds: ReadonlyArray<string>) =>
      firing(sql`
        select ${firingColumns}
        from unnest(${uuids(scheduleIds)}) as ended(schedule_id)
        join genie.schedules on schedules.id = ended.schedule_id and schedules.status = 'active'
        cross join lateral (
          select id
          from genie.triggers
          where schedule_id = ended.schedule_id
            and state = 'held'
          order by scheduled_for
          limit 1
        ) as oldest
        join genie.triggers on triggers.id = oldest.id
        where not exists (select from genie.live_runs where live_runs.schedule_id = ended.schedule_id)
        order by triggers.id
        for no key update of triggers`)
    ),

    /** Says what became of firings. Those that ended get the time. */
    change: Effect.fn("TriggerRepository.change")((changes: ReadonlyArray<TriggerChange>) =>
      db.affected(
        () => sql`
          update genie.triggers
          set
            state = input.state,
            reason = input.reason,
            due_at = coalesce(input."dueAt", due_at),
            finished_at = case when input.state in ('pending', 'held', 'executing') then null else genie.now() end
          from json_to_recordset(cast(${JSON.stringify(changes)} as json))
            as input(id uuid, state text, reason text, "dueAt" timestamptz)
          where triggers.id = input.id`
      )
    ),

    /** Ends firings whose last run ended. One that was ended before keeps its end. */
    settle: Effect.fn("TriggerRepository.settle")((changes: ReadonlyArray<TriggerChange>) =>
      db.affected(
        () => sql`
          update genie.triggers
          set state = input.state, reason = input.reason, finished_at = genie.now()
          from json_to_recordset(cast(${JSON.stringify(changes)} as json)) as input(id uuid, state text, reason text)
          where triggers.id = input.id
            and triggers.state = 'executing'`
      )
    ),

    /** Cancels the firings of these schedules that have not begun. */
    cancelWaiting: Effect.fn("TriggerRepository.cancelWaiting")((scheduleIds: ReadonlyArray<string>, reason: string) =>
      db.affected(
        () => sql`
          update genie.triggers
          set state = 'cancelled', reason = ${reason}, finished_at = genie.now()
          where schedule_id = any(${uuids(scheduleIds)})
            and state in ('pending', 'held')`
      )
    ),

    /** When the next firing of any schedule is due; null when none is to come. */
    nextDueAt: Effect.map(
      db.one<{ readonly dueAt: string | null }>(
        () => sql`select min(due_at) as due_at from genie.triggers where state = 'pending'`
      ),
      ({ dueAt }) => (dueAt === null ? null : new Date(dueAt))
    ),

    /** Milliseconds until then, by the database's clock: negative when it is overdue. */
    untilDueMs: Effect.map(
      db.one<{ readonly waitMs: number | null }>(
        () => sql`
          select cast(ceil(extract(epoch from min(due_at) - genie.now()) * 1000) as bigint) as wait_ms
          from genie.triggers
          where state = 'pending'`
      ),
      ({ waitMs }) => waitMs
    ),

    /** Newest first. */
    list: Effect.fn("TriggerRepository.list")(({ before, limit, scheduleId, state }: TriggerFilter) =>
      triggers(sql`
        select ${columns}
        from genie.triggers
        where schedule_id = ${scheduleId}
          ${state === undefined ? sql`` : sql`and state = ${state}`}
          ${
            before === undefined
              ? sql``
              : sql`and scheduled_for < (select scheduled_for from genie.triggers where id = ${before})`
          }
        order by scheduled_for desc
        limit ${limit}`)
    )
  }
})

/** A firing as `Trigger` decodes it. */
const columns = sql`
  id, schedule_id, scheduled_for, due_at, origin, state, reason, created_at, finished_at`

const firingColumns = sql`
  triggers.id, triggers.schedule_id, triggers.scheduled_for, triggers.origin, schedules.organization_id,
  schedules.project_id, schedules.name, schedules.kind, schedules.expression, schedules.every_ms, schedules.anchor,
  schedules.time_zone, schedules.dst_overlap, schedules.misfire, schedules.overlap, schedules.queue, schedules.priority,
  schedules.failures_max, schedules.created_by`

interface FiringRow extends Omit<FiringTrigger, "scheduledFor" | "anchor"> {
  readonly scheduledFor: string
  readonly anchor: string
}

const toFiring = (row: FiringRow): FiringTrigger => ({
  ...row,
  scheduledFor: new Date(row.scheduledFor),
  anchor: new Date(row.anchor)
})

/** How many instants that were fired ahead of time are looked at: a day of a schedule that fires each second. */
const TAKEN_MAX = 100_000

/** How many firings one transaction takes, where so many may be taken. */
const batchSize = (limit: number): number => sizes.find((size) => size <= limit) ?? 1

const sizes = [500, 200, 100, 50, 20, 10, 5, 2, 1]
