import { Effect, Option } from "effect"
import { type RawBuilder, sql } from "kysely"
import { Db } from "../database/Db.ts"
import type { AuditEvent } from "../model/AuditEvent.ts"
import { type EventRow, toAuditEvent } from "./toAuditEvent.ts"

/** This database and the organization of those who name none. */
export interface AuditInstance {
  readonly id: string
  readonly keyId: string
  readonly organizationId: string
}

/** The end of a log, locked: what the next entry continues. Times are microseconds since 1970. */
export interface LockedHead {
  readonly log: string
  readonly organization: string
  readonly project: string | null
  readonly size: number
  readonly last: string | null
  readonly lastMicros: number | null
  readonly mac: string
  readonly nowMicros: number
}

/** A log without entries, as it is written. */
export interface NewLog {
  readonly log: string
  readonly organization: string
  readonly project: string | null
  readonly mac: string
}

/** A sealed entry, as it is written. Bytes are hex. */
export interface SealedEntry {
  readonly log: string
  readonly seq: number
  readonly id: string
  readonly ts: string
  readonly actorKind: string
  readonly actorHandle: string
  readonly action: string
  readonly targetType: string
  readonly targetId: string
  readonly outcome: string
  readonly requestId: string | null
  readonly keyId: string
  readonly detailsCommit: string
  readonly body: string
  readonly rowHmac: string
  readonly prevRowHmac: string | null
  /** Absent: the entry has no details. */
  readonly salt: string | null
  readonly details: string | null
}

/** The new end of a log. */
export interface SealedHead {
  readonly log: string
  readonly size: number
  readonly last: string | null
  readonly lastTs: string | null
  readonly mac: string
}

/**
 * An entry as it is found, for the verifier: whatever somebody may have made of it. Numbers are text, since they may be
 * beyond what a number holds.
 */
export interface StoredEntry {
  readonly seq: string
  readonly id: string | null
  readonly ts: string | null
  readonly actorKind: string | null
  readonly actorHandle: string | null
  readonly action: string | null
  readonly targetType: string | null
  readonly targetId: string | null
  readonly outcome: string | null
  readonly requestId: string | null
  readonly keyId: string | null
  readonly detailsCommit: string | null
  readonly body: string | null
  readonly rowHmac: string | null
  readonly prevRowHmac: string | null
  /**
   * SHA-256 over salt and details, computed where they are: they may be a thousand times the size of the rest. With
   * commas when somebody added some.
   */
  readonly detailsFound: string | null
}

/** A log as it is found: what it is, its end, and how many entries claim to be in it. */
export interface StoredLog {
  /** Absent: entries that claim to be in none. */
  readonly log: string | null
  /** Absent when only entries or an end say that there is such a log. */
  readonly organization: string | null
  readonly project: string | null
  /** The SHOP of SHOP-12. */
  readonly projectKey: string | null
  readonly size: string | null
  readonly last: string | null
  readonly lastTs: string | null
  readonly mac: string | null
  readonly rows: number
}

/** Which entries to list. */
export interface AuditFilter {
  readonly targetType?: string | undefined
  readonly targetId?: string | undefined
  readonly action?: string | undefined
  readonly actor?: string | undefined
  /** Only entries older than this one. */
  readonly before?: string | undefined
  readonly limit: number
}

/** A place in a log: its entries up to this one. */
export interface LogPosition {
  readonly log: string
  readonly seq: number
}

/** An entry after a position. Absent: the log has none there although it is elsewhere. */
export interface FeedRow {
  readonly log: string
  readonly position: number
  readonly size: number
  readonly event: AuditEvent | null
}

/** Every statement about the audit log. */
export const makeAuditRepository = Effect.gen(function* () {
  const db = yield* Db

  return {
    /** This database, when it has been founded. */
    instance: Effect.fn("AuditRepository.instance")(() =>
      db.maybeOne(
        () => sql<AuditInstance>`
          select i.id, i.key_id, o.id as organization_id
          from genie.instances i
          cross join genie.organizations o
          where o.name = 'default'`
      )
    ),

    /** Names the database, its key and its first organization. Whoever comes second waits, changes nothing and answers 0. */
    found: Effect.fn("AuditRepository.found")((instance: AuditInstance) =>
      db.affected(
        () => sql`
          with made as (
            insert into genie.instances (id, key_id)
            values (${instance.id}, ${instance.keyId})
            on conflict do nothing
            returning id
          )
          insert into genie.organizations (id, name)
          select ${instance.organizationId}::uuid, 'default'
          from made`
      )
    ),

    /** The system log of the organization. */
    systemLog: Effect.fn("AuditRepository.systemLog")((organizationId: string) =>
      Effect.map(
        db.maybeOne(
          () => sql<{ id: string }>`
            select id
            from genie.audit_logs
            where organization_id = ${organizationId}
              and project_id is null`
        ),
        Option.map((row) => row.id)
      )
    ),

    /** The logs of these projects, of those that have one. */
    logsOf: Effect.fn("AuditRepository.logsOf")((projects: ReadonlyArray<string>) =>
      db.all(
        () => sql<{ project: string; log: string }>`
          select project_id as project, id as log
          from genie.audit_logs
          where project_id = any(${projects}::uuid[])`
      )
    ),

    /** Whose project it is. */
    organizationOf: Effect.fn("AuditRepository.organizationOf")((project: string) =>
      Effect.map(
        db.maybeOne(() => sql<{ id: string }>`select organization_id as id from genie.projects where id = ${project}`),
        Option.map((row) => row.id)
      )
    ),

    /** A log and its end. Answers 0 when there is one already. */
    insertLog: Effect.fn("AuditRepository.insertLog")((log: NewLog) =>
      db.affected(
        () => sql`
          with made as (
            insert into genie.audit_logs (id, organization_id, project_id)
            values (${log.log}, ${log.organization}, ${log.project})
            on conflict do nothing
            returning id
          )
          insert into genie.audit_heads (log_id, head_mac)
          select id, ${log.mac}
          from made`
      )
    ),

    /**
     * Locks the ends of the logs, in the order of their ids: whoever needs several takes them in the same order. Taken
     * after every other lock of the transaction, so that a log is held for two statements and the commit.
     */
    lockHeads: Effect.fn("AuditRepository.lockHeads")((logs: ReadonlyArray<string>) =>
      db.all(
        () => sql<LockedHead>`
          select h.log_id as log,
                 l.organization_id as organization,
                 l.project_id as project,
                 h.size,
                 h.head_hmac as last,
                 (extract(epoch from h.last_ts) * 1000000)::bigint as last_micros,
                 h.head_mac as mac,
                 (extract(epoch from genie.now()) * 1000000)::bigint as now_micros
          from genie.audit_heads h
          join genie.audit_logs l on l.id = h.log_id
          where h.log_id = any(${logs}::uuid[])
          order by h.log_id
          for update of h`
      )
    ),

    /** Writes sealed entries, their details and the new ends of their logs: one statement, so one round trip. */
    append: Effect.fn("AuditRepository.append")(
      (entries: ReadonlyArray<SealedEntry>, heads: ReadonlyArray<SealedHead>) => {
        const of = <K extends keyof SealedEntry>(key: K) => entries.map((entry) => entry[key])
        const ofHeads = <K extends keyof SealedHead>(key: K) => heads.map((head) => head[key])
        const detailed = entries.filter((entry) => entry.details !== null)
        const ofDetailed = <K extends keyof SealedEntry>(key: K) => detailed.map((entry) => entry[key])
        return db.affected(
          () => sql`
            with heads as (
              update genie.audit_heads h
              set size = new.size, head_hmac = new.last, last_ts = new.last_ts, head_mac = new.mac
              from unnest(
                ${ofHeads("log")}::uuid[], ${ofHeads("size")}::bigint[], ${ofHeads("last")}::text[],
                ${ofHeads("lastTs")}::timestamptz[], ${ofHeads("mac")}::text[]
              ) as new (log_id, size, last, last_ts, mac)
              where h.log_id = new.log_id
            ), details as (
              insert into genie.audit_details (event_id, salt, details)
              select event_id, decode(salt, 'hex'), details
              from unnest(${ofDetailed("id")}::uuid[], ${ofDetailed("salt")}::text[], ${ofDetailed("details")}::text[])
                as new (event_id, salt, details)
            )
            insert into genie.audit_events (
              log_id, seq, id, ts, actor_kind, actor_handle, action, target_type, target_id, outcome, request_id,
              key_id, details_commit, body, row_hmac, prev_row_hmac
            )
            select log_id, seq, id, ts, actor_kind, actor_handle, action, target_type, target_id, outcome, request_id,
                   key_id, decode(details_commit, 'hex'), body, row_hmac, prev_row_hmac
            from unnest(
              ${of("log")}::uuid[], ${of("seq")}::bigint[], ${of("id")}::uuid[], ${of("ts")}::timestamptz[],
              ${of("actorKind")}::text[], ${of("actorHandle")}::text[], ${of("action")}::text[],
              ${of("targetType")}::text[], ${of("targetId")}::text[], ${of("outcome")}::text[],
              ${of("requestId")}::text[], ${of("keyId")}::text[], ${of("detailsCommit")}::text[], ${of("body")}::text[],
              ${of("rowHmac")}::text[], ${of("prevRowHmac")}::text[]
            ) as new (
              log_id, seq, id, ts, actor_kind, actor_handle, action, target_type, target_id, outcome, request_id,
              key_id, details_commit, body, row_hmac, prev_row_hmac
            )`
        )
      }
    ),

    /** Every log that anything here speaks of: a log, an end or an entry. Counting finds entries that no page meets. */
    storedLogs: Effect.fn("AuditRepository.storedLogs")(() =>
      db.all(
        () => sql<StoredLog>`
          with counted as (
            select log_id, count(*) as rows
            from genie.audit_events
            group by log_id
          )
          select coalesce(l.id, h.log_id, c.log_id) as log,
                 l.organization_id as organization,
                 l.project_id as project,
                 p.key as project_key,
                 h.size::text as size,
                 h.head_hmac as last,
                 h.last_ts,
                 h.head_mac as mac,
                 coalesce(c.rows, 0) as rows
          from genie.audit_logs l
          full join genie.audit_heads h on h.log_id = l.id
          full join counted c on c.log_id = coalesce(l.id, h.log_id)
          left join genie.projects p on p.id = l.project_id
          order by 1`
      )
    ),

    /** The organizations: each must have a system log. */
    organizations: Effect.fn("AuditRepository.organizations")(() =>
      db.all(() => sql<{ id: string; name: string }>`select id, name from genie.organizations order by id`)
    ),

    /**
     * The entries of these places, in order. Both ends are given: with `seq > … limit …` a planner without fresh
     * statistics reads and sorts everything that follows, which made verifying quadratic.
     */
    entriesBetween: Effect.fn("AuditRepository.entriesBetween")(
      (log: string, after: bigint, upTo: bigint, limit: number) =>
        db.all(
          () => sql<StoredEntry>`
          select e.seq::text as seq, e.id, e.ts, e.actor_kind, e.actor_handle, e.action, e.target_type, e.target_id, e.outcome,
                 e.request_id, e.key_id, encode(e.details_commit, 'hex') as details_commit, e.body, e.row_hmac,
                 e.prev_row_hmac,
                 (select string_agg(encode(sha256(d.salt || convert_to(d.details, 'UTF8')), 'hex'), ',')
                  from genie.audit_details d
                  where d.event_id = e.id) as details_found
          from genie.audit_events e
          where e.log_id = ${log}
            and e.seq > ${after}
            and e.seq <= ${upTo}
          order by e.seq
          limit ${limit}`
        )
    ),

    /** The first place after this one that an entry claims. */
    placeAfter: Effect.fn("AuditRepository.placeAfter")((log: string, seq: bigint) =>
      Effect.map(
        db.one(
          () => sql<{ seq: string | null }>`
            select min(seq)::text as seq
            from genie.audit_events
            where log_id = ${log}
              and seq > ${seq}`
        ),
        (row) => Option.map(Option.fromNullishOr(row.seq), BigInt)
      )
    ),

    /** The entries that say they continue this seal, and stand elsewhere in the log. */
    successors: Effect.fn("AuditRepository.successors")((log: string, previous: string | null, except: string) =>
      db.all(
        () => sql<{ body: string | null; rowHmac: string | null }>`
          select body, row_hmac
          from genie.audit_events
          where log_id = ${log}
            and prev_row_hmac is not distinct from ${previous}
            and seq is distinct from ${except}::bigint
          limit 10`
      )
    ),

    /** The first place that two entries claim. */
    firstDuplicate: Effect.fn("AuditRepository.firstDuplicate")((log: string) =>
      db.maybeOne(
        () => sql<{ seq: string }>`
          select seq::text as seq
          from genie.audit_events
          where log_id = ${log}
          group by seq
          having count(*) > 1
          order by audit_events.seq
          limit 1`
      )
    ),

    /** Entries, newest first. Their ids are made from their time, so the order of ids is the order of time. */
    list: Effect.fn("AuditRepository.list")((filter: AuditFilter) => {
      const is = (column: string, value: string | undefined) =>
        value === undefined ? [] : [sql`${sql.ref(column)} = ${value}`]
      const conditions = [
        sql`true`,
        ...is("e.target_type", filter.targetType),
        ...is("e.target_id", filter.targetId),
        ...is("e.action", filter.action),
        ...is("e.actor_handle", filter.actor),
        ...(filter.before === undefined ? [] : [sql`e.id < ${filter.before}`])
      ]
      return Effect.map(
        db.all(
          () => sql<EventRow>`
            ${selectEvents(DETAILS_IN_PAGE_BYTES_MAX)}
            where ${sql.join(conditions, sql` and `)}
            order by e.id desc
            limit ${filter.limit}`
        ),
        (rows) => rows.map(toAuditEvent)
      )
    }),

    /** One entry with all of its details. */
    find: Effect.fn("AuditRepository.find")((id: string) =>
      Effect.map(
        db.maybeOne(
          () => sql<EventRow>`
            ${selectEvents(null)}
            where e.id = ${id}`
        ),
        Option.map(toAuditEvent)
      )
    ),

    /** How far each log goes. */
    positions: Effect.fn("AuditRepository.positions")(() =>
      db.all(
        () => sql<LogPosition>`
          select log_id as log, size as seq
          from genie.audit_heads
          order by log_id`
      )
    ),

    /**
     * What happened after these positions, by time; a log that is not among them from its start. Every log that is
     * behind answers at least one row: one without an event when the next entries are gone, or when the log ends before
     * its position.
     */
    after: Effect.fn("AuditRepository.after")((positions: ReadonlyArray<LogPosition>, limit: number) =>
      Effect.map(
        db.all(
          () => sql<EventRow & { positionLog: string; position: number; size: number }>`
            select h.log_id as position_log, coalesce(c.seq, 0) as position, h.size, n.*
            from genie.audit_heads h
            left join unnest(${positions.map(({ log }) => log)}::uuid[], ${positions.map(({ seq }) => seq)}::bigint[])
              as c (log_id, seq) on c.log_id = h.log_id
            left join lateral (
              ${selectEvents(DETAILS_IN_PAGE_BYTES_MAX)}
              where e.log_id = h.log_id
                and e.seq > coalesce(c.seq, 0)
                and e.seq <= coalesce(c.seq, 0) + ${limit}
              order by e.seq
              limit ${limit}
            ) n on true
            where h.size <> coalesce(c.seq, 0)
            order by n.id nulls first
            limit ${limit}`
        ),
        (rows) =>
          rows.map(
            (row): FeedRow => ({
              log: row.positionLog,
              position: row.position,
              size: row.size,
              event: row.id === null ? null : toAuditEvent(row)
            })
          )
      )
    )
  }
})

/** Details longer than this are left out of pages, which are held in memory: a page has up to 500 entries. */
const DETAILS_IN_PAGE_BYTES_MAX = 16 * 1024

const selectEvents = (detailsBytesMax: number | null): RawBuilder<EventRow> => sql`
  select e.id, e.log_id as log, l.project_id as project,
         case when e.seq between 0 and 9007199254740991 then e.seq end as seq, e.ts, e.actor_kind, e.actor_handle, e.action,
         e.target_type, e.target_id, e.outcome, e.request_id, d.details, e.row_hmac
  from genie.audit_events e
  join genie.audit_logs l on l.id = e.log_id
  left join genie.audit_details d
    on d.event_id = e.id
    ${detailsBytesMax === null ? sql`` : sql`and octet_length(d.details) <= ${sql.lit(detailsBytesMax)}`}`

/** Every statement about the audit log. */
export type AuditRepository = Effect.Success<typeof makeAuditRepository>
