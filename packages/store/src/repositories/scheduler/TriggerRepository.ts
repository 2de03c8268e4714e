import { Context, Effect, Layer, Option } from "effect"
import { sql } from "kysely"
import { Db } from "../../database/Db.ts"
import { daysAgo } from "../../database/daysAgo.ts"
import { decoded } from "../../database/decoded.ts"
import { type RecordOf, records } from "../../database/records.ts"
import { bigint, boolean, instant, integer, priority, text, timestamptz, uuid } from "../../database/SqlType.ts"
import { type ParametersOf, type RowOf, statement } from "../../database/statement.ts"
import { uuids } from "../../database/uuids.ts"
import { when } from "../../database/when.ts"
import type { DstOverlap, Misfire, Overlap, ScheduleKind } from "../../model/Schedule.ts"
import { Trigger, type TriggerState } from "../../model/Trigger.ts"

/** Every statement about triggers. A caller that writes the triggers of a schedule holds its row locked. */
export class TriggerRepository extends Context.Service<TriggerRepository>()("@genie/store/TriggerRepository", {
  make: Effect.gen(function* () {
    const db = yield* Db

    const insertFree = Effect.fn("TriggerRepository.insertFree")((added: ReadonlyArray<NewTrigger>) =>
      Effect.map(db.all(insert({ added })), instantsOf)
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

      /** Writes a firing a person asked for, due at once. Answers nothing when the key has fired before. */
      insertForPerson: Effect.fn("TriggerRepository.insertForPerson")(
        (id: string, scheduleId: string, { idempotencyKey, scope }: TriggerKey) =>
          Effect.map(
            Effect.flatMap(db.all(insertForPerson({ id, scheduleId, idempotencyKey, scope })), decodeTriggers),
            (inserted) => Option.fromUndefinedOr(inserted[0])
          )
      ),

      /** The firing that has this idempotency key, its schedule, and whether the key is free again: it ended so long ago. */
      findKey: Effect.fn("TriggerRepository.findKey")((key: TriggerKey, keptDays: number) =>
        db.maybeOne(findKey({ ...key, keptDays }))
      ),

      /** Makes the key of this firing free. */
      freeKey: Effect.fn("TriggerRepository.freeKey")((id: string) => db.affected(freeKey({ id }))),

      find: Effect.fn("TriggerRepository.find")((id: string) =>
        Effect.map(Effect.flatMap(db.all(find({ id })), decodeTriggers), (found) => Option.fromUndefinedOr(found[0]))
      ),

      /** How many firings `lockDue` takes at most. */
      batchSize,

      /**
       * Locks firings that are due, oldest first, and their schedules. A firing that another transaction
       * holds is left out: this never waits, so no two wait for each other.
       */
      lockDue: Effect.fn("TriggerRepository.lockDue")((limit: number) =>
        Effect.map(db.all(lockDue({ limit })), firingsOf)
      ),

      /**
       * Locks firings to come that were written later than now, or are further away than the period of their schedule: the
       * clock was put back since.
       */
      lockAhead: Effect.fn("TriggerRepository.lockAhead")((limit: number, after: string | undefined) =>
        Effect.map(db.all(lockAhead({ limit, after })), firingsOf)
      ),

      /** The instants after this one that these schedules have fired already. */
      takenAfter: Effect.fn("TriggerRepository.takenAfter")((scheduleIds: ReadonlyArray<string>, after: Date) =>
        Effect.map(db.all(takenAfter({ scheduleIds, after })), instantsOf)
      ),

      /** How many firings of each of these schedules are held. */
      countHeld: Effect.fn("TriggerRepository.countHeld")((scheduleIds: ReadonlyArray<string>) =>
        db.all(countHeld({ scheduleIds }))
      ),

      /** The oldest held firing of each of these locked schedules that is active and has no unfinished run. */
      lockReleased: Effect.fn("TriggerRepository.lockReleased")((scheduleIds: ReadonlyArray<string>) =>
        Effect.map(db.all(lockReleased({ scheduleIds })), firingsOf)
      ),

      /** Says what became of firings. Those that ended get the time. */
      change: Effect.fn("TriggerRepository.change")((changes: ReadonlyArray<TriggerChange>) =>
        db.affected(change({ changes }))
      ),

      /** Ends firings whose last run ended. One that was ended before keeps its end. */
      settle: Effect.fn("TriggerRepository.settle")((changes: ReadonlyArray<TriggerChange>) =>
        db.affected(settle({ changes }))
      ),

      /** Cancels the firings of these schedules that have not begun. */
      cancelWaiting: Effect.fn("TriggerRepository.cancelWaiting")(
        (scheduleIds: ReadonlyArray<string>, reason: string) => db.affected(cancelWaiting({ scheduleIds, reason }))
      ),

      /** When the next firing of any schedule is due; null when none is to come. */
      nextDueAt: Effect.map(db.one(nextDueAt({})), ({ dueAt }) => (dueAt === null ? null : new Date(dueAt))),

      /** Milliseconds until then, by the database's clock: negative when it is overdue. */
      untilDueMs: Effect.map(db.one(untilDue({})), ({ waitMs }) => waitMs),

      /** Newest first. */
      list: Effect.fn("TriggerRepository.list")((filter: TriggerFilter) =>
        Effect.flatMap(db.all(list(filter)), decodeTriggers)
      )
    }
  })
}) {
  static readonly layer: Layer.Layer<TriggerRepository, never, Db> = Layer.effect(this, this.make)
}

const decodeTriggers = decoded(Trigger)

const state = text.as<typeof TriggerState.Type>()

const newTriggers = records({
  id: uuid,
  scheduleId: uuid,
  /** The instant the cadence names. */
  scheduledFor: instant,
  dueAt: instant,
  state,
  reason: text.nullable
})

/** A firing to be written. */
export interface NewTrigger extends RecordOf<typeof newTriggers> {}

const insert = statement("TriggerRepository.insert", {
  parameters: { added: newTriggers },
  row: { scheduleId: uuid, scheduledFor: timestamptz },
  sql: ({ added }) => sql`
    insert into genie.triggers (id, schedule_id, scheduled_for, due_at, origin, state, reason, finished_at)
    select
      id, "scheduleId", "scheduledFor", "dueAt", 'schedule', state, reason,
      case when state in ('skipped', 'cancelled') then genie.now() end
    from ${newTriggers.rows(added)}
    on conflict (schedule_id, scheduled_for) do update
    set
      state = excluded.state,
      due_at = excluded.due_at,
      created_at = excluded.created_at,
      reason = excluded.reason,
      finished_at = excluded.finished_at
    where triggers.state = 'cancelled'
    returning schedule_id, scheduled_for`
})

const instantsOf = (rows: ReadonlyArray<RowOf<typeof insert>>) =>
  rows.map(({ scheduleId, scheduledFor }) => ({ scheduleId, scheduledFor: new Date(scheduledFor) }))

/** A firing as `Trigger` decodes it. */
const columns = sql`
  id, schedule_id, scheduled_for, due_at, origin, state, reason, created_at, finished_at`

const key = {
  idempotencyKey: text.nullable,
  /** In which it is unique: a project, or the organization. */
  scope: uuid
}

/** Its instant has microseconds, which no cadence has, so that the two are never the same. */
const insertForPerson = statement("TriggerRepository.insertForPerson", {
  parameters: { id: uuid, scheduleId: uuid, ...key },
  decodes: Trigger,
  sql: ({ id, idempotencyKey, scheduleId, scope }) => sql`
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
    returning ${columns}`
})

const findKey = statement("TriggerRepository.findKey", {
  parameters: { ...key, keptDays: integer },
  row: { id: uuid, scheduleId: uuid, isOver: boolean },
  sql: ({ idempotencyKey, keptDays, scope }) => sql`
    select
      id, schedule_id,
      coalesce(finished_at < ${daysAgo(keptDays)}, false)
        and not exists (select from genie.live_runs where trigger_id = triggers.id) as is_over
    from genie.triggers
    where key_scope = ${scope}
      and idempotency_key = ${idempotencyKey}`
})

/** An idempotency key of a firing, or none. */
export interface TriggerKey extends Pick<ParametersOf<typeof findKey>, keyof typeof key> {}

const freeKey = statement("TriggerRepository.freeKey", {
  parameters: { id: uuid },
  query: (db, { id }) => db.updateTable("triggers").set({ idempotencyKey: null, keyScope: null }).where("id", "=", id)
})

const find = statement("TriggerRepository.find", {
  parameters: { id: uuid },
  decodes: Trigger,
  sql: ({ id }) => sql`select ${columns} from genie.triggers where id = ${id}`
})

const firingColumns = sql`
  triggers.id, triggers.schedule_id, triggers.scheduled_for, triggers.origin, schedules.organization_id,
  schedules.project_id, schedules.name, schedules.kind, schedules.expression, schedules.every_ms, schedules.anchor,
  schedules.time_zone, schedules.dst_overlap, schedules.misfire, schedules.overlap, schedules.queue, schedules.priority,
  schedules.failures_max, schedules.created_by`

const firing = {
  id: uuid,
  scheduleId: uuid,
  scheduledFor: timestamptz,
  origin: text.as<"schedule" | "person">(),
  organizationId: uuid,
  projectId: uuid.nullable,
  name: text,
  kind: text.as<typeof ScheduleKind.Type>(),
  expression: text,
  everyMs: bigint.nullable,
  anchor: timestamptz,
  timeZone: text,
  dstOverlap: text.as<typeof DstOverlap.Type>(),
  misfire: text.as<typeof Misfire.Type>(),
  overlap: text.as<typeof Overlap.Type>(),
  queue: text,
  priority,
  failuresMax: integer,
  createdBy: text
}

/** The limit is a literal of a few sizes, because one that is a parameter is planned anew at every execution. */
const lockDue = statement("TriggerRepository.lockDue", {
  parameters: { limit: bigint },
  row: firing,
  sql: ({ limit }) => sql`
    select ${firingColumns}
    from genie.triggers
    join genie.schedules on schedules.id = triggers.schedule_id
    where triggers.state = 'pending'
      and triggers.due_at <= genie.now()
    order by triggers.due_at, triggers.id
    limit ${sql.lit(batchSize(limit))}
    for no key update skip locked`
})

/**
 * A firing, and what its schedule says about when and where. The other values that a run takes over stay in the
 * database, however long they are.
 */
export interface FiringTrigger extends Omit<RowOf<typeof lockDue>, "scheduledFor" | "anchor"> {
  readonly scheduledFor: Date
  readonly anchor: Date
}

const firingsOf = (rows: ReadonlyArray<RowOf<typeof lockDue>>): ReadonlyArray<FiringTrigger> =>
  rows.map((row) => ({ ...row, scheduledFor: new Date(row.scheduledFor), anchor: new Date(row.anchor) }))

const lockAhead = statement("TriggerRepository.lockAhead", {
  parameters: { limit: bigint, after: uuid.optional },
  row: firing,
  sql: ({ after, limit }) => sql`
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
    for no key update skip locked`
})

/** How many instants that were fired ahead of time are looked at: a day of a schedule that fires each second. */
const TAKEN_MAX = 100_000

const takenAfter = statement("TriggerRepository.takenAfter", {
  parameters: { scheduleIds: uuid.list, after: instant },
  row: { scheduleId: uuid, scheduledFor: timestamptz },
  sql: ({ after, scheduleIds }) => sql`
    select schedule_id, scheduled_for
    from genie.triggers
    where schedule_id = any(${uuids(scheduleIds)})
      and scheduled_for > ${after}
      and origin = 'schedule'
      and state not in ('pending', 'cancelled')
    order by schedule_id, scheduled_for
    limit ${sql.lit(TAKEN_MAX)}`
})

const countHeld = statement("TriggerRepository.countHeld", {
  parameters: { scheduleIds: uuid.list },
  row: { scheduleId: uuid, held: bigint },
  sql: ({ scheduleIds }) => sql`
    select schedule_id, count(*) as held
    from genie.triggers
    where schedule_id = any(${uuids(scheduleIds)})
      and state = 'held'
    group by schedule_id`
})

const lockReleased = statement("TriggerRepository.lockReleased", {
  parameters: { scheduleIds: uuid.list },
  row: firing,
  sql: ({ scheduleIds }) => sql`
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
    for no key update of triggers`
})

const changesOfTriggers = records({
  id: uuid,
  state,
  reason: text.nullable,
  /** Absent: as it was. */
  dueAt: instant.optional
})

/** The outcome of a firing. */
export interface TriggerChange extends RecordOf<typeof changesOfTriggers> {}

const change = statement("TriggerRepository.change", {
  parameters: { changes: changesOfTriggers },
  sql: ({ changes }) => sql`
    update genie.triggers
    set
      state = input.state,
      reason = input.reason,
      due_at = coalesce(input."dueAt", due_at),
      finished_at = case when input.state in ('pending', 'held', 'executing') then null else genie.now() end
    from ${changesOfTriggers.rows(changes)}
    where triggers.id = input.id`
})

const settle = statement("TriggerRepository.settle", {
  parameters: { changes: changesOfTriggers },
  sql: ({ changes }) => sql`
    update genie.triggers
    set state = input.state, reason = input.reason, finished_at = genie.now()
    from ${changesOfTriggers.rows(changes)}
    where triggers.id = input.id
      and triggers.state = 'executing'`
})

const cancelWaiting = statement("TriggerRepository.cancelWaiting", {
  parameters: { scheduleIds: uuid.list, reason: text },
  sql: ({ reason, scheduleIds }) => sql`
    update genie.triggers
    set state = 'cancelled', reason = ${reason}, finished_at = genie.now()
    where schedule_id = any(${uuids(scheduleIds)})
      and state in ('pending', 'held')`
})

const nextDueAt = statement("TriggerRepository.nextDueAt", {
  parameters: {},
  row: { dueAt: timestamptz.nullable },
  sql: () => sql`select min(due_at) as due_at from genie.triggers where state = 'pending'`
})

const untilDue = statement("TriggerRepository.untilDueMs", {
  parameters: {},
  row: { waitMs: bigint.nullable },
  sql: () => sql`
    select cast(ceil(extract(epoch from min(due_at) - genie.now()) * 1000) as bigint) as wait_ms
    from genie.triggers
    where state = 'pending'`
})

const list = statement("TriggerRepository.list", {
  parameters: {
    scheduleId: uuid,
    state: state.optional,
    /** Only those before the firing with this id. */
    before: uuid.optional,
    limit: bigint
  },
  decodes: Trigger,
  sql: ({ before, limit, scheduleId, state }) => sql`
    select ${columns}
    from genie.triggers
    where schedule_id = ${scheduleId}
      ${when(state, (value) => sql`and state = ${value}`)}
      ${when(
        before,
        (value) => sql`and scheduled_for < (select scheduled_for from genie.triggers where id = ${value})`
      )}
    order by scheduled_for desc
    limit ${limit}`
})

/** Filters of a list of firings. */
export interface TriggerFilter extends ParametersOf<typeof list> {}

/** How many firings one transaction takes, where so many may be taken. */
function batchSize(limit: number): number {
  return sizes.find((size) => size <= limit) ?? 1
}

const sizes = [500, 200, 100, 50, 20, 10, 5, 2, 1]
