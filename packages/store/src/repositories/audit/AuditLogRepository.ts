import { Context, Effect, Layer, Option } from "effect"
import { sql } from "kysely"
import { Db } from "../../database/Db.ts"
import { type RecordOf, records } from "../../database/records.ts"
import { bigint, text, timestamptz, uuid } from "../../database/SqlType.ts"
import { type ParametersOf, type RowOf, statement } from "../../database/statement.ts"

/** The statements that found a database and write its logs. */
export class AuditLogRepository extends Context.Service<AuditLogRepository>()("@genie/store/AuditLogRepository", {
  make: Effect.gen(function* () {
    const db = yield* Db

    return {
      /** This database, when it has been founded. */
      instance: Effect.fn("AuditLogRepository.instance")(() => db.maybeOne(instance({}))),

      /** Names the database, its key and its first organization. A second caller waits, changes nothing and answers 0. */
      found: Effect.fn("AuditLogRepository.found")((instance: AuditInstance) => db.affected(found(instance))),

      /** The system log of the organization. */
      systemLog: Effect.fn("AuditLogRepository.systemLog")((organization: string) =>
        Effect.map(
          db.maybeOne(systemLog({ organization })),
          Option.map(({ id }) => id)
        )
      ),

      /** The logs of these projects, of those that have one. */
      logsOf: Effect.fn("AuditLogRepository.logsOf")((projects: ReadonlyArray<string>) => db.all(logsOf({ projects }))),

      /** The organization of a project. */
      organizationOf: Effect.fn("AuditLogRepository.organizationOf")((project: string) =>
        Effect.map(
          db.maybeOne(organizationOf({ project })),
          Option.map(({ organizationId }) => organizationId)
        )
      ),

      /** A log and its end. Answers 0 when there is one already. */
      insertLog: Effect.fn("AuditLogRepository.insertLog")((log: NewLog) => db.affected(insertLog(log))),

      /**
       * Locks the ends of the logs, in the order of their ids, which is the same for all who need several. Taken after
       * every other lock of the transaction, so that a log is held for two statements and the commit.
       */
      lockHeads: Effect.fn("AuditLogRepository.lockHeads")((logs: ReadonlyArray<string>) =>
        db.all(lockHeads({ logs }))
      ),

      /** Writes sealed entries, their details and the new ends of their logs: one statement, so one round trip. */
      append: Effect.fn("AuditLogRepository.append")(
        (entries: ReadonlyArray<SealedEntry>, heads: ReadonlyArray<SealedHead>) =>
          db.affected(append({ entries, heads, detailed: entries.filter(({ details }) => details !== null) }))
      )
    }
  })
}) {
  static readonly layer: Layer.Layer<AuditLogRepository, never, Db> = Layer.effect(this, this.make)
}

const instance = statement("AuditLogRepository.instance", {
  parameters: {},
  query: (db) =>
    db
      .selectFrom("instances as i")
      .innerJoin("organizations as o", (join) => join.onTrue())
      .where("o.name", "=", "default")
      .select(["i.id", "i.keyId", "o.id as organizationId"])
})

/** This database and the organization of callers that name none. */
export interface AuditInstance extends RowOf<typeof instance> {}

const found = statement("AuditLogRepository.found", {
  parameters: { id: uuid, keyId: text, organizationId: uuid },
  sql: ({ id, keyId, organizationId }) => sql`
    with made as (
      insert into genie.instances (id, key_id)
      values (${id}, ${keyId})
      on conflict do nothing
      returning id
    )
    insert into genie.organizations (id, name)
    select ${organizationId}::uuid, 'default'
    from made`
})

const systemLog = statement("AuditLogRepository.systemLog", {
  parameters: { organization: uuid },
  query: (db, { organization }) =>
    db.selectFrom("auditLogs").select("id").where("organizationId", "=", organization).where("projectId", "is", null)
})

const logsOf = statement("AuditLogRepository.logsOf", {
  parameters: { projects: uuid.list },
  row: { project: uuid.present, log: uuid },
  sql: ({ projects }) => sql`
    select project_id as project, id as log
    from genie.audit_logs
    where project_id = any(${projects}::uuid[])`
})

const organizationOf = statement("AuditLogRepository.organizationOf", {
  parameters: { project: uuid },
  query: (db, { project }) => db.selectFrom("projects").select("organizationId").where("id", "=", project)
})

const insertLog = statement("AuditLogRepository.insertLog", {
  parameters: { log: uuid, organization: uuid, project: uuid.nullable, mac: text },
  sql: ({ log, mac, organization, project }) => sql`
    with made as (
      insert into genie.audit_logs (id, organization_id, project_id)
      values (${log}, ${organization}, ${project})
      on conflict do nothing
      returning id
    )
    insert into genie.audit_heads (log_id, head_mac)
    select id, ${mac}
    from made`
})

/** A log without entries, as it is written. */
export interface NewLog extends ParametersOf<typeof insertLog> {}

const lockHeads = statement("AuditLogRepository.lockHeads", {
  parameters: { logs: uuid.list },
  row: {
    log: uuid,
    organization: uuid,
    project: uuid.nullable,
    size: bigint,
    last: text.nullable,
    lastMicros: bigint.nullable,
    mac: text,
    nowMicros: bigint
  },
  sql: ({ logs }) => sql`
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
})

/** The end of a log, locked: the next entry continues it. Times are microseconds since 1970. */
export interface LockedHead extends RowOf<typeof lockHeads> {}

const sealedHeads = records({ log: uuid, size: bigint, last: text.nullable, lastTs: timestamptz.nullable, mac: text })

const sealedEntries = records({
  log: uuid,
  seq: bigint,
  id: uuid,
  ts: timestamptz,
  actorKind: text,
  actorHandle: text,
  action: text,
  targetType: text,
  targetId: text,
  outcome: text,
  requestId: text.nullable,
  keyId: text,
  detailsCommit: text,
  body: text,
  rowHmac: text,
  prevRowHmac: text.nullable
})

const sealedDetails = records({ id: uuid, salt: text.nullable, details: text.nullable })

/** The new end of a log. */
export interface SealedHead extends RecordOf<typeof sealedHeads> {}

/** A sealed entry, as it is written. Bytes are hex; an entry without details has neither salt nor details. */
export interface SealedEntry extends RecordOf<typeof sealedEntries>, RecordOf<typeof sealedDetails> {}

const append = statement("AuditLogRepository.append", {
  parameters: { entries: sealedEntries, heads: sealedHeads, detailed: sealedDetails },
  sql: ({ detailed, entries, heads }) => sql`
    with heads as (
      update genie.audit_heads h
      set size = new.size, head_hmac = new.last, last_ts = new.last_ts, head_mac = new.mac
      from unnest(${sealedHeads.arrays(heads)}) as new (log_id, size, last, last_ts, mac)
      where h.log_id = new.log_id
    ), details as (
      insert into genie.audit_details (event_id, salt, details)
      select event_id, decode(salt, 'hex'), details
      from unnest(${sealedDetails.arrays(detailed)}) as new (event_id, salt, details)
    )
    insert into genie.audit_events (
      log_id, seq, id, ts, actor_kind, actor_handle, action, target_type, target_id, outcome, request_id,
      key_id, details_commit, body, row_hmac, prev_row_hmac
    )
    select log_id, seq, id, ts, actor_kind, actor_handle, action, target_type, target_id, outcome, request_id,
           key_id, decode(details_commit, 'hex'), body, row_hmac, prev_row_hmac
    from unnest(${sealedEntries.arrays(entries)}) as new (
      log_id, seq, id, ts, actor_kind, actor_handle, action, target_type, target_id, outcome, request_id,
      key_id, details_commit, body, row_hmac, prev_row_hmac
    )`
})
