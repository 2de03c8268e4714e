import { Context, Effect, Layer, Option } from "effect"
import { sql } from "kysely"
import { Db } from "../../database/Db.ts"
import { decoded } from "../../database/decoded.ts"
import { type RecordOf, records } from "../../database/records.ts"
import { bigint, instant, integer, jsonb, oneOf, priority, text, timestamptz, uuid } from "../../database/SqlType.ts"
import { type ParametersOf, type RowOf, statement } from "../../database/statement.ts"
import { when } from "../../database/when.ts"
import { isUuid } from "../../model/isUuid.ts"
import {
  type DstOverlap,
  type Leftovers,
  type Misfire,
  type Overlap,
  Schedule,
  type ScheduleKind,
  ScheduleStatus
} from "../../model/Schedule.ts"

/**
 * The statements about schedules themselves. The effect of the ends of their runs is in `ScheduleSettlingRepository`.
 *
 * A row is locked `for no key update`: that keeps everybody else from changing it, but not a run that refers to it from
 * being enqueued. A caller that needs live runs and schedules locks the live runs first; one that holds a schedule already
 * takes only the live runs that nobody else has (`skip locked`).
 */
export class ScheduleRepository extends Context.Service<ScheduleRepository>()("@genie/store/ScheduleRepository", {
  make: Effect.gen(function* () {
    const db = yield* Db

    return {
      /** The only clock there is: the database's, to the millisecond. */
      now: Effect.map(db.one(now({})), ({ now }) => new Date(now)),

      /** Writes schedules, and answers the names that were free: one that is taken is left out. */
      insert: Effect.fn("ScheduleRepository.insert")((added: ReadonlyArray<NewSchedule>) =>
        db.all(insert({ added: added.map((schedule) => ({ ...schedule, payload: schedule.payload ?? {} })) }))
      ),

      /** Finds a schedule by its name or its id. A name wins over an id, and only the id finds a deleted one. */
      find: Effect.fn("ScheduleRepository.find")((organizationId: string, nameOrId: string) =>
        Effect.map(Effect.flatMap(db.all(find({ organizationId, nameOrId })), decodeSchedules), (found) =>
          Option.fromUndefinedOr(found[0])
        )
      ),

      /** The id of the schedule of this name or id. */
      idOf: Effect.fn("ScheduleRepository.idOf")((organizationId: string, nameOrId: string) =>
        Effect.map(
          db.maybeOne(idOf({ organizationId, nameOrId })),
          Option.map(({ id }) => id)
        )
      ),

      /** Locks the schedule of this id: those that change it, fire it or settle its runs come one after the other. */
      lock: Effect.fn("ScheduleRepository.lock")((id: string) =>
        Effect.map(db.one(lock({ id })), (row): LockedSchedule => ({ ...row, anchor: new Date(row.anchor) }))
      ),

      /** Moves the anchor of an interval by whole periods: its firings stay the same. */
      setAnchor: Effect.fn("ScheduleRepository.setAnchor")((id: string, anchor: Date) =>
        db.affected(setAnchor({ id, anchor }))
      ),

      /** By name: that is how people look for one. */
      list: Effect.fn("ScheduleRepository.list")((filter: ScheduleFilter) =>
        Effect.flatMap(db.all(list(filter)), decodeSchedules)
      ),

      /** The schedules that have one of these names. */
      listNamed: Effect.fn("ScheduleRepository.listNamed")((organizationId: string, names: ReadonlyArray<string>) =>
        Effect.flatMap(db.all(listNamed({ organizationId, names })), decodeSchedules)
      ),

      /** Names in use, for a guess at what somebody meant. */
      names: Effect.fn("ScheduleRepository.names")((organizationId: string, limit: number) =>
        Effect.map(db.all(names({ organizationId, limit })), (rows) => rows.map(({ name }) => name))
      ),

      /** A person pauses, resumes or deletes it. An earlier failure does not count against a resumed one. */
      setStatus: Effect.fn("ScheduleRepository.setStatus")(
        (id: string, status: typeof ScheduleStatus.Type, reason: string | null) =>
          db.affected(setStatus({ id, status, reason }))
      )
    }
  })
}) {
  static readonly layer: Layer.Layer<ScheduleRepository, never, Db> = Layer.effect(this, this.make)
}

const decodeSchedules = decoded(Schedule)

const now = statement("ScheduleRepository.now", {
  parameters: {},
  row: { now: timestamptz },
  sql: () => sql`select genie.now() as now`
})

/** When a schedule fires, as its columns say it: enough to compute every firing. */
const cadence = {
  kind: text.as<typeof ScheduleKind.Type>(),
  expression: text,
  everyMs: bigint.nullable,
  timeZone: text,
  dstOverlap: text.as<typeof DstOverlap.Type>()
}

const newSchedules = records({
  id: uuid,
  organizationId: uuid,
  projectId: uuid.nullable,
  name: text,
  ...cadence,
  anchor: instant,
  misfire: text.as<typeof Misfire.Type>(),
  overlap: text.as<typeof Overlap.Type>(),
  queue: text,
  priority,
  command: text.nullable,
  payload: jsonb,
  directory: text.nullable,
  environment: jsonb.as<Readonly<Record<string, string>>>(),
  stdin: text.nullable,
  leftovers: text.as<typeof Leftovers.Type>(),
  timeoutMs: bigint.nullable,
  attemptsMax: integer,
  failuresMax: integer,
  createdBy: text
})

/** A schedule to be written. */
export interface NewSchedule extends RecordOf<typeof newSchedules> {}

/** When a schedule fires, as its columns say it: enough to compute every firing. */
export interface ScheduleCadence extends Pick<NewSchedule, keyof typeof cadence | "anchor"> {}

const insert = statement("ScheduleRepository.insert", {
  parameters: { added: newSchedules },
  row: { name: text },
  sql: ({ added }) => sql`
    insert into genie.schedules (
      id, organization_id, project_id, name, kind, expression, every_ms, time_zone, dst_overlap, anchor, misfire, overlap,
      queue, priority, command, payload, directory, environment, stdin, leftovers, timeout_ms, attempts_max, failures_max,
      created_by
    )
    select
      id, "organizationId", "projectId", name, kind, expression, "everyMs", "timeZone", "dstOverlap", anchor, misfire, overlap,
      queue, priority, command, payload, directory, environment, stdin, leftovers, "timeoutMs", "attemptsMax", "failuresMax",
      "createdBy"
    from ${newSchedules.rows(added)}
    on conflict (organization_id, name) where status <> 'deleted' do nothing
    returning name`
})

/** A schedule as `Schedule` decodes it. Derived values are not stored. */
const columns = sql`
  id, name, kind, expression, time_zone, dst_overlap, status, status_reason, misfire, overlap, queue, priority, command,
  payload, directory, environment, stdin, leftovers, timeout_ms, attempts_max, failures_max, failures_in_a_row, revision,
  created_by, created_at, updated_at,
  (
    select key
    from genie.projects
    where projects.id = schedules.project_id
  ) as project,
  (
    select due_at
    from genie.triggers
    where schedule_id = schedules.id and state = 'pending' and origin = 'schedule'
  ) as next_at,
  (
    select scheduled_for
    from genie.triggers
    where schedule_id = schedules.id and origin = 'schedule' and state in ('executing', 'completed', 'failed')
    order by scheduled_for desc
    limit 1
  ) as last_at,
  (
    select outcome
    from genie.runs
    where schedule_id = schedules.id and outcome is not null
    order by id desc
    limit 1
  ) as last_outcome`

const named = (organizationId: string, nameOrId: string) => sql`
  organization_id = ${organizationId}
  and ((name = ${nameOrId} and status <> 'deleted') ${isUuid(nameOrId) ? sql`or id = ${nameOrId}` : sql``})`

/** A name; one that may be an id as well is looked for as both. */
const nameOrId = text.like("nightly", "00000000-0000-7000-8000-000000000000")

const find = statement("ScheduleRepository.find", {
  parameters: { organizationId: uuid, nameOrId },
  decodes: Schedule,
  sql: ({ nameOrId, organizationId }) => sql`
    select ${columns}
    from genie.schedules
    where ${named(organizationId, nameOrId)}
    order by name = ${nameOrId} desc
    limit 1`
})

const idOf = statement("ScheduleRepository.idOf", {
  parameters: { organizationId: uuid, nameOrId },
  row: { id: uuid },
  sql: ({ nameOrId, organizationId }) => sql`
    select id
    from genie.schedules
    where ${named(organizationId, nameOrId)}
    order by name = ${nameOrId} desc
    limit 1`
})

const lock = statement("ScheduleRepository.lock", {
  parameters: { id: uuid },
  row: {
    id: uuid,
    projectId: uuid.nullable,
    name: text,
    status: text.as<typeof ScheduleStatus.Type>(),
    ...cadence,
    anchor: timestamptz
  },
  sql: ({ id }) => sql`
    select id, project_id, name, status, kind, expression, every_ms, anchor, time_zone, dst_overlap
    from genie.schedules
    where id = ${id}
    for no key update`
})

/** A schedule whose row is locked: what it says now, it says until the transaction ends. */
export interface LockedSchedule extends Omit<RowOf<typeof lock>, "anchor"> {
  readonly anchor: Date
}

const setAnchor = statement("ScheduleRepository.setAnchor", {
  parameters: { id: uuid, anchor: instant },
  query: (db, { anchor, id }) => db.updateTable("schedules").set({ anchor }).where("id", "=", id)
})

const list = statement("ScheduleRepository.list", {
  parameters: {
    organizationId: uuid,
    projectId: uuid.optional,
    /** Absent: those that are not deleted. */
    status: oneOf(ScheduleStatus.literals).optional,
    /** Only those after the schedule with this id. */
    after: uuid.optional,
    limit: bigint
  },
  decodes: Schedule,
  sql: ({ after, limit, organizationId, projectId, status }) => sql`
    select ${columns}
    from genie.schedules
    where organization_id = ${organizationId}
      and ${status === undefined ? sql`status <> 'deleted'` : sql`status = ${status}`}
      ${when(projectId, (value) => sql`and project_id = ${value}`)}
      ${when(after, (value) => sql`and (name, id) > (select name, id from genie.schedules where id = ${value})`)}
    order by name, id
    limit ${limit}`
})

/** Filters of a list of schedules. */
export interface ScheduleFilter extends ParametersOf<typeof list> {}

const listNamed = statement("ScheduleRepository.listNamed", {
  parameters: { organizationId: uuid, names: text.list },
  decodes: Schedule,
  sql: ({ names, organizationId }) => sql`
    select ${columns}
    from genie.schedules
    where organization_id = ${organizationId}
      and name = any(cast(${[...names]} as text[]))
      and status <> 'deleted'`
})

const names = statement("ScheduleRepository.names", {
  parameters: { organizationId: uuid, limit: bigint },
  query: (db, { limit, organizationId }) =>
    db
      .selectFrom("schedules")
      .select("name")
      .where("organizationId", "=", organizationId)
      .where("status", "<>", sql.lit("deleted"))
      .orderBy("name")
      .limit(limit)
})

const setStatus = statement("ScheduleRepository.setStatus", {
  parameters: { id: uuid, status: text.as<typeof ScheduleStatus.Type>(), reason: text.nullable },
  sql: ({ id, reason, status }) => sql`
    update genie.schedules
    set
      status = ${status},
      status_reason = ${reason},
      failures_in_a_row = case when ${status} = 'active' then 0 else failures_in_a_row end,
      revision = revision + 1,
      updated_at = genie.now()
    where id = ${id}`
})
