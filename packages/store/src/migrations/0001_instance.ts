import type { Migration } from "./Migration.ts"

/**
 * The ground everything stands on: the clock, the instance, organizations and projects.
 *
 * `genie.now()` is STABLE so that indexes serve comparisons with it, and one
 * function so that a test database can be given a clock of its own.
 */
export const instance: Migration = {
  name: "0001_instance",
  sql: [
    `create function genie.now() returns timestamptz language sql stable parallel safe
       return statement_timestamp()`,
    `comment on function genie.now() is 'The only clock in any statement. Test databases replace it by one that can be set.'`,

    `create table genie.instances (
       id uuid not null constraint instances_pkey primary key,
       is_only boolean not null default true constraint instances_only_one unique constraint instances_is_only check (is_only),
       key_id text not null,
       created_at timestamptz not null default genie.now()
     )`,
    `comment on table genie.instances is 'This database, named once: the one row says which instance it is and which audit key seals its logs.'`,
    `comment on column genie.instances.id is 'Part of every sealed entry, so that entries of two databases can never be exchanged.'`,
    `comment on column genie.instances.is_only is 'Always true, and unique: there is one instance in a database.'`,
    `comment on column genie.instances.key_id is 'Id of the audit key this database was sealed with. A host with another key does not start.'`,
    `comment on column genie.instances.created_at is 'When the database was first opened.'`,

    `create table genie.organizations (
       id uuid not null constraint organizations_pkey primary key,
       name text not null constraint organizations_name_unique unique,
       created_at timestamptz not null default genie.now()
     )`,
    `comment on table genie.organizations is 'The wall: isolation, secrets and a system audit log. A fresh database has one, "default".'`,
    `comment on column genie.organizations.id is 'UUIDv7.'`,
    `comment on column genie.organizations.name is 'What people call it.'`,
    `comment on column genie.organizations.created_at is 'When it was made.'`,

    `create table genie.projects (
       id uuid not null constraint projects_pkey primary key,
       organization_id uuid not null constraint projects_organization_id_fkey references genie.organizations,
       key text not null constraint projects_key_format check (key ~ '^[A-Z][A-Z0-9]{1,9}$'),
       name text not null constraint projects_name_length check (length(name) between 1 and 200),
       repo_path text,
       settings jsonb not null default '{}',
       created_at timestamptz not null default genie.now(),
       updated_at timestamptz not null default genie.now(),
       constraint projects_key_unique unique (organization_id, key)
     )`,
    `create unique index projects_repo_path_unique on genie.projects (organization_id, repo_path) where repo_path is not null`,
    `comment on table genie.projects is 'A place for work inside an organization, with an audit log of its own.'`,
    `comment on column genie.projects.id is 'UUIDv7.'`,
    `comment on column genie.projects.organization_id is 'The organization it belongs to.'`,
    `comment on column genie.projects.key is 'The SHOP of SHOP-12.'`,
    `comment on column genie.projects.name is 'What people call it.'`,
    `comment on column genie.projects.repo_path is 'The directory of its repository. Absent: a virtual project.'`,
    `comment on column genie.projects.settings is 'Retention, redaction and time zone. Nothing here is filtered by, gated on or signed.'`,
    `comment on column genie.projects.created_at is 'When it was made.'`,
    `comment on column genie.projects.updated_at is 'When it was last changed.'`
  ]
}
