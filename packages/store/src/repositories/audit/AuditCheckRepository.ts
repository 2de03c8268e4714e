import { Context, Effect, Layer, Option } from "effect"
import { sql } from "kysely"
import { Db } from "../../database/Db.ts"
import { bigint, text, timestamptz, uuid, wholeNumber } from "../../database/SqlType.ts"
import { type RowOf, statement } from "../../database/statement.ts"

/**
 * The statements that read logs for the verifier: whatever somebody may have made of them. Numbers are text, since they may
 * be beyond what a number holds.
 */
export class AuditCheckRepository extends Context.Service<AuditCheckRepository>()("@genie/store/AuditCheckRepository", {
  make: Effect.gen(function* () {
    const db = yield* Db

    return {
      /** Every log that anything here speaks of: a log, an end or an entry. Counting finds entries that no page meets. */
      storedLogs: Effect.fn("AuditCheckRepository.storedLogs")(() => db.all(storedLogs({}))),

      /** The organizations: each must have a system log. */
      organizations: Effect.fn("AuditCheckRepository.organizations")(() => db.all(organizations({}))),

      /** The entries of these places, in order. */
      entriesBetween: Effect.fn("AuditCheckRepository.entriesBetween")(
        (log: string, after: bigint, upTo: bigint, limit: number) => db.all(entriesBetween({ log, after, upTo, limit }))
      ),

      /** The first place after this one that an entry claims. */
      placeAfter: Effect.fn("AuditCheckRepository.placeAfter")((log: string, seq: bigint) =>
        Effect.map(db.one(placeAfter({ log, seq })), (row) => Option.map(Option.fromNullishOr(row.seq), BigInt))
      ),

      /** The entries that say they continue this seal, and stand elsewhere in the log. */
      successors: Effect.fn("AuditCheckRepository.successors")((log: string, previous: string | null, except: string) =>
        db.all(successors({ log, previous, except: BigInt(except) }))
      ),

      /** The first place that two entries claim. */
      firstDuplicate: Effect.fn("AuditCheckRepository.firstDuplicate")((log: string) =>
        db.maybeOne(firstDuplicate({ log }))
      )
    }
  })
}) {
  static readonly layer: Layer.Layer<AuditCheckRepository, never, Db> = Layer.effect(this, this.make)
}

const storedLogs = statement("AuditCheckRepository.storedLogs", {
  parameters: {},
  row: {
    /** Null: entries that claim to be in no log. */
    log: uuid.nullable,
    /** Null when only entries or an end say that there is such a log. */
    organization: uuid.nullable,
    project: uuid.nullable,
    /** The SHOP of SHOP-12. */
    projectKey: text.nullable,
    size: text.nullable,
    last: text.nullable,
    lastTs: timestamptz.nullable,
    mac: text.nullable,
    rows: bigint
  },
  sql: () => sql`
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
})

/** A log as it is found: what it is, its end, and how many entries claim to be in it. */
export interface StoredLog extends RowOf<typeof storedLogs> {}

const organizations = statement("AuditCheckRepository.organizations", {
  parameters: {},
  query: (db) => db.selectFrom("organizations").select(["id", "name"]).orderBy("id")
})

/**
 * Both ends are given: with `seq > … limit …` a planner without fresh statistics reads and sorts everything that follows,
 * which made verifying quadratic. The digest of the details is computed where they are: they may be a thousand times the
 * size of the rest. With commas when somebody added some.
 */
const entriesBetween = statement("AuditCheckRepository.entriesBetween", {
  parameters: { log: uuid, after: wholeNumber, upTo: wholeNumber, limit: bigint },
  row: {
    seq: text,
    id: uuid.nullable,
    ts: timestamptz.nullable,
    actorKind: text.nullable,
    actorHandle: text.nullable,
    action: text.nullable,
    targetType: text.nullable,
    targetId: text.nullable,
    outcome: text.nullable,
    requestId: text.nullable,
    keyId: text.nullable,
    detailsCommit: text.nullable,
    body: text.nullable,
    rowHmac: text.nullable,
    prevRowHmac: text.nullable,
    detailsFound: text.nullable
  },
  sql: ({ after, limit, log, upTo }) => sql`
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
})

/** An entry as it is found. */
export interface StoredEntry extends RowOf<typeof entriesBetween> {}

const placeAfter = statement("AuditCheckRepository.placeAfter", {
  parameters: { log: uuid, seq: wholeNumber },
  row: { seq: text.nullable },
  sql: ({ log, seq }) => sql`
    select min(seq)::text as seq
    from genie.audit_events
    where log_id = ${log}
      and seq > ${seq}`
})

const successors = statement("AuditCheckRepository.successors", {
  parameters: { log: uuid, previous: text.nullable, except: wholeNumber },
  row: { body: text.nullable, rowHmac: text.nullable },
  sql: ({ except, log, previous }) => sql`
    select body, row_hmac
    from genie.audit_events
    where log_id = ${log}
      and prev_row_hmac is not distinct from ${previous}
      and seq is distinct from ${except}::bigint
    limit 10`
})

const firstDuplicate = statement("AuditCheckRepository.firstDuplicate", {
  parameters: { log: uuid },
  row: { seq: text },
  sql: ({ log }) => sql`
    select seq::text as seq
    from genie.audit_events
    where log_id = ${log}
    group by seq
    having count(*) > 1
    order by audit_events.seq
    limit 1`
})
