import type { Migration } from "./Migration.ts"

/**
 * The sealed log. `body` is the truth, written once as canonical JSON and never
 * re-serialised; the other columns are projections that the verifier compares
 * with it. The head row is what appends lock, never the tail: a lock on the
 * last entry does not stop two transactions from continuing the same one.
 */
export const audit: Migration = {
  name: "0002_audit",
  sql: [
    `create table genie.audit_logs (
       id uuid not null constraint audit_logs_pkey primary key,
       organization_id uuid not null constraint audit_logs_organization_id_fkey references genie.organizations,
       project_id uuid constraint audit_logs_project_id_fkey references genie.projects,
       created_at timestamptz not null default genie.now(),
       constraint audit_logs_owner_unique unique nulls not distinct (organization_id, project_id)
     )`,
    `comment on table genie.audit_logs is 'One log per project, and one per organization for what belongs to no project: its system log.'`,
    `comment on column genie.audit_logs.id is 'UUIDv7. Part of every sealed entry.'`,
    `comment on column genie.audit_logs.organization_id is 'Whose log it is.'`,
    `comment on column genie.audit_logs.project_id is 'Whose log it is; absent for the system log of the organization.'`,
    `comment on column genie.audit_logs.created_at is 'When it was made.'`,

    `create table genie.audit_heads (
       log_id uuid not null constraint audit_heads_pkey primary key
         constraint audit_heads_log_id_fkey references genie.audit_logs,
       size bigint not null default 0 constraint audit_heads_size_check check (size >= 0),
       head_hmac text,
       last_ts timestamptz,
       head_mac text not null
     ) with (fillfactor = 50)`,
    `comment on table genie.audit_heads is 'The end of each log: how many entries there are and the seal of the last. Locked last in a transaction, in order of log_id.'`,
    `comment on column genie.audit_heads.log_id is 'The log.'`,
    `comment on column genie.audit_heads.size is 'Number of entries: the seq of the last one.'`,
    `comment on column genie.audit_heads.head_hmac is 'row_hmac of the last entry; absent while the log is empty.'`,
    `comment on column genie.audit_heads.last_ts is 'Time of the last entry: the next one is at least a microsecond later.'`,
    `comment on column genie.audit_heads.head_mac is 'HMAC over what the log is and where it ends, so that cutting the tail needs the key.'`,

    `create table genie.audit_events (
       log_id uuid not null constraint audit_events_log_id_fkey references genie.audit_logs,
       seq bigint not null constraint audit_events_seq_check check (seq > 0),
       id uuid not null constraint audit_events_id_unique unique,
       ts timestamptz not null,
       actor_kind text not null,
       actor_handle text not null,
       action text not null,
       target_type text not null,
       target_id text not null,
       outcome text not null constraint audit_events_outcome_check check (outcome in ('done', 'refused')),
       request_id text,
       key_id text not null,
       details_commit bytea not null,
       body text not null constraint audit_events_body_size check (octet_length(body) <= 16384),
       row_hmac text not null constraint audit_events_row_hmac_format check (row_hmac ~ '^[0-9a-f]{64}$'),
       prev_row_hmac text constraint audit_events_prev_row_hmac_format check (prev_row_hmac ~ '^[0-9a-f]{64}$'),
       constraint audit_events_pkey primary key (log_id, seq),
       constraint audit_events_chain_unique unique nulls not distinct (log_id, prev_row_hmac)
     )`,
    `create index audit_events_target on genie.audit_events (target_type, target_id, log_id, seq)`,
    `comment on table genie.audit_events is 'The sealed record of every change: append-only, one chain per log.'`,
    `comment on column genie.audit_events.log_id is 'The log this entry belongs to.'`,
    `comment on column genie.audit_events.seq is 'Its place in the log: 1, 2, 3, without gaps.'`,
    `comment on column genie.audit_events.id is 'UUIDv7.'`,
    `comment on column genie.audit_events.ts is 'When, by the database clock; strictly increasing within a log.'`,
    `comment on column genie.audit_events.actor_kind is 'human, agent, service, team or system.'`,
    `comment on column genie.audit_events.actor_handle is 'Who did it.'`,
    `comment on column genie.audit_events.action is 'What was done: schedule.created.'`,
    `comment on column genie.audit_events.target_type is 'The noun it was done to.'`,
    `comment on column genie.audit_events.target_id is 'Which one.'`,
    `comment on column genie.audit_events.outcome is 'done, or refused: refusals are recorded too.'`,
    `comment on column genie.audit_events.request_id is 'The request it was part of.'`,
    `comment on column genie.audit_events.key_id is 'The key that sealed it.'`,
    `comment on column genie.audit_events.details_commit is 'SHA-256 of salt and details: they can be erased later and the log still verifies.'`,
    `comment on column genie.audit_events.body is 'The truth: canonical JSON (RFC 8785), sealed as it stands.'`,
    `comment on column genie.audit_events.row_hmac is 'HMAC over log, seq, the seal before and the hash of the body, lower-case hex.'`,
    `comment on column genie.audit_events.prev_row_hmac is 'The seal of the entry before; absent for the first.'`,

    `create table genie.audit_details (
       event_id uuid not null constraint audit_details_pkey primary key
         constraint audit_details_event_id_fkey references genie.audit_events (id),
       salt bytea not null constraint audit_details_salt_size check (octet_length(salt) = 16),
       details text not null constraint audit_details_size check (octet_length(details) <= 1048576)
     )`,
    `comment on table genie.audit_details is 'What an entry says beyond its body. Erasing a row removes personal data and breaks no seal.'`,
    `comment on column genie.audit_details.event_id is 'The entry.'`,
    `comment on column genie.audit_details.salt is 'Random, so that erased details cannot be guessed from their hash.'`,
    `comment on column genie.audit_details.details is 'Canonical JSON.'`,

    `create function genie.refuse_audit_change() returns trigger language plpgsql as $$
     begin
       raise exception 'the audit log is append-only: % on % is refused', tg_op, tg_table_name using errcode = '42501';
     end $$`,
    `comment on function genie.refuse_audit_change() is 'A guard rail against mistakes. What proves the log is its seals.'`,
    `create trigger audit_events_append_only before update or delete on genie.audit_events
       for each row execute function genie.refuse_audit_change()`,
    `create trigger audit_events_no_truncate before truncate on genie.audit_events
       for each statement execute function genie.refuse_audit_change()`,
    `create trigger audit_details_no_update before update on genie.audit_details
       for each row execute function genie.refuse_audit_change()`,
    `create trigger audit_heads_no_delete before delete on genie.audit_heads
       for each row execute function genie.refuse_audit_change()`
  ]
}
