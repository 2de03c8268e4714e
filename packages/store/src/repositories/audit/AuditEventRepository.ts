import { Context, Effect, Layer, Option } from "effect"
import { type RawBuilder, sql } from "kysely"
import { Db } from "../../database/Db.ts"
import { records } from "../../database/records.ts"
import { bigint, text, uuid } from "../../database/SqlType.ts"
import { type ParametersOf, type RowOf, statement } from "../../database/statement.ts"
import type { AuditEvent } from "../../model/AuditEvent.ts"
import { eventColumns, toAuditEvent } from "./toAuditEvent.ts"

/** The statements that show entries to people and programs. */
export class AuditEventRepository extends Context.Service<AuditEventRepository>()("@genie/store/AuditEventRepository", {
  make: Effect.gen(function* () {
    const db = yield* Db

    return {
      /** Entries, newest first. Their ids are made from their time, so the order of ids is the order of time. */
      list: Effect.fn("AuditEventRepository.list")((filter: AuditFilter) =>
        Effect.map(db.all(list(filter)), (rows) => rows.map(toAuditEvent))
      ),

      /** One entry with all of its details. */
      find: Effect.fn("AuditEventRepository.find")((id: string) =>
        Effect.map(db.maybeOne(find({ id })), Option.map(toAuditEvent))
      ),

      /** How far each log goes. */
      positions: Effect.fn("AuditEventRepository.positions")(() => db.all(positions({}))),

      /**
       * Events after these positions, by time; a log that is not among them from its start. Every log that is
       * behind answers at least one row: one without an event when the next entries are gone, or when the log ends before
       * its position.
       */
      after: Effect.fn("AuditEventRepository.after")((positions: ReadonlyArray<LogPosition>, limit: number) =>
        Effect.map(db.all(after({ positions, limit })), (rows) =>
          rows.map(
            (row): FeedRow => ({
              log: row.positionLog,
              position: row.position,
              size: row.size,
              event: row.id === null ? null : toAuditEvent({ ...row, id: row.id, log: row.positionLog })
            })
          )
        )
      )
    }
  })
}) {
  static readonly layer: Layer.Layer<AuditEventRepository, never, Db> = Layer.effect(this, this.make)
}

/** An entry after a position. Absent: the log has none there although it is elsewhere. */
export interface FeedRow {
  readonly log: string
  readonly position: number
  readonly size: number
  readonly event: AuditEvent | null
}

const positions = statement("AuditEventRepository.positions", {
  parameters: {},
  query: (db) => db.selectFrom("auditHeads").select(["logId as log", "size as seq"]).orderBy("logId")
})

/** A place in a log: its entries up to this one. */
export interface LogPosition extends RowOf<typeof positions> {}

/** Details longer than this are left out of pages, which are held in memory: a page has up to 500 entries. */
const DETAILS_IN_PAGE_BYTES_MAX = 16 * 1024

const selectEvents = (detailsBytesMax: number | null): RawBuilder<unknown> => sql`
  select e.id, e.log_id as log, l.project_id as project,
         case when e.seq between 0 and 9007199254740991 then e.seq end as seq, e.ts, e.actor_kind, e.actor_handle, e.action,
         e.target_type, e.target_id, e.outcome, e.request_id, d.details, e.row_hmac
  from genie.audit_events e
  join genie.audit_logs l on l.id = e.log_id
  left join genie.audit_details d
    on d.event_id = e.id
    ${detailsBytesMax === null ? sql`` : sql`and octet_length(d.details) <= ${sql.lit(detailsBytesMax)}`}`

const list = statement("AuditEventRepository.list", {
  parameters: {
    targetType: text.optional,
    targetId: text.optional,
    action: text.optional,
    actor: text.optional,
    /** Only entries older than this one. */
    before: uuid.optional,
    limit: bigint
  },
  row: { id: uuid, log: uuid, ...eventColumns },
  sql: (filter) => {
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
    return sql`
      ${selectEvents(DETAILS_IN_PAGE_BYTES_MAX)}
      where ${sql.join(conditions, sql` and `)}
      order by e.id desc
      limit ${filter.limit}`
  }
})

/** Which entries to list. */
export interface AuditFilter extends ParametersOf<typeof list> {}

const find = statement("AuditEventRepository.find", {
  parameters: { id: uuid },
  row: { id: uuid, log: uuid, ...eventColumns },
  sql: ({ id }) => sql`
    ${selectEvents(null)}
    where e.id = ${id}`
})

const positionRecords = records({ log: uuid, seq: bigint })

const after = statement("AuditEventRepository.after", {
  parameters: { positions: positionRecords, limit: bigint },
  row: {
    positionLog: uuid,
    position: bigint,
    size: bigint,
    id: uuid.nullable,
    log: uuid.nullable,
    ...eventColumns
  },
  sql: ({ limit, positions }) => sql`
    select h.log_id as position_log, coalesce(c.seq, 0) as position, h.size, n.*
    from genie.audit_heads h
    left join unnest(${positionRecords.arrays(positions)}) as c (log_id, seq) on c.log_id = h.log_id
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
})
