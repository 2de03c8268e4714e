import { Effect, Option, Schema } from "effect"
import { type RawBuilder, sql } from "kysely"
import { Db } from "../database/Db.ts"
import { uuids } from "../database/uuids.ts"
import { isUuid } from "../model/isUuid.ts"
import type { Priority } from "../model/Priority.ts"
import { Schedule } from "../model/Schedule.ts"

/** When a schedule fires, as its columns say it: enough to compute every firing. */
export interface ScheduleCadence {
  readonly kind: "cron" | "interval" | "date"
  readonly expression: string
  readonly everyMs: number | null
  readonly anchor: Date
  readonly timeZone: string
  readonly dstOverlap: "cron" | "earlier" | "later" | "both"
}

/** A schedule to be written. */
export interface NewSchedule extends ScheduleCadence {
  readonly id: string
  readonly organizationId: string
  readonly projectId: string | null
  readonly name: string
  readonly misfire: "skip" | "one" | "all"
  readonly overlap: "allow" | "skip" | "queue" | "replace"
  readonly queue: string
  readonly priority: Priority
  readonly command: string | null
  readonly payload: unknown
  readonly directory: string | null
  readonly environment: Readonly<Record<string, string>>
  readonly stdin: string | null
  readonly leftovers: "end" | "keep"
  readonly timeoutMs: number | null
  readonly attemptsMax: number
  readonly failuresMax: number
  readonly createdBy: string
}

/** A schedule whose row is locked: what it says now, it says until the transaction ends. */
export interface LockedSchedule extends ScheduleCadence {
  readonly id: string
  readonly projectId: string | null
  readonly name: string
  readonly status: "active" | "paused" | "deleted"
}

/** A locked schedule, for which it matters how its runs end. */
export interface SettlingSchedule {
  readonly id: string
  readonly projectId: string | null
  readonly name: string
  readonly status: "active" | "paused" | "deleted"
  readonly overlap: "allow" | "skip" | "queue" | "replace"
  readonly failuresMax: number
  readonly failuresInARow: number
}

/** An unfinished run of a schedule. */
export interface UnfinishedRun {
  readonly runId: string
  readonly scheduleId: string
  readonly triggerId: string | null
  readonly state: string
}

/** What narrows a list of schedules. */
export interface ScheduleFilter {
  readonly organizationId: string
  readonly projectId?: string | undefined
  /** Absent: those that are not deleted. */
  readonly status?: "active" | "paused" | "deleted" | undefined
  /** Only those after the schedule with this id. */
  readonly after?: string | undefined
  readonly limit: number
}

const decode = Schema.decodeUnknownEffect(Schema.toCodecJson(Schema.Array(Schedule)))

/**
 * Every statement about schedules.
 *
 * A row is locked `for no key update`: that keeps everybody else from changing it, but not a run that refers to it from
 * being enqueued. Who needs live runs and schedules locks the live runs first; who holds a schedule already takes only
 * the live runs that nobody else has (`skip locked`).
 */
export const makeScheduleRepository = Effect.gen(function* () {
  const db = yield* Db
  const schedules = (query: RawBuilder<unknown>) =>
    Effect.flatMap(
      db.all(() => query),
      (rows) => Effect.orDie(decode(rows))
    )

  return {
    /** The only clock there is: the database's, to the millisecond. */
    now: Effect.map(
      db.one<{ readonly now: string }>(() => sql`select genie.now() as now`),
      ({ now }) => new Date(now)
    ),

    /** Writes schedules, and answers the names that were free: one that is taken is left out. */
    insert: Effect.fn("ScheduleRepository.insert")((added: ReadonlyArray<NewSchedule>) =>
      db.all<{ readonly name: string }>(
        () => sql`
          insert into genie.schedules (
            id, organization_id, project_id, name, kind, expression, every_ms, anchor, time_zone, dst_overlap, misfire, overlap,
            queue, priority, command, payload, directory, environment, stdin, leftovers, timeout_ms, attempts_max, failures_max,
            created_by
          )
          select
            id, organization_id, project_id, name, kind, expression, every_ms, anchor, time_zone, dst_overlap, misfire, overlap,
            queue, priority, command, payload, directory, environment, stdin, leftovers, timeout_ms, attempts_max, failures_max,
            created_by
          from json_to_recordset(cast(${JSON.stringify(added.map(toInput))} as json)) as input(
            id uuid, organization_id uuid, project_id uuid, name text, kind text, expression text, every_ms bigint, anchor timestamptz,
            time_zone text, dst_overlap text, misfire text, overlap text, queue text, priority genie.priority,
            command text, payload jsonb, directory text, environment jsonb, stdin text, leftovers text, timeout_ms bigint,
            attempts_max integer, failures_max integer, created_by text
          )
          on conflict (organization_id, name) where status <> 'deleted' do nothing
          returning name`
      )
    ),

    /** Finds a schedule by its name or its id. A name wins over an id, and only the id finds a deleted one. */
    find: Effect.fn("ScheduleRepository.find")((organizationId: string, nameOrId: string) =>
      Effect.map(
        schedules(sql`
          select ${columns}
          from genie.schedules
          where ${named(organizationId, nameOrId)}
          order by name = ${nameOrId} desc
          limit 1`),
        (found) => Option.fromUndefinedOr(found[0])
      )
    ),

    /** The id of the schedule of this name or id. */
    idOf: Effect.fn("ScheduleRepository.idOf")((organizationId: string, nameOrId: string) =>
      Effect.map(
        db.maybeOne<{ readonly id: string }>(
          () => sql`
            select id
            from genie.schedules
            where ${named(organizationId, nameOrId)}
            order by name = ${nameOrId} desc
            limit 1`
        ),
        Option.map(({ id }) => id)
      )
    ),

    /** Locks the schedule of this id: whoever changes it, fires it or settles its runs comes one after the other. */
    lock: Effect.fn("ScheduleRepository.lock")((id: string) =>
      Effect.map(
        db.one<Omit<LockedSchedule, "anchor"> & { readonly anchor: string }>(
          () => sql`
            select id, project_id, name, status, kind, expression, every_ms, anchor, time_zone, dst_overlap
            from genie.schedules
            where id = ${id}
            for no key update`
        ),
        (row): LockedSchedule => ({ ...row, anchor: new Date(row.anchor) })
      )
    ),

    /** Moves the anchor of an interval by whole periods: its firings stay the same. */
    setAnchor: Effect.fn("ScheduleRepository.setAnchor")((id: string, anchor: Date) =>
      db.affected(() => sql`update genie.schedules set anchor = ${anchor} where id = ${id}`)
    ),

    /** By name: that is how people look for one. */
    list: Effect.fn("ScheduleRepository.list")(({ after, limit, organizationId, projectId, status }: ScheduleFilter) =>
      schedules(sql`
        select ${columns}
        from genie.schedules
        where organization_id = ${organizationId}
          and ${status === undefined ? sql`status <> 'deleted'` : sql`status = ${status}`}
          ${projectId === undefined ? sql`` : sql`and project_id = ${projectId}`}
          ${after === undefined ? sql`` : sql`and (name, id) > (select name, id from genie.schedules where id = ${after})`}
        order by name, id
        limit ${limit}`)
    ),

    /** The schedules that have one of these names. */
    listNamed: Effect.fn("ScheduleRepository.listNamed")((organizationId: string, names: ReadonlyArray<string>) =>
      schedules(sql`
        select ${columns}
        from genie.schedules
        where organization_id = ${organizationId}
          and name = any(cast(${[...names]} as text[]))
          and status <> 'deleted'`)
    ),

    /** Names in use, for a guess at what somebody meant. */
    names: Effect.fn("ScheduleRepository.names")((organizationId: string, limit: number) =>
      Effect.map(
        db.all<{ readonly name: string }>(
          () => sql`
            select name
            from genie.schedules
            where organization_id = ${organizationId}
              and status <> 'deleted'
            order by name
            limit ${limit}`
        ),
        (rows) => rows.map(({ name }) => name)
      )
    ),

    /** A person pauses, resumes or deletes it. What failed before does not count against a resumed one. */
    setStatus: Effect.fn("ScheduleRepository.setStatus")(
      (id: string, status: "active" | "paused" | "deleted", reason: string | null) =>
        db.affected(
          () => sql`
            update genie.schedules
            set
              status = ${status},
              status_reason = ${reason},
              failures_in_a_row = case when ${status} = 'active' then 0 else failures_in_a_row end,
              revision = revision + 1,
              updated_at = genie.now()
            where id = ${id}`
        )
    ),

    /**
     * Locks the schedules for which it matters that these runs ended, in order of id. A schedule without failures to
     * count and without held firings is left alone, so that its runs can end while it fires.
     */
    lockForSettling: Effect.fn("ScheduleRepository.lockForSettling")(
      (ended: ReadonlyArray<string>, failed: ReadonlyArray<string>) =>
        db.all<SettlingSchedule>(
          () => sql`
            select id, project_id, name, status, overlap, failures_max, failures_in_a_row
            from genie.schedules
            where id = any(${uuids(ended)})
              and (overlap = 'queue' or failures_in_a_row > 0 or id = any(${uuids(failed)}))
            order by id
            for no key update`
        )
    ),

    /** Counts failures, and pauses the schedules that come with a reason. Nobody's revision grows: no person did it. */
    settle: Effect.fn("ScheduleRepository.settle")(
      (
        counts: ReadonlyArray<{
          readonly id: string
          /** Null: as they were. */
          readonly failuresInARow: number | null
          readonly pauseReason: string | null
        }>
      ) =>
        db.affected(
          () => sql`
            update genie.schedules
            set
              failures_in_a_row = coalesce(input."failuresInARow", failures_in_a_row),
              status = case when input."pauseReason" is null then status else 'paused' end,
              status_reason = coalesce(input."pauseReason", status_reason),
              updated_at = case when input."pauseReason" is null then updated_at else genie.now() end
            from json_to_recordset(cast(${JSON.stringify(counts)} as json))
              as input(id uuid, "failuresInARow" integer, "pauseReason" text)
            where schedules.id = input.id`
        )
    ),

    /** How many runs of each of these schedules are unfinished. */
    countUnfinished: Effect.fn("ScheduleRepository.countUnfinished")((ids: ReadonlyArray<string>) =>
      db.all<{ readonly scheduleId: string; readonly unfinished: number }>(
        () => sql`
          select schedule_id, count(*) as unfinished
          from genie.live_runs
          where schedule_id = any(${uuids(ids)})
          group by schedule_id`
      )
    ),

    /**
     * Locks the unfinished runs of these schedules that nobody else is changing at this moment, in order of id. One
     * that is missing here and counted by `countUnfinished` is being claimed, renewed or ended.
     */
    lockUnfinished: Effect.fn("ScheduleRepository.lockUnfinished")((ids: ReadonlyArray<string>) =>
      db.all<UnfinishedRun>(
        () => sql`
          select run_id, schedule_id, trigger_id, state
          from genie.live_runs
          where schedule_id = any(${uuids(ids)})
          order by run_id
          for update skip locked`
      )
    )
  }
})

/** A schedule as `Schedule` decodes it. What can be derived is not stored. */
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

const toInput = (schedule: NewSchedule) => ({
  id: schedule.id,
  organization_id: schedule.organizationId,
  project_id: schedule.projectId,
  name: schedule.name,
  kind: schedule.kind,
  expression: schedule.expression,
  every_ms: schedule.everyMs,
  anchor: schedule.anchor,
  time_zone: schedule.timeZone,
  dst_overlap: schedule.dstOverlap,
  misfire: schedule.misfire,
  overlap: schedule.overlap,
  queue: schedule.queue,
  priority: schedule.priority,
  command: schedule.command,
  payload: schedule.payload ?? {},
  directory: schedule.directory,
  environment: schedule.environment,
  stdin: schedule.stdin,
  leftovers: schedule.leftovers,
  timeout_ms: schedule.timeoutMs,
  attempts_max: schedule.attemptsMax,
  failures_max: schedule.failuresMax,
  created_by: schedule.createdBy
})
